package org

import (
	"context"

	"samlharness/internal/wire"
)

// ExportMetadata is the button "Export Metadata": the file's name and its content.
func (o *Organization) ExportMetadata(ctx context.Context, ref string) (fileName string, xml []byte, err error) {
	a, err := o.Application(ctx, ref)
	if err == nil {
		err = a.signOn()
	}
	if err != nil {
		return "", nil, err
	}
	return a.MetadataFileName(), a.Metadata(), nil
}

// Metadata is the application's SAML metadata: one line with its certificate and its endpoints.
func (a Application) Metadata() []byte {
	endpoints := []wire.Endpoint{{Binding: wire.BindingPost, Location: a.SSOURL()}}
	if a.DeclareRedirect {
		endpoints = append(endpoints, wire.Endpoint{Binding: wire.BindingRedirect, Location: a.SSOURL()})
	}
	return wire.IDPMetadata{EntityID: a.EntityID, SigningCertificates: [][]byte{a.Certificate},
		NameIDFormats: []string{a.NameIDFormat}, SingleSignOn: endpoints}.XML()
}
