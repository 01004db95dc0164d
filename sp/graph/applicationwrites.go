package graph

import (
	"time"

	"samlharness/record"
	"samlharness/sp/directory"
	"samlharness/sp/graph/odata"
)

// applicationPatch reads the properties of a registration that can be set.
func (c *call) applicationPatch() (patch directory.ApplicationPatch, p odata.Payload, err error) {
	if p, err = c.readRecorded("Application"); err != nil {
		return patch, p, err
	}
	if err := readOnly(p, "id", "appId", "createdDateTime", "deletedDateTime"); err != nil {
		return patch, p, err
	}
	for _, name := range []string{"requiredResourceAccess", "passwordCredentials"} {
		if p.Has(name) {
			no := odata.InvalidValue(name, p.Resource)
			no.Got = name + ", which this emulation does not take here"
			no.Fix = "harness entra app create --role … --scope …, or addPassword"
			return patch, p, no
		}
	}
	if patch.DisplayName, err = p.Text("displayName"); err != nil {
		return patch, p, err
	}
	if patch.Public, err = p.Flag("isFallbackPublicClient"); err != nil {
		return patch, p, err
	}
	if patch.Certificates, err = keyCredentials(p); err != nil {
		return patch, p, err
	}
	if audience, err := p.Text("signInAudience"); err != nil || audience != nil && *audience != "AzureADMyOrg" {
		return patch, p, odata.InvalidValue("signInAudience", p.Resource)
	}
	err = redirectURIs(p, &patch)
	return patch, p, err
}

// redirectURIs reads the redirect URIs of both platforms, of which a registration has one here.
func redirectURIs(p odata.Payload, patch *directory.ApplicationPatch) error {
	for _, platform := range []string{"publicClient", "web"} {
		inner, given, err := p.Object(platform)
		if err != nil {
			return err
		}
		if !given {
			continue
		}
		uris, err := inner.List("redirectUris")
		if err != nil {
			return err
		}
		if uris != nil && (patch.RedirectURIs == nil || len(*uris) > 0) {
			patch.RedirectURIs = uris
		}
		if uris != nil && len(*uris) > 0 && patch.Public == nil {
			patch.Public = new(platform == "publicClient")
		}
	}
	return nil
}

func (h *Handler) createApplication(c *call) (reply, error) {
	patch, p, err := c.applicationPatch()
	if err != nil {
		return reply{}, err
	}
	if patch.DisplayName == nil {
		return reply{}, odata.InvalidValue("displayName", p.Resource)
	}
	c.ignored(p)
	n := directory.NewApplication{
		DisplayName:  *patch.DisplayName,
		Public:       patch.Public != nil && *patch.Public,
		Certificates: patch.Certificates,
	}
	if patch.RedirectURIs != nil {
		n.RedirectURIs = *patch.RedirectURIs
	}
	a, err := h.Tenant.CreateApplication(c.context(), n)
	if err != nil {
		return reply{}, err
	}
	h.created("applications", a.ID)
	return created(c.withContext("applications/$entity", applicationColumns().Entity(&a)),
		c.root()+"/applications/"+a.ID), nil
}

func (h *Handler) patchApplication(c *call) (reply, error) {
	patch, p, err := c.applicationPatch()
	if err != nil {
		return reply{}, err
	}
	if err := c.changes(p); err != nil {
		return reply{}, err
	}
	a, err := h.application(c)
	if err != nil {
		return reply{}, err
	}
	_, err = h.Tenant.UpdateApplication(c.context(), a.AppID, patch)
	return noContent(), err
}

// addPassword makes a client secret, whose value this answer alone tells.
func (h *Handler) addPassword(c *call) (reply, error) {
	a, err := h.application(c)
	if err != nil {
		return reply{}, err
	}
	p, err := c.readRecorded("PasswordCredential")
	if err != nil {
		return reply{}, err
	}
	inner, _, err := p.Object("passwordCredential")
	if err != nil {
		return reply{}, err
	}
	var name, end *string
	if inner.Resource != "" {
		if name, err = inner.Text("displayName"); err != nil {
			return reply{}, err
		}
		if end, err = inner.Text("endDateTime"); err != nil {
			return reply{}, err
		}
	}
	n := directory.NewApplicationSecret{}
	if name != nil {
		n.DisplayName = *name
	}
	if end != nil && *end != "" {
		if n.EndsAt, err = time.Parse(time.RFC3339, *end); err != nil {
			return reply{}, odata.InvalidValue("endDateTime", p.Resource)
		}
	}
	c.ignored(p)
	s, value, err := h.Tenant.AddApplicationSecret(c.context(), a.AppID, n)
	if err != nil {
		return reply{}, err
	}
	return ok(append(odata.Entity{odata.P("@odata.context", c.metadata("microsoft.graph.passwordCredential"))},
		secretEntity(s, value)...)), nil
}

func (h *Handler) removePassword(c *call) (reply, error) {
	a, err := h.application(c)
	if err != nil {
		return reply{}, err
	}
	p, err := c.readRecorded("PasswordCredential")
	if err != nil {
		return reply{}, err
	}
	id, err := p.Text("keyId")
	if err != nil || id == nil {
		return reply{}, odata.InvalidValue("keyId", p.Resource)
	}
	c.ignored(p)
	for _, s := range a.Secrets {
		if s.KeyID == *id {
			return noContent(), h.Tenant.RemoveApplicationCredential(c.context(), a.AppID, *id)
		}
	}
	return reply{}, &record.Refusal{Code: directory.CodeBadRequest, Message: "No password credential found with keyId."}
}
