package org

import (
	"cmp"
	"encoding/base64"
	"slices"

	"samlharness/internal/metadata"
	"samlharness/internal/wire"
)

// ReadServiceProvider is the button "Upload Metadata" of Service Provider Metadata: what the metadata of a service
// provider says of itself, as a change of an application. It switches the encryption of assertions neither on nor off.
func ReadServiceProvider(data []byte) (ApplicationUpdate, error) {
	p, err := metadata.ReadServiceProvider(data)
	if err != nil {
		return ApplicationUpdate{}, invalid("Service Provider Metadata", "that of one service provider", err.Error())
	}
	urls, indexes := consumers(p)
	if len(urls) == 0 {
		return ApplicationUpdate{}, invalid("Service Provider Metadata",
			"one with an AssertionConsumerService by HTTP-POST", "none")
	}
	change := ApplicationUpdate{SPEntityID: &p.EntityID, ACSURLs: &urls, ACSIndexes: &indexes}
	for _, format := range p.NameIDFormats {
		if slices.Contains(NameIDFormats(), format) {
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
