package world

import (
	"encoding/pem"
	"errors"

	"samlharness/sp"
	"samlharness/sp/directory"
)

// RegistrationSpec is an app registration of the Entra tenant.
type RegistrationSpec struct {
	Name string `yaml:"name"`
	// AppID is the client id, a GUID; "" lets the tenant choose one.
	AppID string `yaml:"appId,omitempty"`
	// Secret is the value of a client secret, Certificate a certificate in PEM; "" makes none.
	Secret      string `yaml:"secret,omitempty"`
	Certificate string `yaml:"certificate,omitempty"`
	// RedirectURIs are where sign-ins may return to.
	RedirectURIs []string `yaml:"redirectUris,omitempty"`
	// Public allows public client flows: sign-in without a credential of the application.
	Public bool `yaml:"public,omitempty"`
	// Implicit lets the authorization endpoint give tokens.
	Implicit bool `yaml:"implicit,omitempty"`
	// Roles are application permissions of Microsoft Graph, Scopes delegated ones; AdminConsent grants the scopes for
	// everybody.
	Roles        []string `yaml:"roles,omitempty"`
	Scopes       []string `yaml:"scopes,omitempty"`
	AdminConsent bool     `yaml:"adminConsent,omitempty"`

	note string // what [Spec.YAML] says of it in a comment
}

// registrations are the registrations of a new tenant: the world's own first.
func (w *World) registrations() []directory.NewApplication {
	list := []directory.NewApplication{{
		AppID:       w.ClientID,
		DisplayName: "harness",
		Secret:      w.ClientSecret,
		Roles:       directory.OperatorRoles(),
	}}
	for _, a := range w.spec.AppRegistrations {
		n := directory.NewApplication{
			AppID:        a.AppID,
			DisplayName:  a.Name,
			RedirectURIs: a.RedirectURIs,
			Public:       a.Public,
			Implicit:     a.Implicit,
			Roles:        a.Roles,
			Scopes:       a.Scopes,
			Secret:       a.Secret,
			AdminConsent: a.AdminConsent,
		}
		if block, _ := pem.Decode([]byte(a.Certificate)); block != nil {
			n.Certificates = []directory.KeyCredential{{DER: block.Bytes}}
		}
		list = append(list, n)
	}
	return list
}

// wrongTenant says which member of the spec Microsoft does not take.
func (s Spec) wrongTenant(err error) error {
	if wrong, ok := errors.AsType[*sp.ApplicationError](err); ok && wrong.Index > 0 {
		i := wrong.Index - 1
		return s.source.mistake("app registration "+s.AppRegistrations[i].Name, wrong.Err, "appRegistrations", i, "name")
	}
	return s.source.mistake("tenant", err, "tenantId")
}

// checkRegistrations finds certificates that are not in PEM.
func (s Spec) checkRegistrations() *SpecError {
	for i, a := range s.AppRegistrations {
		if block, _ := pem.Decode([]byte(a.Certificate)); a.Certificate != "" && block == nil {
			return s.mistake([]any{"appRegistrations", i, "certificate"},
				"the certificate of the application %q is not in PEM; "+
					"write it as a block (certificate: |) that begins with -----BEGIN CERTIFICATE-----", a.Name)
		}
	}
	return nil
}
