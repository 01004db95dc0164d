package federation

import (
	"crypto/tls"
	"crypto/x509"
	"fmt"
	"io"
	"net/http"
	"net/url"
	"slices"
	"strings"
	"time"

	"github.com/Azure/azure-sdk-for-go/sdk/azcore/policy"

	"samlharness/internal/exit"
	"samlharness/record"
)

// The environment variables that a [Target] reads; the names are those of Microsoft's own tools.
const (
	EnvTenantID        = "AZURE_TENANT_ID"
	EnvClientID        = "AZURE_CLIENT_ID"
	EnvClientSecret    = "AZURE_CLIENT_SECRET"
	EnvCertificateFile = "AZURE_CLIENT_CERTIFICATE_PATH"
	EnvAuthorityHost   = "AZURE_AUTHORITY_HOST"
)

// Target names a Graph and who signs in to it, as a command line and its environment do. The secret is in no
// field: it comes from a file or from EnvClientSecret.
type Target struct {
	// Endpoint is the root of Graph; "" means [DefaultEndpoint].
	Endpoint string
	// AuthorityHost, TenantID and ClientID are those of [CredentialOptions]; "" means the environment's.
	AuthorityHost, TenantID, ClientID string
	// Kind is how to sign in; "" means by what the environment and the files hold.
	Kind CredentialKind
	// SecretFile holds the client secret, CertificateFile a certificate with its key.
	SecretFile, CertificateFile string
	// CAFile holds further authorities to trust, in PEM: those of an emulation.
	CAFile string
	// Getenv reads the environment; nil means that it is empty.
	Getenv func(string) string
	// Prompt gets the words for a person who signs in at another device.
	Prompt io.Writer
	// Retry sets delays and tries.
	Retry policy.RetryOptions
}

// Open makes the client. It sends nothing yet. What is missing or unreadable is a *record.Refusal with
// CodeCredential.
func (t Target) Open() (*Graph, error) {
	if t.Getenv == nil {
		t.Getenv = func(string) string { return "" }
	}
	transport, err := t.transport()
	if err != nil {
		return nil, err
	}
	o, err := t.credential()
	if err != nil {
		return nil, err
	}
	o.Transport = transport
	credential, err := Credential(o)
	if err != nil {
		return nil, err
	}
	options := GraphOptions{Endpoint: t.Endpoint, Credential: credential, Transport: transport, Retry: t.Retry}
	if k := o.kind(); k == DeviceCode || k == Browser {
		options.Scopes = DelegatedScopes(resourceOf(t.Endpoint))
	}
	return NewGraph(options)
}

// Guard is the [RealGuard] for a domain that the command line named, with what the environment allows.
func (t Target) Guard(named, snapshotFolder string) *RealGuard {
	g := &RealGuard{Named: named, SnapshotFolder: snapshotFolder}
	if t.Getenv != nil {
		g.Allowed = strings.FieldsFunc(t.Getenv(EnvRealDomain), func(r rune) bool { return r == ',' || r == ' ' })
	}
	return g
}

func (t Target) credential() (CredentialOptions, error) {
	first := func(option, variable string) string {
		if option != "" {
			return option
		}
		return t.Getenv(variable)
	}
	o := CredentialOptions{Kind: t.Kind, TenantID: first(t.TenantID, EnvTenantID),
		ClientID:      first(t.ClientID, EnvClientID),
		AuthorityHost: first(t.AuthorityHost, EnvAuthorityHost), Prompt: t.Prompt, Retry: t.Retry}
	o.DisableInstanceDiscovery = !knownAuthority(o.AuthorityHost)
	if file := first(t.CertificateFile, EnvCertificateFile); file != "" && (o.Kind == "" && t.SecretFile == "" ||
		o.Kind == Certificate) {
		text, err := readSmall(file, "certificate file")
		o.Kind, o.CertificatePEM = Certificate, text
		return o, err
	}
	if t.Kind != "" && t.Kind != Secret {
		return o, nil
	}
	o.ClientSecret = t.Getenv(EnvClientSecret)
	if t.SecretFile != "" {
		text, err := readSmall(t.SecretFile, "secret file")
		o.ClientSecret = strings.TrimSpace(string(text))
		return o, err
	}
	return o, nil
}

// callTimeout bounds one call, so that a silent server does not hold an operator for ever. A write that got no answer
// is read back.
const callTimeout = 2 * time.Minute

// transport is Go's usual one, which heeds HTTPS_PROXY, with the further authorities.
func (t Target) transport() (*http.Client, error) {
	base, ok := http.DefaultTransport.(*http.Transport)
	if !ok {
		base = &http.Transport{Proxy: http.ProxyFromEnvironment}
	}
	transport := base.Clone()
	transport.TLSClientConfig = &tls.Config{MinVersion: tls.VersionTLS12}
	if t.CAFile != "" {
		text, err := readSmall(t.CAFile, "CA file")
		if err != nil {
			return nil, err
		}
		pool, err := x509.SystemCertPool()
		if err != nil {
			pool = x509.NewCertPool()
		}
		if !pool.AppendCertsFromPEM(text) {
			return nil, &record.Refusal{Code: CodeCredential, Exit: exit.Usage,
				Message: fmt.Sprintf("The CA file %s holds no certificate in PEM", t.CAFile),
				Fix:     "Give the CA file that `harness up` prints."}
		}
		transport.TLSClientConfig.RootCAs = pool
	}
	return &http.Client{Transport: transport, Timeout: callTimeout}, nil
}

// readSmall reads a file of at most 64 KiB; its error names the file, never its content.
func readSmall(path, what string) ([]byte, error) {
	file, err := openFile(path)
	if err != nil {
		return nil, &record.Refusal{
			Code:    CodeCredential,
			Exit:    exit.Usage,
			Message: fmt.Sprintf("The %s cannot be read", what),
			Got:     err.Error(),
			Fix:     "Name a file that you may read.",
		}
	}
	defer file.Close()
	text, err := io.ReadAll(io.LimitReader(file, 64<<10))
	if err != nil {
		return nil, &record.Refusal{
			Code:    CodeCredential,
			Exit:    exit.Usage,
			Message: fmt.Sprintf("The %s cannot be read", what),
			Got:     err.Error(),
			Fix:     "Name a file that you may read.",
		}
	}
	return text, nil
}

// knownAuthority says whether Microsoft's instance discovery knows a sign-in host; "" is the global one.
func knownAuthority(host string) bool {
	u, err := url.Parse(host)
	if host == "" || err != nil {
		return host == ""
	}
	return slices.Contains([]string{"login.microsoftonline.com", "login.microsoftonline.us", "login.chinacloudapi.cn",
		"login.partner.microsoftonline.cn"}, strings.ToLower(u.Host))
}

// resourceOf is whom tokens for an endpoint are for: itself, or Graph of the global cloud when it is loopback.
func resourceOf(endpoint string) string {
	if u, err := url.Parse(endpoint); err == nil && u.Host != "" && !isLoopback(u.Hostname()) {
		return u.Scheme + "://" + u.Host
	}
	return DefaultEndpoint
}
