package msgraph

import (
	"cmp"
	"crypto/x509"
	"fmt"
	"io"
	"net/url"
	"slices"
	"strings"

	"github.com/Azure/azure-sdk-for-go/sdk/azcore/policy"

	"samlharness/internal/cloud"
	"samlharness/internal/exit"
	"samlharness/internal/inputfile"
	"samlharness/internal/loopback"
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

// Target names a Graph and who signs in to it, as a command line and its environment do. The secret is in no field: it
// comes from a file or from EnvClientSecret.
type Target struct {
	// Cloud is Microsoft's cloud of this name, see [cloud.Names]; "" means the global one.
	Cloud string
	// Endpoint is the root of Graph; "" means that of the cloud.
	Endpoint string
	// AuthorityHost, TenantID and ClientID are those of [CredentialOptions]; "" means the environment's, which may name a
	// sign-in host of Microsoft only, and for the first one without that the host of the cloud.
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

// Open makes the client. It sends nothing yet. What is missing or unreadable is a *record.Refusal with CodeCredential.
func (t Target) Open() (*Client, error) {
	if t.Getenv == nil {
		t.Getenv = func(string) string { return "" }
	}
	named, err := t.cloud()
	if err != nil {
		return nil, err
	}
	t.Endpoint = cmp.Or(t.Endpoint, named.GraphResource())
	authorities, err := t.authorities()
	if err != nil {
		return nil, err
	}
	o, err := t.credential(named)
	if err != nil {
		return nil, err
	}
	emulated := t.emulated(o, authorities)
	transport := t.transport(authorities, emulated)
	o.Transport = transport
	credential, err := Credential(o)
	if err != nil {
		return nil, err
	}
	options := Options{
		Endpoint:   t.Endpoint,
		SignInHost: o.AuthorityHost,
		Credential: credential,
		Transport:  transport,
		Emulated:   emulated,
		Retry:      t.Retry,
	}
	if k := o.kind(); k == DeviceCode || k == Browser {
		options.Scopes = DelegatedScopes(resourceOf(t.Endpoint))
	}
	return New(options)
}

// cloud is the cloud that the target names.
func (t Target) cloud() (cloud.Cloud, error) {
	named, err := cloud.Parse(t.Cloud)
	if err == nil {
		return named, nil
	}
	return "", &record.Refusal{
		Code:     CodeCredential,
		Exit:     exit.Usage,
		Message:  "The cloud is not one of Microsoft's",
		Expected: strings.Join(cloud.Names(), ", "),
		Got:      t.Cloud,
		Fix:      "Name the cloud in which the tenant lives by --cloud.",
	}
}

// emulated reports whether Graph and the sign-in host are both on this machine, and both are to prove by the authority
// of a world that they are emulated: the transport then reaches nothing else. A loopback address alone proves nothing,
// since relays, debugging proxies and tunnels to the real Graph have one too; nor do the names under localhost. The
// Azure CLI and a managed identity ask a sign-in host of their own.
func (t Target) emulated(o CredentialOptions, authorities []*x509.Certificate) bool {
	k := o.kind()
	return k != CLI && k != ManagedID && here(t.Endpoint) && here(o.AuthorityHost) && len(worldsOf(authorities)) > 0
}

// here reports whether an https address is one of this machine.
func here(address string) bool {
	u, err := url.Parse(address)
	return err == nil && u.Scheme == "https" && loopback.Name(u.Hostname())
}

// credential completes the options by the environment. A secret file that the target names wins over a certificate that
// only the environment names.
func (t Target) credential(named cloud.Cloud) (CredentialOptions, error) {
	o := CredentialOptions{
		Kind:          t.Kind,
		TenantID:      cmp.Or(t.TenantID, t.Getenv(EnvTenantID)),
		ClientID:      cmp.Or(t.ClientID, t.Getenv(EnvClientID)),
		AuthorityHost: t.AuthorityHost,
		Prompt:        t.Prompt,
		Retry:         t.Retry,
	}
	if o.AuthorityHost == "" {
		o.AuthorityHost = t.Getenv(EnvAuthorityHost)
		if err := checkEnvironment(o.AuthorityHost); err != nil {
			return o, err
		}
	}
	if o.AuthorityHost == "" && named != cloud.Global {
		o.AuthorityHost = "https://" + named.Login()
	}
	if err := checkAuthority(o.AuthorityHost); err != nil {
		return o, err
	}
	o.DisableInstanceDiscovery = !knownAuthority(o.AuthorityHost)
	certificate := cmp.Or(t.CertificateFile, t.Getenv(EnvCertificateFile))
	var err error
	switch {
	case certificate != "" && (o.Kind == Certificate || o.Kind == "" && t.SecretFile == ""):
		o.Kind = Certificate
		o.CertificatePEM, err = readSmall(certificate, "certificate file")
	case o.Kind != "" && o.Kind != Secret:
	case t.SecretFile != "":
		var text []byte
		text, err = readSmall(t.SecretFile, "secret file")
		o.ClientSecret = strings.TrimSpace(string(text))
		if err == nil && o.ClientSecret == "" {
			err = emptySecret(t.SecretFile)
		}
	default:
		o.ClientSecret = t.Getenv(EnvClientSecret)
	}
	return o, err
}

// emptySecret refuses a secret file without a secret, which would else be taken for "no secret was named".
func emptySecret(file string) error {
	return &record.Refusal{
		Code:     CodeCredential,
		Exit:     exit.Usage,
		Message:  fmt.Sprintf("The secret file %s is empty", file),
		Expected: "the client secret of the app registration",
		Fix:      "Write the secret's value into it, or leave out --secret-file to sign in otherwise.",
	}
}

// checkEnvironment refuses a sign-in host that only the environment names and that Microsoft does not have: the secret
// is posted there, and nobody may have meant it.
func checkEnvironment(host string) error {
	if knownAuthority(host) {
		return nil
	}
	return &record.Refusal{
		Code:     CodeCredential,
		Exit:     exit.Usage,
		Message:  EnvAuthorityHost + " names a sign-in host that is not one of Microsoft's clouds",
		Expected: strings.Join(microsoftAuthorities(), ", "),
		Fix:      "Name it by --authority-host if it is meant, or unset " + EnvAuthorityHost + ".",
	}
}

// checkAuthority refuses a sign-in host with a password in it, which errors and cures would repeat.
func checkAuthority(host string) error {
	if !strings.Contains(host, "@") {
		return nil
	}
	return &record.Refusal{
		Code:     CodeCredential,
		Exit:     exit.Usage,
		Message:  "The address of the sign-in host cannot be used",
		Expected: "https://host[:port], without a name or password before the host",
		Fix:      "Give the root of the sign-in host, such as " + DefaultSignInHost + ".",
	}
}

// knownAuthority says whether Microsoft's instance discovery knows a sign-in host; "" is the global one.
func knownAuthority(host string) bool {
	u, err := url.Parse(host)
	if host == "" || err != nil {
		return host == ""
	}
	return u.Scheme == "https" && u.User == nil && slices.Contains(microsoftAuthorities(), strings.ToLower(u.Host))
}

func microsoftAuthorities() (hosts []string) {
	for _, name := range cloud.Names() {
		c := cloud.Cloud(name)
		for _, host := range []string{c.Login(), c.OtherLogin()} {
			if host != "" && !slices.Contains(hosts, host) {
				hosts = append(hosts, host)
			}
		}
	}
	return hosts
}

// readSmall reads a file of at most 64 KiB; its error names the file, never its content.
func readSmall(path, what string) ([]byte, error) {
	text, err := inputfile.ReadPrefix(path, 64<<10)
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
