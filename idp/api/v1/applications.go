package v1

import (
	"crypto/rsa"
	"crypto/x509"
	"encoding/json"
	"encoding/pem"
	"net/http"

	"samlharness/idp/api/rest"
	"samlharness/idp/org"
	"samlharness/record"
)

// appSchema is an application of the API.
func appSchema(organization string) rest.Schema[org.Application] {
	type app = org.Application
	f := func(name string, of func(app) any) rest.Field[app] { return rest.Field[app]{Name: name, Of: of} }
	always := func(name string, value any) rest.Field[app] { return f(name, func(app) any { return value }) }
	return rest.Schema[app]{
		f("_id", func(a app) any { return a.ID }),
		f("id", func(a app) any { return a.ID }),
		f("name", func(a app) any { return a.Name }),
		f("displayName", func(a app) any { return a.Label }),
		f("displayLabel", func(a app) any { return a.Label }),
		f("description", func(a app) any { return a.Description }),
		f("ssoUrl", func(a app) any { return a.SSOURL() }),
		f("active", func(a app) any { return a.Active }),
		always("beta", false),
		always("learnMore", ""),
		always("logo", rest.Object{{Name: "url", Value: ""}, {Name: "color", Value: ""}}),
		always("color", ""),
		always("organization", organization),
		f("created", func(a app) any { return rest.Instant(a.Created) }),
		f("config", func(a app) any { return config(a) }),
		f("sso", func(a app) any { return sso(a) }),
	}
}

// sso is the member that tells of single sign-on: JumpCloud API 1.0, application.
func sso(a org.Application) rest.Object {
	kind := "saml"
	if a.IsBookmark() {
		kind = "bookmark"
	}
	o := rest.Object{{Name: "type", Value: kind}, {Name: "hidden", Value: a.Hidden}, {Name: "jit", Value: false},
		{Name: "beta", Value: false}}
	if a.IsBookmark() {
		return o
	}
	return append(o,
		rest.Member{Name: "idpCertExpirationAt", Value: rest.Instant(a.CertificateExpires)},
		rest.Member{Name: "idpCertificateUpdatedAt", Value: rest.Instant(a.CertificateUpdated)},
		rest.Member{Name: "idpPrivateKeyUpdatedAt", Value: rest.Instant(a.CertificateUpdated)},
		rest.Member{Name: "metadataUrl", Value: a.MetadataURL()})
}

// ListApplications is GET /applications.
func (h Handler) ListApplications(c *rest.Call) (rest.Reply, error) {
	return rest.Collection[org.Application]{
		Offer:  rest.Offer{Sort: true, Filter: true, Fields: true},
		Schema: appSchema(c.Organization.ID()),
		All:    rest.Values(c.Organization.Applications(c.Context())),
	}.Reply(c)
}

// application is the one whose id stands in the path. Where there is none, API 1.0 answers without a body (observed by
// the Terraform provider of heyjobs).
func application(c *rest.Call, id string) (org.Application, error) {
	a, err := c.Organization.Application(c.Context(), id)
	if (err == nil && a.ID != id) || record.IsCode(err, org.CodeNotFound) || record.IsCode(err, org.CodeAmbiguous) {
		missing := rest.NotFound("application", id)
		missing.Silent = true
		return a, missing
	}
	return a, err
}

func showApp(c *rest.Call, a org.Application) rest.Object {
	return appSchema(c.Organization.ID()).Object(a)
}

// GetApplication is GET /applications/{id}.
func (h Handler) GetApplication(c *rest.Call) (rest.Reply, error) {
	a, err := application(c, c.ID(0))
	if err != nil {
		return rest.Reply{}, err
	}
	return rest.OK(showApp(c, a)), nil
}

// DeleteApplication is DELETE /applications/{id}.
func (h Handler) DeleteApplication(c *rest.Call) (rest.Reply, error) {
	a, err := application(c, c.ID(0))
	if err != nil {
		return rest.Reply{}, err
	}
	return rest.OK(showApp(c, a)), c.Organization.DeleteApplication(c.Context(), a.ID)
}

// Metadata is GET /organizations/{id}/applications/{id}/metadata.xml.
func (h Handler) Metadata(c *rest.Call) (rest.Reply, error) {
	a, err := application(c, c.ID(1))
	if err == nil && c.ID(0) != c.Organization.ID() {
		err = rest.NotFound("organization", c.ID(0))
	}
	if err != nil {
		return rest.Reply{}, err
	}
	if a.IsBookmark() {
		return rest.Reply{}, rest.NotFound("metadata of the bookmark", a.ID)
	}
	return rest.Reply{Status: http.StatusOK, Raw: a.Metadata(), ContentType: "application/xml",
		FileName: a.MetadataFileName()}, nil
}

// privateKey reads an RSA key in PEM, as PKCS #8 or PKCS #1.
func privateKey(text []byte) (*rsa.PrivateKey, error) {
	wrong := rest.BadRequest("idpPrivateKey", "an RSA key in PEM", "something else")
	block, _ := pem.Decode(text)
	if block == nil {
		return nil, wrong
	}
	if key, err := x509.ParsePKCS1PrivateKey(block.Bytes); err == nil {
		return key, nil
	}
	key, err := x509.ParsePKCS8PrivateKey(block.Bytes)
	if rsaKey, ok := key.(*rsa.PrivateKey); ok && err == nil {
		return rsaKey, nil
	}
	return nil, wrong
}

// appBody is the body of an application that is made or put.
type appBody struct {
	name, slug string
	settings   settings
	update     org.ApplicationUpdate // of the members outside config
	config     map[string]json.RawMessage
}

// readApp reads the members outside config.
func readApp(b *rest.Body) (body appBody, err error) {
	body.name = b.Required("name")
	rest.TakeInto(b, "config", &body.config)
	label := take(b, "displayLabel", *take(b, "displayName", ""))
	if *label != "" {
		body.update.Label = label
	}
	body.update.Description = take(b, "description", "")
	body.update.Active = take(b, "active", false)
	var shown struct {
		Hidden bool `json:"hidden"`
	}
	rest.TakeInto(b, "sso", &shown)
	body.update.Hidden = &shown.Hidden
	body.slug, err = slugOf(*take(b, "ssoUrl", ""))
	return body, err
}
