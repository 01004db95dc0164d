package msgraph

import (
	"cmp"
	"context"
	"fmt"
	"io"
	"log/slog"
	"regexp"
	"slices"
	"strings"

	"github.com/Azure/azure-sdk-for-go/sdk/azcore"
	"github.com/Azure/azure-sdk-for-go/sdk/azcore/cloud"
	"github.com/Azure/azure-sdk-for-go/sdk/azcore/policy"
	"github.com/Azure/azure-sdk-for-go/sdk/azidentity"

	"samlharness/internal/exit"
	"samlharness/record"
)

// graphCommandLineTools is the client id of Microsoft's own app registration for Graph PowerShell, which may ask for
// the Domain scopes. azidentity's default, that of the Azure CLI, may not.
const graphCommandLineTools = "14d82eec-204b-4c2f-b7e8-296a70dab67e"

// CodeCredential is the code of a refusal: what signing in needs is missing or unreadable.
const CodeCredential = "CredentialIncomplete"

// CredentialKind is how a token is got.
type CredentialKind string

// The kinds of credentials.
const (
	Secret      CredentialKind = "secret"      // an app registration with a client secret
	Certificate CredentialKind = "certificate" // an app registration with a certificate
	DeviceCode  CredentialKind = "devicecode"  // a person, who types a code at another device
	Browser     CredentialKind = "browser"     // a person, in the browser of this machine
	CLI         CredentialKind = "cli"         // whoever is signed in to the Azure CLI
	ManagedID   CredentialKind = "managed"     // the managed identity of the Azure host
)

// CredentialOptions say how to get tokens. The secret comes from the environment or a file, never from a command line,
// and is shown by no formatting verb.
type CredentialOptions struct {
	// Kind is how; "" means [Secret] when there is a client secret, and [DeviceCode] otherwise.
	Kind CredentialKind
	// TenantID is the tenant's id or a domain of it. Apps need it.
	TenantID string
	// ClientID is the app registration; "" means [graphCommandLineTools] for persons.
	ClientID string
	// ClientSecret is for Secret.
	ClientSecret string `json:"-"`
	// CertificatePEM holds certificate and private key, for Certificate.
	CertificatePEM []byte `json:"-"`
	// AuthorityHost is the sign-in host, "https://login.microsoftonline.com" when empty.
	AuthorityHost string
	// DisableInstanceDiscovery is for hosts that Microsoft does not know: an emulation under another name.
	DisableInstanceDiscovery bool
	// Transport sends requests, as that of [Options].
	Transport policy.Transporter `json:"-"`
	// Retry sets delays and tries of token requests.
	Retry policy.RetryOptions `json:"-"`
	// Prompt gets the message that tells a person where to type the code; nil discards it.
	Prompt io.Writer `json:"-"`
}

// String leaves out the secrets.
func (o CredentialOptions) String() string {
	return fmt.Sprintf("%s credential of client %q in tenant %q at %q", o.kind(), o.ClientID, o.TenantID,
		o.AuthorityHost)
}

// LogValue keeps the secrets out of log/slog, as String does.
func (o CredentialOptions) LogValue() slog.Value { return slog.StringValue(o.String()) }

// Format writes String for every formatting verb, so that none shows a secret.
func (o CredentialOptions) Format(f fmt.State, _ rune) { _, _ = io.WriteString(f, o.String()) }

func (o CredentialOptions) kind() CredentialKind {
	switch {
	case o.Kind != "":
		return o.Kind
	case o.ClientSecret != "":
		return Secret
	}
	return DeviceCode
}

// DelegatedScopes are what a person's token is asked for, see Options.Scopes. A token of an app, the Azure CLI or a
// managed identity has what was granted beforehand: leave Scopes nil.
func DelegatedScopes(resource string) []string {
	root := strings.TrimSuffix(cmp.Or(resource, DefaultEndpoint), "/")
	return []string{
		root + "/Domain-InternalFederation.ReadWrite.All",
		root + "/Domain.ReadWrite.All",
		root + "/Organization.Read.All",
		root + "/RoleManagement.Read.Directory",
	}
}

// Credential makes a credential for [New]. It sends nothing yet. What is missing is a *record.Refusal with
// CodeCredential; no error repeats a secret.
func Credential(o CredentialOptions) (azcore.TokenCredential, error) {
	if err := o.complete(); err != nil {
		return nil, err
	}
	client := azcore.ClientOptions{Transport: newCarrier(o.Transport), Retry: o.Retry, Cloud: cloud.AzurePublic}
	if o.AuthorityHost != "" {
		client.Cloud = cloud.Configuration{ActiveDirectoryAuthorityHost: o.AuthorityHost}
	}
	c, err := o.make(client)
	if err != nil {
		return nil, fmt.Errorf("msgraph: %s: %w", o, err)
	}
	return &credential{o.kind(), c}, nil
}

