package org

import (
	"cmp"
	"context"
	"encoding/base64"
	"io"
	"slices"
	"strings"
	"unicode"

	"samlharness/internal/random"
	"samlharness/internal/store"
	"samlharness/record"
)

// NewApplication is what CreateApplication needs; what is left out comes from the template.
type NewApplication struct {
	// Template is one of [Templates]; "" means [TemplateOffice365].
	Template string
	// Domain replaces YOUR_DOMAIN in IdP Entity ID and Login URL.
	Domain string
	// EntityID is the IdP Entity ID as typed; "" means https:// and the domain.
	EntityID string
	// LoginURL is what the tile opens; "" means the template's, unless NoLoginURL leaves the field empty.
	LoginURL   string
	NoLoginURL bool
	// Label is the Display Label. Slug ends the SSO URL; "" means the template's name, or the label's for saml2.
	Label, Slug string
	Description string
	// SPEntityID and ACSURLs are required for saml2; office365 has its own, which are fixed.
	SPEntityID string
	ACSURLs    []string
	// KeyBits is the size of the signing key; 0 means the organization's.
	KeyBits int
	// With changes what the template and the members above make.
	With ApplicationUpdate
}

// CreateApplication adds an active application with its own key and certificate; a bookmark has none.
func (o *Organization) CreateApplication(ctx context.Context, n NewApplication) (Application, error) {
	a, err := n.Draft()
	if err != nil {
		return Application{}, err
	}
	a.Created = o.now()
	a.ID = NewID(o.random, a.Created)
	if a.IsBookmark() {
		r := applicationRow{Application: a}
		return r.shown(), o.add(ctx, r)
	}
	a.KeyBits = cmp.Or(a.KeyBits, o.keyBits)
	a.MetadataToken = newMetadataToken(o.random)
	// Before the slow key, say whether the slug is free; add decides.
	if err := o.store.View(ctx, func(tx store.Tx) error { return slugIsFree(tx, a) }); err != nil {
		return Application{}, err
	}
	r := applicationRow{Application: a}
	if err := o.newPair(ctx, &r); err != nil {
		return Application{}, err
	}
	return r.shown(), o.add(ctx, r)
}

func (o *Organization) add(ctx context.Context, r applicationRow) error {
	err := o.store.Update(ctx, func(tx store.Tx) error {
		if err := slugIsFree(tx, r.Application); err != nil {
			return err
		}
		if _, err := appBySlug.Claim(tx, r.Slug, r.ID); err != nil {
			return err
		}
		if r.MetadataToken != "" {
			if _, err := appByToken.Claim(tx, r.MetadataToken, r.ID); err != nil { // random, so always free
				return err
			}
		}
		return applications.Put(tx, r.ID, r)
	})
	o.changed(ctx, err, "application_create", "application", r.ID, r.Label)
	return err
}

func slugIsFree(tx store.Tx, a Application) error {
	_, exists, err := appBySlug.Get(tx, a.Slug)
	if err == nil && exists {
		err = &record.Refusal{
			Code:    CodeAlreadyExists,
			OwnCode: true,
			Message: "another application of the organization already has the SSO IdP URL " + a.SSOURL(),
			Got:     a.Slug,
			Fix:     "choose another slug",
		}
	}
	return err
}

// Draft is the application that [Organization.CreateApplication] would add, without id, key and certificate. It is
// there also with an error, which says what JumpCloud would not save.
func (n NewApplication) Draft() (Application, error) {
	t, err := templateOf(cmp.Or(n.Template, TemplateOffice365))
	if err != nil {
		return Application{}, err
	}
	a := t.first
	if n.Domain != "" {
		a.EntityID = strings.ReplaceAll(a.EntityID, yourDomain, n.Domain)
		a.LoginURL = strings.ReplaceAll(a.LoginURL, yourDomain, n.Domain)
	}
	a.EntityID, a.LoginURL = cmp.Or(n.EntityID, a.EntityID), cmp.Or(n.LoginURL, a.LoginURL)
	if n.NoLoginURL {
		a.LoginURL = ""
	}
	a.Label, a.Description = cmp.Or(n.Label, a.Label), n.Description
	a.Slug = cmp.Or(n.Slug, a.Slug)
	a.SPEntityID = cmp.Or(n.SPEntityID, a.SPEntityID)
	if n.ACSURLs != nil {
		a.ACSURLs = slices.Clone(n.ACSURLs)
	}
	a.KeyBits = n.KeyBits
	n.With.apply(&a)
	a.Slug = cmp.Or(a.Slug, slugOf(a.Label))
	return a, checkApplication(a)
}

