package signin

import (
	"crypto/rand"
	"encoding/json"
	"net/http"

	"samlharness/sp/directory"
)

// The values of GetCredentialType's answer.
const (
	doesExist, doesNotExist                     = 0, 1
	prefersPassword, prefersFederation          = 1, 4
	domainUnknown, domainManaged, domainFederal = 1, 3, 4
)

type credentialAnswer struct {
	Username           string
	Display            string
	IfExistsResult     int
	IsUnmanaged        bool
	ThrottleStatus     int
	Credentials        credentials
	EstsProperties     estsProperties
	IsSignupDisallowed bool
	FlowToken          string
	APICanary          string `json:"apiCanary"`
}

type credentials struct {
	PrefCredential int
	HasPassword    bool
	// The parameters of other credentials, of which no user here has any.
	RemoteNgcParams, FidoParams, SasParams, CertAuthParams, GoogleParams, FacebookParams *struct{}

	FederationRedirectURL string `json:"FederationRedirectUrl,omitempty"`
}

type estsProperties struct {
	UserTenantBranding *struct{}
	DomainType         int
}

// getCredentialType is what the name page's script asks. It tells whether a managed user exists, and of a federated one
// never.
func (d *realmDiscovery) credentialType(w http.ResponseWriter, r *http.Request) {
	var asked struct {
		Username string `json:"username"`
	}
	r.Body = http.MaxBytesReader(w, r.Body, maxBody)
	if err := json.NewDecoder(r.Body).Decode(&asked); err != nil {
		w.WriteHeader(http.StatusBadRequest)
		writeJSON(w, map[string]any{"error": map[string]string{
			"code":    "6000",
			"message": "the body is not JSON with a username",
		}})
		return
	}
	answer, err := d.credentialsOf(r, asked.Username)
	if err != nil {
		d.errors.show(newRequest(w, r), err)
		return
	}
	writeJSON(w, answer)
}

func (d *realmDiscovery) credentialsOf(r *http.Request, login string) (credentialAnswer, error) {
	a := credentialAnswer{
		Username:           login,
		Display:            login,
		IsSignupDisallowed: true,
		FlowToken:          rand.Text(),
		APICanary:          rand.Text(),
		Credentials:        credentials{HasPassword: true},
	}
	found, err := d.realmOf(r, login)
	if err != nil {
		return a, err
	}
	preferred, result, domainType := &a.Credentials.PrefCredential, &a.IfExistsResult, &a.EstsProperties.DomainType
	switch found.kind {
	case directory.Federated:
		*result, *preferred, *domainType = doesExist, prefersFederation, domainFederal
		a.Credentials.FederationRedirectURL = found.authURL()
	case directory.Managed:
		known, err := exists(r.Context(), d.tenant, login)
		if err != nil {
			return a, err
		}
		*result, *preferred, *domainType = doesExist, prefersPassword, domainManaged
		if !known {
			*result = doesNotExist
		}
	default:
		*result, *preferred, *domainType = doesNotExist, prefersPassword, domainUnknown
		a.ThrottleStatus = 1
	}
	return a, nil
}
