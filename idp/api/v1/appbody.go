package v1

import (
	"crypto/rsa"
	"encoding/json"
	"slices"
	"strings"

	"samlharness/idp/api/rest"
	"samlharness/idp/org"
	"samlharness/internal/wire/xmldsig"
)

// settings are what the body of an application says of its config.
type settings struct {
	update org.ApplicationUpdate
	// certificate and key are an uploaded pair; "" when none came.
	certificate string
	key         *rsa.PrivateKey
}

// readConfig reads config: of each member its value. Members that are left out have the values of the template, which
// first has, except for the ACS URLs behind the first of now: a partial PUT resets what it leaves out (observed by
// newriverstrat/terraform-provider-jumpcloud).
func readConfig(c *rest.Call, config map[string]json.RawMessage, first, now org.Application) (settings, error) {
	values := map[string]json.RawMessage{}
	for name, member := range config {
		var m struct {
			Value json.RawMessage `json:"value"`
		}
		if err := json.Unmarshal(member, &m); err != nil {
			return settings{}, rest.BadRequest("config."+name, "an object with a value", "something else")
		}
		if name == "authClaimConfiguration" {
			m.Value = member
		}
		if m.Value != nil {
			values[name] = m.Value
		}
	}
	b := rest.BodyOf(values)
	s, err := takeConfig(b, first)
	if acs := s.update.ACSURLs; acs != nil && (*acs)[0] == firstOf(now.ACSURLs) {
		s.update.ACSURLs = nil // the panel has more of them than the API shows
	}
	if err == nil {
		err = b.Done(c)
	}
	return s, err
}

// take is a member, or what the template has.
func take[T any](b *rest.Body, name string, otherwise T) *T {
	if value := rest.Take[T](b, name); value != nil {
		return value
	}
	return &otherwise
}

func takeConfig(b *rest.Body, first org.Application) (s settings, err error) {
	u := &s.update
	u.EntityID = take(b, "idpEntityId", first.EntityID)
	u.SPEntityID = take(b, "spEntityId", first.SPEntityID)
	if acs := *take(b, "acsUrl", firstOf(first.ACSURLs)); acs != "" {
		u.ACSURLs = &[]string{acs}
	}
	u.SPCertificate = take(b, "spCertificate", "")
	u.SubjectField = take(b, "subjectField", first.SubjectField)
	u.NameIDFormat = take(b, "overrideNameIdFormat", first.NameIDFormat)
	u.SignAssertion = take(b, "signAssertion", first.SignAssertion)
	u.SignResponse = take(b, "signResponse", first.SignResponse)
	u.DefaultRelayState = take(b, "defaultTargetUrl", first.DefaultRelayState)
	u.LoginURL = take(b, "idpInitUrl", first.LoginURL)
	u.DeclareRedirect = take(b, "declareRedirectEndpoint", first.DeclareRedirect)
	u.SignatureMethod, err = signature(*take(b, "signatureAlgorithm", nameSHA256))
	if err != nil {
		return s, err
	}
	u.ConstantAttributes = take(b, "constantAttributes", []org.ConstantAttribute(nil))
	own := slices.DeleteFunc(*take(b, "databaseAttributes", []org.UserAttribute(nil)), func(a org.UserAttribute) bool {
		return slices.ContainsFunc(first.UserAttributes, func(fixed org.UserAttribute) bool { return fixed.Name == a.Name })
	})
	for i := range own {
		own[i].ReadOnly = false
	}
	u.UserAttributes = &own
	group := *take(b, "groupsAttributeName", "")
	if include := *take(b, "includeGroups", group != ""); !include {
		group = ""
	} else if group == "" {
		group = "memberOf"
	}
	u.GroupsAttribute = &group
	takeClaims(b, u)
	return s, s.takePair(b)
}

// takeClaims reads the fixed AuthnContextClassRef.
func takeClaims(b *rest.Body, u *org.ApplicationUpdate) {
	type claim struct {
		Single struct {
			Value string `json:"value"`
		} `json:"singleAuthnContextValue"`
	}
	if c := rest.Take[claim](b, "authClaimConfiguration"); c != nil && c.Single.Value != "" {
		u.ClassRef = &c.Single.Value
	}
}

// takePair reads an uploaded pair. JumpCloud reads the key back empty, so an empty one changes nothing.
func (s *settings) takePair(b *rest.Body) (err error) {
	s.certificate = strings.TrimSpace(*take(b, "idpCertificate", ""))
	pem := strings.TrimSpace(*take(b, "idpPrivateKey", ""))
	if pem == "" {
		return nil
	}
	if s.certificate == "" {
		return rest.BadRequest("idpCertificate", "the certificate of the key: upload both as a pair", "none")
	}
	s.key, err = privateKey([]byte(pem))
	return err
}

func signature(name string) (*string, error) {
	switch name {
	case nameSHA256, "":
		return new(xmldsig.RSASHA256), nil
	case nameSHA1:
		return new(xmldsig.RSASHA1), nil
	}
	return nil, rest.BadRequest("signatureAlgorithm", nameSHA256+" or "+nameSHA1, name)
}

// slugOf is the end of an SSO URL, "" of an empty one.
func slugOf(ssoURL string) (string, error) {
	if ssoURL == "" {
		return "", nil
	}
	slug, ok := strings.CutPrefix(ssoURL, "https://"+org.HostSSO+"/saml2/")
	if !ok || !org.IsSlug(slug) {
		return "", rest.BadRequest("ssoUrl", "https://"+org.HostSSO+"/saml2/ and the end that is wanted", ssoURL)
	}
	return slug, nil
}