// tenantName is what azidentity takes for a tenant: an id or a domain.
var tenantName = regexp.MustCompile(`^[A-Za-z0-9.-]*$`)

// complete says which option is missing or malformed.
func (o CredentialOptions) complete() error {
	if !tenantName.MatchString(o.TenantID) {
		return &record.Refusal{
			Code:     CodeCredential,
			Exit:     exit.Usage,
			Message:  "The tenant id is malformed",
			Expected: "a GUID, or a domain of the tenant: letters, digits, dots and hyphens",
			Got:      o.TenantID,
			Fix:      "Copy the tenant id from the Entra admin center, Overview.",
		}
	}
	for _, need := range []struct {
		missing bool
		name    string
		kinds   []CredentialKind
	}{
		{o.TenantID == "", "tenant id", []CredentialKind{Secret, Certificate}},
		{o.ClientID == "", "client id", []CredentialKind{Secret, Certificate}},
		{o.ClientSecret == "", "client secret, from the environment or a file", []CredentialKind{Secret}},
		{len(o.CertificatePEM) == 0, "certificate with its key", []CredentialKind{Certificate}},
	} {
		if need.missing && slices.Contains(need.kinds, o.kind()) {
			return &record.Refusal{
				Code:     CodeCredential,
				Exit:     exit.Usage,
				Message:  fmt.Sprintf("The %s credential needs a %s", o.kind(), need.name),
				Expected: need.name,
				Fix:      "Give it, or choose another kind of credential.",
			}
		}
	}
	return nil
}

// make makes the credential of the kind. A person without a client id of their own signs in to Microsoft's.
func (o CredentialOptions) make(client azcore.ClientOptions) (azcore.TokenCredential, error) {
	off, person := o.DisableInstanceDiscovery, cmp.Or(o.ClientID, graphCommandLineTools)
	switch o.kind() {
	case Secret:
		return azidentity.NewClientSecretCredential(o.TenantID, o.ClientID, o.ClientSecret,
			&azidentity.ClientSecretCredentialOptions{ClientOptions: client, DisableInstanceDiscovery: off})
	case Certificate:
		chain, key, err := azidentity.ParseCertificates(o.CertificatePEM, nil)
		if err != nil {
			return nil, &record.Refusal{
				Code:     CodeCredential,
				Exit:     exit.Usage,
				Message:  "The certificate of the app registration cannot be used",
				Expected: "a certificate and its private key, both in PEM and without a password",
				Got:      err.Error(),
				Fix:      "Put the certificate and its key into one file.",
			}
		}
		return azidentity.NewClientCertificateCredential(o.TenantID, o.ClientID, chain, key,
			&azidentity.ClientCertificateCredentialOptions{ClientOptions: client, DisableInstanceDiscovery: off})
	case DeviceCode:
		return azidentity.NewDeviceCodeCredential(&azidentity.DeviceCodeCredentialOptions{
			ClientOptions:            client,
			DisableInstanceDiscovery: off,
			TenantID:                 o.TenantID,
			ClientID:                 person,
			UserPrompt:               o.prompt,
		})
	case Browser:
		return azidentity.NewInteractiveBrowserCredential(&azidentity.InteractiveBrowserCredentialOptions{
			ClientOptions:            client,
			DisableInstanceDiscovery: off,
			TenantID:                 o.TenantID,
			ClientID:                 person,
		})
	case CLI:
		return azidentity.NewAzureCLICredential(&azidentity.AzureCLICredentialOptions{TenantID: o.TenantID})
	case ManagedID:
		managed := &azidentity.ManagedIdentityCredentialOptions{ClientOptions: client}
		if o.ClientID != "" {
			managed.ID = azidentity.ClientID(o.ClientID)
		}
		return azidentity.NewManagedIdentityCredential(managed)
	}
	return nil, &record.Refusal{
		Code:     CodeCredential,
		Exit:     exit.Usage,
		Message:  fmt.Sprintf("There is no %q credential", string(o.Kind)),
		Expected: "secret, certificate, devicecode, browser, cli or managed",
		Got:      string(o.Kind),
		Fix:      "Choose one of these.",
	}
}

func (o CredentialOptions) prompt(_ context.Context, message azidentity.DeviceCodeMessage) error {
	if o.Prompt == nil {
		return nil
	}
	_, err := fmt.Fprintln(o.Prompt, message.Message)
	return err
}
