package directory

import (
	"context"
	"encoding/base64"
	"slices"
	"strings"

	"samlharness/certs"
	"samlharness/internal/random"
	"samlharness/internal/store"
	"samlharness/record"
)

// CreateFederation federates a domain and returns the configuration with its new id. Without a signing certificate it
// fails with [CodeInternal] and leaves the domain half-federated, as the real service does
// (microsoftgraph/microsoft-graph-docs-contrib#1389); [Tenant.SetManaged] repairs that.
func (t *Tenant) CreateFederation(ctx context.Context, domain string, f Federation) (Federation, error) {
	half := false
	_, err := t.changeDomain(ctx, domain, func(tx store.Tx, row *domainRow) error {
		if err := mayFederate(row); err != nil {
			return err
		}
		if err := t.checkFederation(tx, row.Name, &f); err != nil {
			return err
		}
		if f.SigningCertificate == "" {
			half = true
			return t.setFederation(tx, row, nil, true)
		}
		f.ID = random.UUID(t.random)
		kept := f.clone()
		return t.setFederation(tx, row, &kept, false)
	})
	if err == nil {
		t.audit(ctx, settingsEvent(strings.ToLower(domain)))
		t.audit(ctx, authenticationEvent(strings.ToLower(domain), Managed, Federated))
	}
	if err == nil && half {
		err = &record.Refusal{
			Code: CodeInternal,
			Fix: "send signingCertificate; the domain is left Federated without a configuration: PATCH authenticationType " +
				"Managed repairs it",
		}
	}
	if err != nil {
		return Federation{}, err
	}
	return f, nil
}

// mayFederate says which domains can be federated.
func mayFederate(row *domainRow) error {
	const fix = "federate a verified root domain that is neither the default nor the initial one"
	refuse := func(format string) error {
		e := badRequest(format, row.Name)
		e.Fix = fix
		return e
	}
	switch {
	case !row.Verified:
		return refuse("Domain '%s' is not verified and cannot be federated.")
	case row.Initial:
		return refuse("Domain '%s' is the initial domain of the tenant and cannot be federated.")
	case row.Default:
		return refuse("Domain '%s' is the default domain of the tenant and cannot be federated.")
	case row.Parent != "":
		return refuse("Domain '%s' is a subdomain that inherits the settings of its root domain and cannot be federated " +
			"by itself.")
	case row.AuthenticationType() == Federated:
		return badRequest("Domain already has Federation Configuration set.")
	}
	return nil
}

// checkFederation judges the values of a configuration, and brings the certificates into their stored form.
func (t *Tenant) checkFederation(tx store.Tx, domain string, f *Federation) error {
	if f.FederatedIdpMfaBehavior == "" {
		return badRequest("FederatedIdpMfaBehavior cannot be empty")
	}
	if !validIssuer(f.IssuerURI) {
		return invalidFederationValue("issuerUri")
	}
	for _, enum := range []struct {
		property, value string
		values          []string
	}{
		{"federatedIdpMfaBehavior", f.FederatedIdpMfaBehavior, []string{MFAAccept, MFAEnforce, MFAReject}},
		{"preferredAuthenticationProtocol", f.PreferredAuthenticationProtocol, []string{"", ProtocolSAML, ProtocolWSFed}},
		{"promptLoginBehavior", f.PromptLoginBehavior, []string{"", PromptTranslate, PromptNative, PromptDisabled}},
	} {
		if !slices.Contains(enum.values, enum.value) {
			return invalidFederationValue(enum.property)
		}
	}
	var err error
	if f.SigningCertificate, err = bareCertificate("signingCertificate", f.SigningCertificate); err != nil {
		return err
	}
	if f.NextSigningCertificate, err = bareCertificate("nextSigningCertificate", f.NextSigningCertificate); err != nil {
		return err
	}
	return t.issuerIsFree(tx, domain, f.IssuerURI)
}

func bareCertificate(property, value string) (string, error) {
	if strings.TrimSpace(value) == "" {
		return "", nil
	}
	certificate, err := certs.ParseCertificate(value)
	if err != nil {
		return "", invalidFederationValue(property)
	}
	return base64.StdEncoding.EncodeToString(certificate.Raw), nil
}

// issuerIsFree refuses an issuerUri that another domain has (microsoftgraph/msgraph-sdk-powershell#3625).
func (t *Tenant) issuerIsFree(tx store.Tx, domain, issuer string) error {
	names, _, err := issuers.Get(tx, looseIssuer(issuer))
	if err != nil {
		return err
	}
	for _, name := range names {
		if name == domain {
			continue
		}
		row, err := t.domain(tx, name)
		if err != nil {
			return err
		}
		if row.Federation != nil && row.Federation.IssuerURI == issuer {
			e := conflict("issuerUri")
			e.Fix = "the domain " + name + " has this issuerUri; give each domain its own"
			return e
		}
	}
	return nil
}

// UpdateFederation changes properties of a domain's configuration and returns it as it is then. An id that is not the
// configuration's is a refusal, see [IsNotFound].
func (t *Tenant) UpdateFederation(ctx context.Context, domain, id string, p FederationPatch) (Federation, error) {
	var after Federation
	_, err := t.changeDomain(ctx, domain, func(tx store.Tx, row *domainRow) error {
		if row.Federation == nil || !strings.EqualFold(row.Federation.ID, id) {
			return NotFound(id)
		}
		after = row.Federation.clone()
		p.Apply(&after)
		if err := t.checkFederation(tx, row.Name, &after); err != nil {
			return err
		}
		if after.SigningCertificate == "" {
			return invalidFederationValue("signingCertificate")
		}
		kept := after.clone()
		return t.setFederation(tx, row, &kept, false)
	})
	if err == nil {
		t.audit(ctx, settingsEvent(strings.ToLower(domain)))
	}
	return after, err
}

// DeleteFederation removes a configuration by its id; the domain is managed afterwards.
func (t *Tenant) DeleteFederation(ctx context.Context, domain, id string) error {
	_, err := t.changeDomain(ctx, domain, func(tx store.Tx, row *domainRow) error {
		if row.Federation == nil || !strings.EqualFold(row.Federation.ID, id) {
			return NotFound(id)
		}
		return t.setFederation(tx, row, nil, false)
	})
	if err == nil {
		t.audit(ctx, authenticationEvent(strings.ToLower(domain), Federated, Managed))
	}
	return err
}

// SetManaged returns a domain to managed; its configuration is gone afterwards. A managed domain stays so.
func (t *Tenant) SetManaged(ctx context.Context, domain string) error {
	changed := false
	_, err := t.changeDomain(ctx, domain, func(tx store.Tx, row *domainRow) error {
		if err := mustBeVerified(row); err != nil {
			return err
		}
		if row.Parent != "" {
			return badRequest("Domain '%s' is a subdomain that inherits the settings of its root domain.", row.Name)
		}
		if row.AuthenticationType() == Managed {
			return nil
		}
		changed = true
		return t.setFederation(tx, row, nil, false)
	})
	if err == nil && changed {
		t.audit(ctx, authenticationEvent(strings.ToLower(domain), Federated, Managed))
	}
	return err
}

// ConfirmFederated is what a PATCH of authenticationType to Federated does: nothing when the domain is federated, and a
// refusal when it is managed.
func (t *Tenant) ConfirmFederated(ctx context.Context, domain string) error {
	d, err := t.Domain(ctx, domain)
	if err != nil {
		return err
	}
	if d.AuthenticationType() == Managed {
		return badRequest("Changing authenticationType from Managed to Federated is currently not supported.")
	}
	return nil
}
