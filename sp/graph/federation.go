package graph

import (
	"strings"

	"samlharness/sp/directory"
	"samlharness/sp/graph/odata"
)

// federationColumns are the properties of a configuration.
func federationColumns() odata.Columns[directory.Federation] {
	type f = directory.Federation
	text := func(name string, of func(*f) string) odata.Column[f] {
		return odata.Column[f]{Name: name, Of: func(c *f) odata.Value { return odata.TextOrNull(of(c)) }}
	}
	return odata.Columns[f]{
		text("@odata.type", func(*f) string { return "#microsoft.graph.internalDomainFederation" }),
		text("id", func(c *f) string { return c.ID }),
		text("displayName", func(c *f) string { return c.DisplayName }),
		text("issuerUri", func(c *f) string { return c.IssuerURI }),
		text("metadataExchangeUri", func(c *f) string { return c.MetadataExchangeURI }),
		text("signingCertificate", func(c *f) string { return c.SigningCertificate }),
		text("passiveSignInUri", func(c *f) string { return c.PassiveSignInURI }),
		text("preferredAuthenticationProtocol", func(c *f) string { return c.PreferredAuthenticationProtocol }),
		text("activeSignInUri", func(c *f) string { return c.ActiveSignInURI }),
		text("signOutUri", func(c *f) string { return c.SignOutURI }),
		text("promptLoginBehavior", func(c *f) string { return c.PromptLoginBehavior }),
		{Name: "isSignedAuthenticationRequestRequired", Of: func(c *f) odata.Value {
			return odata.FlagOrNull(c.IsSignedAuthenticationRequestRequired)
		}},
		text("nextSigningCertificate", func(c *f) string { return c.NextSigningCertificate }),
		text("federatedIdpMfaBehavior", func(c *f) string { return c.FederatedIdpMfaBehavior }),
		text("passwordResetUri", func(c *f) string { return c.PasswordResetURI }),
		text("signingCertificateUpdateStatus", func(*f) string { return "" }),
	}
}

// configuration is the domain's own configuration. A subdomain has none of its own, a half-federated domain none that
// can be read: both are 404, as for a managed domain.
func (h *Handler) configuration(c *call) (directory.Domain, error) {
	d, err := h.Tenant.Domain(c.r.Context(), c.captures[0])
	if err != nil {
		return d, err
	}
	if d.Federation == nil || d.Parent != "" {
		return d, directory.NotFound("federationConfiguration")
	}
	return d, nil
}

func (h *Handler) listFederation(c *call) (reply, error) {
	d, err := h.configuration(c)
	if err != nil {
		return reply{}, err
	}
	return collection(c, "domains('"+d.Name+"')/federationConfiguration", federationColumns(),
		[]directory.Federation{*d.Federation}, 0), nil
}

func (h *Handler) getFederation(c *call) (reply, error) {
	d, err := h.configuration(c)
	if err != nil {
		return reply{}, err
	}
	if !strings.EqualFold(d.Federation.ID, c.captures[1]) {
		return reply{}, directory.NotFound(c.captures[1])
	}
	return c.oneFederation(d.Name, *d.Federation), nil
}

func (c *call) oneFederation(domain string, f directory.Federation) reply {
	return c.single("domains('"+domain+"')/federationConfiguration", federationColumns().Entity(&f))
}

func (h *Handler) createFederation(c *call) (reply, error) {
	patch, p, err := c.federationPatch()
	if err != nil {
		return reply{}, err
	}
	c.ignored(p)
	d, err := h.Tenant.Domain(c.r.Context(), c.captures[0])
	if err != nil {
		return reply{}, err
	}
	wanted := patch.New()
	if c.half {
		wanted.SigningCertificate = ""
	}
	f, err := h.Tenant.CreateFederation(c.context(), d.Name, wanted)
	if err != nil {
		return reply{}, err
	}
	h.created("domains", d.Name, "federationConfiguration")
	what := "domains('" + d.Name + "')/federationConfiguration"
	return created(c.withContext(what+"/$entity", federationColumns().Entity(&f)),
		c.root()+"/domains/"+d.Name+"/federationConfiguration/"+f.ID), nil
}

func (h *Handler) patchFederation(c *call) (reply, error) {
	patch, p, err := c.federationPatch()
	if err != nil {
		return reply{}, err
	}
	if err := c.changes(p); err != nil {
		return reply{}, err
	}
	d, err := h.configuration(c)
	if err != nil {
		return reply{}, err
	}
	f, err := h.Tenant.UpdateFederation(c.context(), d.Name, c.captures[1], patch)
	if err != nil {
		return reply{}, err
	}
	return c.oneFederation(d.Name, f), nil
}

func (h *Handler) deleteFederation(c *call) (reply, error) {
	d, err := h.configuration(c)
	if err != nil {
		return reply{}, err
	}
	return noContent(), h.Tenant.DeleteFederation(c.context(), d.Name, c.captures[1])
}

// federationPatch reads a configuration's properties. An empty text is refused for an enumeration, where null is
// allowed; the directory judges the rest.
func (c *call) federationPatch() (f directory.FederationPatch, p odata.Payload, err error) {
	if p, err = c.readRecorded("InternalDomainFederation"); err != nil {
		return f, p, err
	}
	kind, err := p.Text("@odata.type")
	if err != nil || kind != nil && *kind != "" && *kind != "#microsoft.graph.internalDomainFederation" {
		return f, p, odata.InvalidValue("@odata.type", p.Resource)
	}
	if err := readOnly(p, "id", "signingCertificateUpdateStatus"); err != nil {
		return f, p, err
	}
	err = p.Texts(map[string]**string{
		"displayName": &f.DisplayName, "issuerUri": &f.IssuerURI, "passiveSignInUri": &f.PassiveSignInURI,
		"activeSignInUri": &f.ActiveSignInURI,
		"signOutUri":      &f.SignOutURI, "metadataExchangeUri": &f.MetadataExchangeURI,
		"signingCertificate":              &f.SigningCertificate,
		"nextSigningCertificate":          &f.NextSigningCertificate,
		"preferredAuthenticationProtocol": &f.PreferredAuthenticationProtocol,
		"promptLoginBehavior":             &f.PromptLoginBehavior, "federatedIdpMfaBehavior": &f.FederatedIdpMfaBehavior,
		"passwordResetUri": &f.PasswordResetURI,
	})
	if err != nil {
		return f, p, err
	}
	for _, enum := range []string{"preferredAuthenticationProtocol", "promptLoginBehavior"} {
		if raw, ok := p.Value(enum); ok && string(raw) == `""` {
			return f, p, odata.InvalidValue(enum, p.Resource)
		}
	}
	if raw, ok := p.Value("isSignedAuthenticationRequestRequired"); ok && !odata.IsNull(raw) {
		if f.IsSignedAuthenticationRequestRequired, err = p.Flag("isSignedAuthenticationRequestRequired"); err != nil {
			return f, p, err
		}
	}
	return f, p, nil
}
