package org

import (
	"slices"
	"strings"
	"time"

	"samlharness/internal/wire"
)

// The templates that an application can be made from.
const (
	TemplateOffice365 = "office365" // the Microsoft 365 connector
	TemplateSAML      = "saml2"     // the custom SAML application
	TemplateBookmark  = "bookmark"  // a link in the User Portal, without single sign-on
)

// yourDomain is what a template asks the administrator to replace.
const yourDomain = "YOUR_DOMAIN"

// template is what applications are made from.
type template struct {
	// first is a new application, except for its key; Name is the template's. Without a Slug, the label gives it.
	first Application
	// fixed are the fields that nobody may edit.
	fixed []field
	// checkEntityID is the template's rule for the IdP Entity ID beyond that of every identifier; nil when it has none.
	checkEntityID func(string) error
}

// field is one of an application, with the name that the Admin Portal gives it.
type field struct {
	name  string
	value func(Application) string
}

// templates are those of JumpCloud that are known here. A further one is one more value.
func templates() []template {
	return []template{
		{
			first: Application{
				Name:            TemplateOffice365,
				Label:           "Microsoft 365",
				Slug:            TemplateOffice365,
				Active:          true,
				EntityID:        "https://" + yourDomain,
				LoginURL:        wire.MicrosoftACS + "?whr=" + yourDomain,
				SPEntityID:      wire.MicrosoftEntityID,
				ACSURLs:         []string{wire.MicrosoftACS},
				SubjectField:    SubjectImmutableID,
				NameIDFormat:    wire.NameIDPersistent,
				SignAssertion:   true,
				DeclareRedirect: true,
				UserAttributes:  []UserAttribute{{Name: "IDPEmail", Field: "email", ReadOnly: true}},
				ClassRef:        wire.AuthnContextPasswordProtectedTransport,
				ValidFor:        5 * time.Minute,
			},
			fixed: []field{
				{"SP Entity ID", func(a Application) string { return a.SPEntityID }},
				{"ACS URL", func(a Application) string { return strings.Join(a.ACSURLs, ", ") }},
			},
			checkEntityID: checkMicrosoftEntityID,
		},
		{
			first: Application{
				Name:          TemplateSAML,
				Label:         "Custom SAML App",
				Active:        true,
				SubjectField:  "email",
				NameIDFormat:  wire.NameIDUnspecified10,
				SignAssertion: true,
				ClassRef:      wire.AuthnContextPasswordProtectedTransport,
				ValidFor:      5 * time.Minute,
			},
		},
		{first: Application{Name: TemplateBookmark, Label: "Bookmark", Active: true}},
	}
}

// Templates are the names of the templates.
func Templates() []string {
	var names []string
	for _, t := range templates() {
		names = append(names, t.first.Name)
	}
	return names
}

func templateOf(name string) (template, error) {
	all := templates()
	i := slices.IndexFunc(all, func(t template) bool { return t.first.Name == name })
	if i < 0 {
		return template{}, invalid("template", strings.Join(Templates(), " or "), name)
	}
	return all[i], nil
}

// check refuses an application that does not keep to its template.
func (t template) check(a Application) error {
	if t.checkEntityID != nil {
		if err := t.checkEntityID(a.EntityID); err != nil {
			return err
		}
	}
	if err := checkIdentifier("IdP Entity ID", a.EntityID); err != nil {
		return err
	}
	for _, f := range t.fixed {
		if want, got := f.value(t.first), f.value(a); want != got {
			return invalid(f.name, "the template's, "+want, got)
		}
	}
	return nil
}

// TemplateID is the id of a template, the same in every organization.
func TemplateID(name string) string { return derivedID("5d0a7e3c", "template/"+name) }
