// Package serviceprovider makes the fields of an SSO application of a service provider's metadata. It stands apart from
// the organization, whose sign-on reaches no library that reads metadata.
package serviceprovider

import (
	"cmp"
	"encoding/base64"
	"slices"

	"samlharness/idp/org"
	"samlharness/internal/metadata"
	"samlharness/internal/wire"
	"samlharness/record"
)

// Read is the button "Upload Metadata" of Service Provider Metadata: what the metadata of a service provider says of
// itself, as a change of an application. It switches the encryption of assertions neither on nor off.
func Read(data []byte) (org.ApplicationUpdate, error) {
	p, err := metadata.ReadServiceProvider(data)
	if err != nil {
		return org.ApplicationUpdate{}, invalid("that of one service provider", err.Error())
	}
	urls, indexes := consumers(p)
	if len(urls) == 0 {
		return org.ApplicationUpdate{}, invalid("one with an AssertionConsumerService by HTTP-POST", "none")
	}
	change := org.ApplicationUpdate{SPEntityID: &p.EntityID, ACSURLs: &urls, ACSIndexes: &indexes}
	for _, format := range p.NameIDFormats {
		if slices.Contains(org.NameIDFormats(), format) {
			change.NameIDFormat = &format
			break
		}
	}
	if len(p.SigningCertificates) > 0 {
		change.SPCertificate = new(base64.StdEncoding.EncodeToString(p.SigningCertificates[0]))
	}
	if p.EncryptionCertificate != nil {
		change.EncryptionCertificate = new(base64.StdEncoding.EncodeToString(p.EncryptionCertificate))
	}
	if p.WantAssertionsSigned {
		change.SignAssertion = &p.WantAssertionsSigned
	}
	return change, nil
}

func invalid(expected, got string) error {
	return &record.Refusal{
		Code:     org.CodeInvalid,
		OwnCode:  true,
		Message:  "Service Provider Metadata must be " + expected,
		Expected: expected,
		Got:      got,
	}
}

// consumers are the addresses for responses by HTTP-POST: the default first, then by their indexes.
func consumers(p *metadata.ServiceProvider) (urls []string, indexes []int) {
	byPost := slices.DeleteFunc(slices.Clone(p.AssertionConsumerServices), func(s metadata.AssertionConsumerService) bool {
		return s.Binding != wire.BindingPost
	})
	usual := p.ACS()
	slices.SortStableFunc(byPost, func(a, b metadata.AssertionConsumerService) int {
		return cmp.Or(-compareBool(a.Location == usual, b.Location == usual), cmp.Compare(a.Index, b.Index))
	})
	for _, s := range byPost {
		urls, indexes = append(urls, s.Location), append(indexes, s.Index)
	}
	return urls, indexes
}

// compareBool orders false before true.
func compareBool(a, b bool) int {
	switch {
	case a == b:
		return 0
	case b:
		return -1
	}
	return 1
}
