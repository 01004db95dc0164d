package federation

import (
	"context"
	"crypto/x509"
	"fmt"
	"net/http"

	"samlharness/certs"
	"samlharness/federation/msgraph"
	"samlharness/record"
)

// state is what Graph says of one domain.
type state struct {
	domain        msgraph.Domain
	configuration *Configuration // nil when there is none, or none that can be read
}

// signing is the signing certificate; nil when there is none that can be read.
func (s state) signing() *x509.Certificate {
	if s.configuration == nil {
		return nil
	}
	c, _ := certs.ParseCertificate(s.configuration.SigningCertificate)
	return c
}

// half says whether a domain is federated without a configuration, as a failed creation leaves it.
func (s state) half() bool {
	return s.domain.AuthenticationType == msgraph.Federated && s.configuration == nil
}

// managed says whether a domain is Managed and has no configuration left.
func (s state) managed() bool {
	return s.domain.AuthenticationType == msgraph.Managed && s.configuration == nil
}

// read reads domain and configuration. A 404 on the configuration means "none", because Graph has no empty list; the
// domain's own answer then tells whether that is in order. A 500 means the same: it is not known which of the two a
// half federated domain gives.
func (o *Operator) read(ctx context.Context, name string) (state, error) {
	domain, err := o.Graph.Domain(ctx, name)
	if err != nil {
		return state{}, err
	}
	s := state{domain: domain}
	configurations, err := o.Graph.FederationConfigurations(ctx, name)
	failed := msgraph.HasStatus(err, http.StatusInternalServerError)
	switch {
	case msgraph.IsNotFound(err), failed && domain.AuthenticationType == msgraph.Federated:
	case err != nil:
		return s, err
	case len(configurations) > 1:
		return s, &record.Refusal{
			Code:     CodeReadBack,
			Message:  fmt.Sprintf("Domain %s has %d federation configurations", name, len(configurations)),
			Expected: "at most one",
		}
	case len(configurations) == 1:
		s.configuration = &configurations[0]
	}
	return s, nil
}

// readKnown reads a domain; one that the tenant does not have is refused in the module's words.
func (o *Operator) readKnown(ctx context.Context, domain string) (state, error) {
	s, err := o.read(ctx, domain)
	if s.domain.ID != "" || !msgraph.IsNotFound(err) {
		return s, err
	}
	domains, listErr := o.Graph.Domains(ctx)
	if listErr != nil {
		return s, err
	}
	refusal := notInTenant(domain, domains)
	refusal.Cause = err
	return s, refusal
}

// until reads the state again until good holds, as often as Again allows.
func (o *Operator) until(ctx context.Context, name string, good func(state) bool) (state, error) {
	for attempt := 1; ; attempt++ {
		s, err := o.read(ctx, name)
		if err == nil && good(s) || o.Again == nil || !o.Again(ctx, attempt) {
			return s, err
		}
	}
}