// slugOf is the default slug of a custom application: its label in lower case without blanks and punctuation.
func slugOf(label string) string {
	return strings.Map(func(c rune) rune {
		if c < unicode.MaxASCII && (unicode.IsLetter(c) || unicode.IsDigit(c)) {
			return unicode.ToLower(c)
		}
		return -1
	}, label)
}

// newMetadataToken is 32 random base64url characters.
func newMetadataToken(r io.Reader) string {
	var b [24]byte
	_, _ = io.ReadFull(random.Or(r), b[:]) // never fails
	return base64.RawURLEncoding.EncodeToString(b[:])
}

// Applications lists the applications in the order of their ids.
func (o *Organization) Applications(ctx context.Context) ([]Application, error) {
	var list []Application
	err := o.store.View(ctx, func(tx store.Tx) error {
		for e, err := range applications.Scan(tx, "") {
			if err != nil {
				return err
			}
			list = append(list, e.Value.shown())
		}
		return nil
	})
	return list, err
}

// Application finds an application by id, slug, Display Label or, where only one has it, template name.
func (o *Organization) Application(ctx context.Context, ref string) (Application, error) {
	var r applicationRow
	err := o.store.View(ctx, func(tx store.Tx) (err error) {
		r, err = findApplication(tx, ref)
		return err
	})
	return r.shown(), err
}

func findApplication(tx store.Tx, ref string) (applicationRow, error) {
	r, ok, err := applications.Get(tx, ref)
	if err == nil && !ok {
		r, ok, err = applications.Named(tx, appBySlug, ref)
	}
	if err != nil || ok {
		return r, err
	}
	apps, err := applications.Select(tx, nil)
	if err != nil {
		return r, err
	}
	for _, same := range []func(applicationRow) bool{
		func(a applicationRow) bool { return fold(a.Label) == fold(ref) },
		func(a applicationRow) bool { return a.Name == ref },
	} {
		found := slices.DeleteFunc(slices.Clone(apps), func(a applicationRow) bool { return !same(a) })
		switch len(found) {
		case 0:
			continue
		case 1:
			return found[0], nil
		}
		return r, &record.Refusal{
			Code:    CodeAmbiguous,
			OwnCode: true,
			Message: "several applications are called " + ref,
			Got:     ref,
			Fix:     "name one by its slug or its id",
		}
	}
	return r, notFound("application", ref)
}

// signOn refuses a bookmark, which has no single sign-on.
func (a Application) signOn() error {
	if !a.IsBookmark() {
		return nil
	}
	return &record.Refusal{
		Code:     CodeInvalid,
		OwnCode:  true,
		Message:  a.Label + " is a bookmark, which has no certificate and no metadata",
		Expected: "an application with single sign-on",
		Got:      a.Name,
	}
}

// ApplicationOfMetadata finds the application whose public metadata URL ends in token.
func (o *Organization) ApplicationOfMetadata(ctx context.Context, token string) (Application, error) {
	var r applicationRow
	err := o.store.View(ctx, func(tx store.Tx) (err error) {
		var ok bool
		if r, ok, err = applications.Named(tx, appByToken, token); err == nil && !ok {
			err = notFound("application", token)
		}
		return err
	})
	return r.shown(), err
}

// DeleteApplication removes applications with their keys, their slugs and their grants: all of them, or with an error
// none.
func (o *Organization) DeleteApplication(ctx context.Context, refs ...string) error {
	var ids, labels []string
	err := o.store.Update(ctx, func(tx store.Tx) error {
		ids, labels = nil, nil
		for _, ref := range refs {
			r, err := findApplication(tx, ref)
			if err == nil {
				err = remove(tx, r)
			}
			if err != nil {
				return err
			}
			ids, labels = append(ids, r.ID), append(labels, r.Label)
		}
		return nil
	})
	if err == nil {
		for i, id := range ids {
			o.parsed.forget(id)
			o.changed(ctx, nil, "application_delete", "application", id, labels[i])
		}
	}
	return err
}

func remove(tx store.Tx, r applicationRow) error {
	if r.MetadataToken != "" {
		if err := appByToken.Release(tx, r.MetadataToken); err != nil {
			return err
		}
	}
	if err := images.Delete(tx, r.ID); err != nil {
		return err
	}
	return cmp.Or(grants.UnlinkLeft(tx, r.ID), userGrants.UnlinkLeft(tx, r.ID), appBySlug.Release(tx, r.Slug),
		applications.Delete(tx, r.ID))
}
