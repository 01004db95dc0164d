package main

import (
	"context"
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/rand"
	"crypto/tls"
	"crypto/x509"
	"encoding/pem"
	"errors"
	"fmt"
	"math/big"
	"net"
	"net/http"
	"net/http/httptest"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"samlharness/certs"
	"samlharness/internal/graphtest"
	"samlharness/internal/wire"
	"samlharness/sp/directory"
)

// relay stands between an operator's process and a tenant, and strikes at one request.
type relay struct {
	tenant http.Handler
	mu     sync.Mutex
	seen   []string // method and path of every request
	at     int      // the number of the request, from 1; 0 strikes at none
	strike func(answer func())
}

// requests are those that came.
func (r *relay) requests() []string {
	r.mu.Lock()
	defer r.mu.Unlock()
	return append([]string{}, r.seen...)
}

// strikeAt says at which request to strike.
func (r *relay) strikeAt(number int) {
	r.mu.Lock()
	defer r.mu.Unlock()
	r.at = number
}

// struck says what to do at the request.
func (r *relay) struck(strike func(answer func())) {
	r.mu.Lock()
	defer r.mu.Unlock()
	r.strike = strike
}

func (r *relay) ServeHTTP(w http.ResponseWriter, q *http.Request) {
	r.mu.Lock()
	r.seen = append(r.seen, q.Method+" "+q.URL.Path)
	hit, strike := len(r.seen) == r.at, r.strike
	r.mu.Unlock()
	if !hit {
		r.tenant.ServeHTTP(w, q)
		return
	}
	done := httptest.NewRecorder()
	strike(func() { r.tenant.ServeHTTP(done, q) })
	for name, values := range done.Header() {
		w.Header()[name] = values
	}
	w.WriteHeader(done.Code)
	_, _ = w.Write(done.Body.Bytes())
}

// site is a tenant that counts as a real one, and the folder of an operator who works on it by the command line.
type site struct {
	*graphtest.Tenant
	relay  *relay
	folder string
	flags  []string // that lead to the tenant
}

func newSite(t *testing.T) *site {
	s := &site{Tenant: graphtest.New(t), folder: t.TempDir()}
	s.relay = &relay{tenant: &s.Faults}
	s.Faults.Answer("/getuserrealm.srf", func(w http.ResponseWriter, r *http.Request, _ http.Handler) {
		_, _ = fmt.Fprintf(w, `{"NameSpaceType":%q}`, strings.Fields(s.state(t))[0])
	})
	certificate := selfSigned(t)
	server := httptest.NewUnstartedServer(s.relay)
	server.TLS = &tls.Config{Certificates: []tls.Certificate{certificate}}
	server.StartTLS()
	t.Cleanup(server.Close)
	ca := filepath.Join(s.folder, "relay.pem")
	require.NoError(t, os.WriteFile(ca, certs.PEM(certificate.Leaf), 0o600))
	_, port, err := net.SplitHostPort(server.Listener.Addr().String())
	require.NoError(t, err)
	s.flags = []string{"--domain", "contoso.com", "--target", "real", "--graph", "https://127.0.0.1:" + port,
		"--authority-host", "https://localhost:" + port, "--ca-file", ca}
	return s
}

// onePair signs for contoso.com in all of the sites, and oneKey is the key of the pair that comes next.
var (
	onePair = sync.OnceValues(func() (*certs.KeyPair, error) {
		key, err := certs.Generator{}.RSAKey(context.Background(), certs.FastBits)
		if err != nil {
			return nil, err
		}
		return certs.Issue(key, certs.Profile{NotBefore: graphtest.Start})
	})
	oneKey = sync.OnceValues(func() ([]byte, error) {
		key, err := certs.Generator{}.RSAKey(context.Background(), certs.FastBits)
		if err != nil {
			return nil, err
		}
		der, err := x509.MarshalPKCS8PrivateKey(key)
		return pem.EncodeToMemory(&pem.Block{Type: "PRIVATE KEY", Bytes: der}), err
	})
)

const signOn = "https://sso.jumpcloud.com/saml2/office365"

// metadata puts metadata of the pair into the folder.
func (s *site) metadata(t *testing.T) {
	pair, err := onePair()
	require.NoError(t, err)
	metadata := wire.IDPMetadata{
		EntityID:            "https://contoso.com",
		SigningCertificates: [][]byte{pair.Certificate.Raw},
		SingleSignOn:        []wire.Endpoint{{Binding: wire.BindingPost, Location: signOn}},
	}
	require.NoError(t, os.WriteFile(filepath.Join(s.folder, "metadata.xml"), metadata.XML(), 0o600))
}

