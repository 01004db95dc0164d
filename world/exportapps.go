package world

import (
	"cmp"
	"context"
	"encoding/base64"
	"reflect"
	"slices"
	"strings"

	"samlharness/idp/org"
	"samlharness/sp/directory"
)

func (e *exporting) applications(ctx context.Context) (err error) {
	if e.apps, err = e.JumpCloud.Applications(ctx); err != nil {
		return err
	}
	slices.SortFunc(e.apps, func(a, b org.Application) int { return cmp.Compare(a.Slug, b.Slug) }) // ids are random
	e.spec.Applications = []ApplicationSpec{}
	for _, a := range e.apps {
		groups, err := e.JumpCloud.BoundGroups(ctx, a.ID)
		if err != nil {
			return err
		}
		exported := application(a)
		image, _, err := e.JumpCloud.Image(ctx, a.ID)
		if err != nil {
			return err
		}
		exported.Image = base64.StdEncoding.EncodeToString(image.Data)
		for _, g := range groups {
			exported.Groups = append(exported.Groups, g.Name)
		}
		e.spec.Applications = append(e.spec.Applications, exported)
	}
	return nil
}

// application is what makes an application again: what is not as its template has it.
func application(a org.Application) ApplicationSpec {
	s := ApplicationSpec{Template: a.Name, Slug: a.Slug}
	if domain, ok := strings.CutPrefix(a.EntityID, "https://"); ok && a.Name == org.TemplateOffice365 {
		s.Domain = domain
	}
	usual, _ := s.new().Draft() // what it lacks is in the differences
	s.ApplicationSettings = ApplicationSettings{
		Label:                 unlike(usual.Label, a.Label),
		Description:           unlike(usual.Description, a.Description),
		Color:                 unlike(usual.Color, a.Color),
		EntityID:              unlike(usual.EntityID, a.EntityID),
		LoginURL:              unlike(usual.LoginURL, a.LoginURL),
		DefaultRelayState:     unlike(usual.DefaultRelayState, a.DefaultRelayState),
		SPEntityID:            unlike(usual.SPEntityID, a.SPEntityID),
		SubjectField:          unlike(usual.SubjectField, a.SubjectField),
		NameIDFormat:          unlike(usual.NameIDFormat, a.NameIDFormat),
		SignatureMethod:       unlike(usual.SignatureMethod, a.SignatureMethod),
		GroupsAttribute:       unlike(usual.GroupsAttribute, a.GroupsAttribute),
		ClassRef:              unlike(usual.ClassRef, a.ClassRef),
		ACSURLs:               unlikeList(usual.ACSURLs, a.ACSURLs),
		ACSIndexes:            unlikeList(usual.ACSIndexes, a.ACSIndexes),
		SPCertificate:         unlike("", base64.StdEncoding.EncodeToString(a.SPCertificate)),
		EncryptionCertificate: unlike("", base64.StdEncoding.EncodeToString(a.EncryptionCertificate)),
		EncryptionMethod:      unlike(usual.EncryptionMethod, a.EncryptionMethod),
		EncryptAssertion:      unlike(usual.EncryptAssertion, a.EncryptAssertion),
		Active:                unlike(usual.Active, a.Active),
		Hidden:                unlike(usual.Hidden, a.Hidden),
		SignAssertion:         unlike(usual.SignAssertion, a.SignAssertion),
		SignResponse:          unlike(usual.SignResponse, a.SignResponse),
		DeclareRedirect:       unlike(usual.DeclareRedirect, a.DeclareRedirect),
		UserAttributes:        unlikeList(own(usual.UserAttributes), own(a.UserAttributes)),
		ConstantAttributes:    unlikeList(usual.ConstantAttributes, a.ConstantAttributes),
		MFAClassRef:           unlike(usual.MFAClassRef, a.MFAClassRef),
		SendAMR:               unlike(usual.SendAMR, a.SendAMR),
		SendFailure:           unlike(usual.SendFailure, a.SendFailure),
	}
	return s
}

// own are the attributes that are not the template's.
func own(attributes []org.UserAttribute) []org.UserAttribute {
	return slices.DeleteFunc(slices.Clone(attributes), func(u org.UserAttribute) bool { return u.ReadOnly })
}

// unlike is a value that is not the usual one, nil when it is.
func unlike[T comparable](usual, is T) *T {
	if is == usual {
		return nil
	}
	return &is
}

func unlikeList[T any](usual, is []T) *[]T {
	if len(usual) == len(is) && (len(is) == 0 || reflect.DeepEqual(usual, is)) {
		return nil
	}
	return &is
}

// federation is what makes a configuration again: that of the application which it is for, and what is not as that
// application's metadata says.
func (e *exporting) federation(f directory.Federation) *FederationSpec {
	var s FederationSpec
	usual := directory.Federation{}
	if a, ok := e.applicationFor(f); ok {
		if c, err := configurationOf(a); err == nil {
			s.Application, usual = a.Slug, c
		}
	}
	s.FederationProperties = FederationProperties{
		DisplayName:                     unlike(usual.DisplayName, f.DisplayName),
		IssuerURI:                       unlike(usual.IssuerURI, f.IssuerURI),
		PassiveSignInURI:                unlike(usual.PassiveSignInURI, f.PassiveSignInURI),
		ActiveSignInURI:                 unlike(usual.ActiveSignInURI, f.ActiveSignInURI),
		SignOutURI:                      unlike(usual.SignOutURI, f.SignOutURI),
		MetadataExchangeURI:             unlike(usual.MetadataExchangeURI, f.MetadataExchangeURI),
		SigningCertificate:              unlike(usual.SigningCertificate, f.SigningCertificate),
		NextSigningCertificate:          unlike(usual.NextSigningCertificate, f.NextSigningCertificate),
		PreferredAuthenticationProtocol: unlike(usual.PreferredAuthenticationProtocol, f.PreferredAuthenticationProtocol),
		PromptLoginBehavior:             unlike(usual.PromptLoginBehavior, f.PromptLoginBehavior),
		FederatedIdpMfaBehavior:         unlike(usual.FederatedIdpMfaBehavior, f.FederatedIdpMfaBehavior),
		PasswordResetURI:                unlike(usual.PasswordResetURI, f.PasswordResetURI),

		IsSignedAuthenticationRequestRequired: f.IsSignedAuthenticationRequestRequired,
	}
	return &s
}

// applicationFor is the application that a configuration is for: the one whose certificate it has, else whose address
// it sends people to, else whose entity ID it expects.
func (e *exporting) applicationFor(f directory.Federation) (org.Application, bool) {
	for _, fits := range []func(org.Application, directory.Federation) bool{
		func(_ org.Application, c directory.Federation) bool {
			return c.SigningCertificate == f.SigningCertificate
		},
		func(a org.Application, _ directory.Federation) bool { return a.SSOURL() == f.PassiveSignInURI },
		func(a org.Application, _ directory.Federation) bool { return a.EntityID == f.IssuerURI },
	} {
		for _, a := range e.apps {
			c, err := configurationOf(a)
			if err == nil && fits(a, c) {
				return a, true
			}
		}
	}
	return org.Application{}, false
}
