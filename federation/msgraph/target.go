package msgraph

import (
	"cmp"
	"fmt"
	"io"
	"net/url"
	"slices"
	"strings"

	"github.com/Azure/azure-sdk-for-go/sdk/azcore/policy"

	"samlharness/internal/exit"
	"samlharness/internal/inputfile"
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

// Open makes the client. It sends nothing yet. What is missing or unreadable is a *record.Refusal with CodeCredential.
func (t Target) Open() (*Client, error) {
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
	options := Options{Endpoint: t.Endpoint, Credential: credential, Transport: transport, Retry: t.Retry}
	if k := o.kind(); k == DeviceCode || k == Browser {
		options.Scopes = DelegatedScopes(resourceOf(t.Endpoint))
	}
	return New(options)
}

// credential completes the options by the environment. A secret file that the target names wins over a certificate that
// only the environment names.
func (t Target) credential() (CredentialOptions, error) {
	o := CredentialOptions{
		Kind:          t.Kind,
		TenantID:      cmp.Or(t.TenantID, t.Getenv(EnvTenantID)),
		ClientID:      cmp.Or(t.ClientID, t.Getenv(EnvClientID)),
		AuthorityHost: cmp.Or(t.AuthorityHost, t.Getenv(EnvAuthorityHost)),
		Prompt:        t.Prompt,
		Retry:         t.Retry,
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
	default:
		o.ClientSecret = t.Getenv(EnvClientSecret)
	}
	return o, err
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
		Fix:      "Give the root of the sign-in host, such as https://login.microsoftonline.com.",
	}
}

// knownAuthority says whether Microsoft's instance discovery knows a sign-in host; "" is the global one.
func knownAuthority(host string) bool {
	u, err := url.Parse(host)
	if host == "" || err != nil {
		return host == ""
	}
	return slices.Contains([]string{
		"login.microsoftonline.com",
		"login.microsoftonline.us",
		"login.chinacloudapi.cn",
		"login.partner.microsoftonline.cn",
	}, strings.ToLower(u.Host))
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