// federate federates the domain with the pair.
func (s *site) federate(t *testing.T) {
	pair, err := onePair()
	require.NoError(t, err)
	_, err = s.CreateFederation(t.Context(), "contoso.com", directory.Federation{
		DisplayName:                     "contoso.com",
		IssuerURI:                       "https://contoso.com",
		PassiveSignInURI:                signOn,
		ActiveSignInURI:                 signOn,
		SignOutURI:                      "https://console.jumpcloud.com/userconsole/",
		SigningCertificate:              certs.Base64(pair.Certificate),
		PreferredAuthenticationProtocol: "saml",
		FederatedIdpMfaBehavior:         "acceptIfMfaDoneByFederatedIdp",
	})
	require.NoError(t, err)
}

// key puts the key of the next pair where a rotation keeps it, as one that ended early left it.
func (s *site) key(t *testing.T) {
	key, err := oneKey()
	require.NoError(t, err)
	folder := filepath.Join(s.folder, ".harness", "rotation")
	require.NoError(t, os.MkdirAll(folder, 0o700))
	require.NoError(t, os.WriteFile(filepath.Join(folder, "contoso.com-next.key"), key, 0o600))
}

// selfSigned is a certificate for this machine that is not of a world, so that what answers with it counts as real.
func selfSigned(t *testing.T) tls.Certificate {
	key, err := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	require.NoError(t, err)
	template := &x509.Certificate{
		SerialNumber: big.NewInt(1),
		NotBefore:    time.Date(2001, 1, 1, 0, 0, 0, 0, time.UTC),
		NotAfter:     time.Date(2200, 1, 1, 0, 0, 0, 0, time.UTC),
		DNSNames:     []string{"localhost"},
		IPAddresses:  []net.IP{net.IPv4(127, 0, 0, 1)},
		IsCA:         true,
	}
	der, err := x509.CreateCertificate(rand.Reader, template, template, key.Public(), key)
	require.NoError(t, err)
	leaf, err := x509.ParseCertificate(der)
	require.NoError(t, err)
	return tls.Certificate{Certificate: [][]byte{der}, PrivateKey: key, Leaf: leaf}
}

// state is what the tenant has, in words: Managed, or Federated with the numbers of its certificates.
func (s *site) state(t *testing.T) string {
	d, err := s.Domain(t.Context(), "contoso.com")
	require.NoError(t, err)
	if d.Federation == nil {
		return d.AuthenticationType()
	}
	return strings.TrimSpace(d.AuthenticationType() + " " + short(d.Federation.SigningCertificate) + " " +
		short(d.Federation.NextSigningCertificate))
}

// short names a certificate by the beginning of its SHA-256 thumbprint; "" for none.
func short(text string) string {
	c, err := certs.ParseCertificate(text)
	if err != nil {
		return ""
	}
	return certs.Thumbprint(c)[:8]
}

// process is a process of the operator, which the relay may end once it has started.
type process struct {
	*exec.Cmd
	stdout, stderr strings.Builder
	started        chan struct{}
}

func (s *site) process(t *testing.T, words ...string) *process {
	p := &process{
		Cmd:     exec.CommandContext(t.Context(), "harness", append(words, s.flags...)...),
		started: make(chan struct{}),
	}
	p.Dir, p.Stdout, p.Stderr = s.folder, &p.stdout, &p.stderr
	p.Env = append(os.Environ(), "AZURE_TENANT_ID="+graphtest.TenantID, "AZURE_CLIENT_ID="+graphtest.ClientID,
		"AZURE_CLIENT_SECRET="+graphtest.ClientSecret, "HARNESS_REAL_DOMAIN=contoso.com")
	return p
}

// signal sends the process a signal.
func (p *process) signal(s os.Signal) {
	<-p.started
	_ = p.Process.Signal(s)
}

// run runs the process and returns its exit code, or -1 for one that was killed.
func (p *process) run(t *testing.T) int {
	require.NoError(t, p.Start())
	close(p.started)
	err := p.Wait()
	if ended, ok := errors.AsType[*exec.ExitError](err); ok {
		return ended.ExitCode()
	}
	require.NoError(t, err)
	return 0
}
