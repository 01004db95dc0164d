package v1

import (
	"cmp"
	"slices"
	"strings"

	"samlharness/idp/api/rest"
	"samlharness/idp/org"
)

// CreateApplication is POST /applications. What config leaves out comes from the template; without active the
// application is inactive; without a pair JumpCloud makes one (observed by newriverstrat/terraform-provider-jumpcloud).
func (h Handler) CreateApplication(c *rest.Call) (rest.Reply, error) {
	b, err := rest.ReadBody(c)
	if err != nil {
		return rest.Reply{}, err
	}
	body, err := readApp(b)
	if err == nil {
		err = b.Done(c)
	}
	if err != nil {
		return rest.Reply{}, err
	}
	if body.config == nil {
		return rest.Reply{}, rest.BadRequest("config", "an object of the application's fields", "none")
	}
	first, _ := org.NewApplication{Template: body.name}.Draft() // what is wrong with it, its creation says
	if body.settings, err = readConfig(c, body.config, first, org.Application{}); err != nil {
		return rest.Reply{}, err
	}
	a, err := create(c, body)
	if err != nil {
		return rest.Reply{}, err
	}
	return rest.OK(showApp(c, a)), nil
}

func create(c *rest.Call, body appBody) (org.Application, error) {
	pair := body.settings
	if pair.certificate != "" && pair.key == nil {
		return org.Application{}, rest.BadRequest("idpPrivateKey", "the key of the certificate: upload both as a pair",
			"none")
	}
	a, err := c.Organization.CreateApplication(c.Context(), org.NewApplication{
		Template: body.name,
		Slug:     body.slug,
		With:     merged(body),
	})
	if err != nil || pair.key == nil {
		return a, err
	}
	return c.Organization.UploadCertificate(c.Context(), a.ID, []byte(pair.certificate), pair.key)
}

// merged is what the body says inside and outside config.
func merged(body appBody) org.ApplicationUpdate {
	u := body.settings.update
	u.Label, u.Description = body.update.Label, body.update.Description
	u.Active, u.Hidden = body.update.Active, body.update.Hidden
	return u
}

// PutApplication is PUT /applications/{id}: the whole object. The template and the SSO URL cannot be changed.
func (h Handler) PutApplication(c *rest.Call) (rest.Reply, error) {
	a, err := application(c, c.ID(0))
	if err != nil {
		return rest.Reply{}, err
	}
	b, err := rest.ReadBody(c)
	if err != nil {
		return rest.Reply{}, err
	}
	body, err := readApp(b)
	if err == nil {
		err = b.Done(c)
	}
	if err == nil {
		err = unchangeable(a, body)
	}
	if err != nil {
		return rest.Reply{}, err
	}
	if body.config != nil {
		first, _ := org.NewApplication{Template: a.Name}.Draft() // for its values alone
		if body.settings, err = readConfig(c, body.config, first, a); err != nil {
			return rest.Reply{}, err
		}
	}
	if a, err = put(c, a, body); err != nil {
		return rest.Reply{}, err
	}
	return rest.OK(showApp(c, a)), nil
}

// unchangeable refuses another template and another SSO URL.
func unchangeable(a org.Application, body appBody) error {
	if body.name != a.Name {
		return rest.BadRequest("name", "the application's template, "+a.Name, body.name)
	}
	if slug := cmp.Or(body.slug, a.Slug); slug != a.Slug {
		return rest.BadRequest("ssoUrl", "as it was made, "+a.SSOURL(), slug)
	}
	return nil
}

func put(c *rest.Call, a org.Application, body appBody) (org.Application, error) {
	pair := body.settings
	same := strings.TrimSpace(pemOf(a.Certificate)) == pair.certificate
	if pair.certificate != "" && pair.key == nil && !same {
		return a, rest.BadRequest("idpPrivateKey", "the key of the new certificate: upload both as a pair", "none")
	}
	a, err := c.Organization.UpdateApplication(c.Context(), a.ID, merged(body))
	if err != nil || pair.key == nil {
		return a, err
	}
	return c.Organization.UploadCertificate(c.Context(), a.ID, []byte(pair.certificate), pair.key)
}

// templates are what applications can be made from, as applications that do not exist yet.
func templates() []org.Application {
	names := org.Templates()
	slices.Sort(names)
	list := make([]org.Application, len(names))
	for i, name := range names {
		list[i], _ = org.NewApplication{Template: name, Slug: name}.Draft() // what a template leaves open is not a fault
		list[i].ID = org.TemplateID(name)
	}
	return list
}

// ListTemplates is GET /application-templates.
func (h Handler) ListTemplates(c *rest.Call) (rest.Reply, error) {
	return rest.Collection[org.Application]{
		Offer:  rest.Offer{Sort: true, Filter: true, Fields: true},
		Schema: appSchema(c.Organization.ID()),
		All:    rest.Values(templates(), nil),
	}.Reply(c)
}

// GetTemplate is GET /application-templates/{id}; the name serves too.
func (h Handler) GetTemplate(c *rest.Call) (rest.Reply, error) {
	for _, t := range templates() {
		if c.ID(0) == t.ID || c.ID(0) == t.Name {
			return rest.OK(showApp(c, t)), nil
		}
	}
	return rest.Reply{}, rest.NotFound("application template", c.ID(0))
}
