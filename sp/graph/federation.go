package graph

import (
	"strings"

	"samlharness/sp/directory"
	"samlharness/sp/graph/odata"
)

// federationEntity is a configuration as Graph shows it.
func federationEntity(f directory.Federation) odata.Entity {
	var signed any
	if f.IsSignedAuthenticationRequestRequired != nil {
		signed = *f.IsSignedAuthenticationRequestRequired
	}
	return odata.Entity{
		odata.P("@odata.type", "#microsoft.graph.internalDomainFederation"),
		odata.P("id", f.ID),
		odata.P("displayName", odata.Nullable(f.DisplayName)),
		odata.P("issuerUri", odata.Nullable(f.IssuerURI)),
		odata.P("metadataExchangeUri", odata.Nullable(f.MetadataExchangeURI)),
		odata.P("signingCertificate", odata.Nullable(f.SigningCertificate)),
		odata.P("passiveSignInUri", odata.Nullable(f.PassiveSignInURI)),
		odata.P("preferredAuthenticationProtocol", odata.Nullable(f.PreferredAuthenticationProtocol)),
		odata.P("activeSignInUri", odata.Nullable(f.ActiveSignInURI)),
		odata.P("signOutUri", odata.Nullable(f.SignOutURI)),
		odata.P("promptLoginBehavior", odata.Nullable(f.PromptLoginBehavior)),
		odata.P("isSignedAuthenticationRequestRequired", signed),
		odata.P("nextSigningCertificate", odata.Nullable(f.NextSigningCertificate)),
		odata.P("federatedIdpMfaBehavior", odata.Nullable(f.FederatedIdpMfaBehavior)),
		odata.P("passwordResetUri", odata.Nullable(f.PasswordResetURI)),
		odata.P("signingCertificateUpdateStatus", nil),
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
	return list(c.metadata("domains('"+d.Name+"')/federationConfiguration"),
		[]odata.Entity{federationEntity(*d.Federation)}), nil
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
	return c.single("domains('"+domain+"')/federationConfiguration", federationEntity(f))
}

func (h *Handler) createFederation(c *call) (reply, error) {
	patch, err := c.federationPatch()
	if err != nil {
		return reply{}, err
	}
	d, err := h.Tenant.Domain(c.r.Context(), c.captures[0])
	if err != nil {
		return reply{}, err
	}
	f, err := h.Tenant.CreateFederation(c.r.Context(), d.Name, patch.New())
	if err != nil {
		return reply{}, err
	}
	what := "domains('" + d.Name + "')/federationConfiguration"
	return created(c.withContext(what+"/$entity", federationEntity(f)),
		c.root()+"/domains/"+d.Name+"/federationConfiguration/"+f.ID), nil
}

func (h *Handler) patchFederation(c *call) (reply, error) {
	patch, err := c.federationPatch()
	if err != nil {
		return reply{}, err
	}
	d, err := h.configuration(c)
	if err != nil {
		return reply{}, err
	}
	f, err := h.Tenant.UpdateFederation(c.r.Context(), d.Name, c.captures[1], patch)
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
	return noContent(), h.Tenant.DeleteFederation(c.r.Context(), d.Name, c.captures[1])
}

// federationPatch reads a configuration's properties. An empty text is refused for an enumeration, where null is
// allowed; the directory judges the rest.
func (c *call) federationPatch() (directory.FederationPatch, error) {
	var f directory.FederationPatch
	p, err := c.readRecorded("InternalDomainFederation")
	if err != nil {
		return f, err
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
		return f, err
	}
	for _, enum := range []string{"preferredAuthenticationProtocol", "promptLoginBehavior"} {
		if raw, ok := p.Value(enum); ok && string(raw) == `""` {
			return f, odata.InvalidValue(enum, p.Resource)
		}
	}
	if raw, ok := p.Value("isSignedAuthenticationRequestRequired"); ok && !odata.IsNull(raw) {
		if f.IsSignedAuthenticationRequestRequired, err = p.Flag("isSignedAuthenticationRequestRequired"); err != nil {
			return f, err
		}
	}
	c.ignored(p)
	return f, nil
}
