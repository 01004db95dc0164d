package world

import (
	"context"
	"encoding/base64"
	"strings"
	"time"

	"samlharness/federation"
	"samlharness/idp/org"
	"samlharness/sp/directory"
)

func (w *World) fillApplications(ctx context.Context) error {
	for i, a := range w.spec.Applications {
		made, err := w.JumpCloud.CreateApplication(ctx, a.new())
		if err != nil {
			return w.spec.source.mistake("application "+a.name(), err, "applications", i)
		}
		if err := w.fillImage(ctx, made, a); err != nil {
			return w.spec.source.mistake("application "+a.name(), err, "applications", i, "image")
		}
		for j, group := range a.Groups {
			if err := w.JumpCloud.BindGroup(ctx, group, made.ID); err != nil {
				return w.spec.source.mistake("application "+a.name(), err, "applications", i, "groups", j)
			}
		}
	}
	return nil
}

func (w *World) fillImage(ctx context.Context, made org.Application, a ApplicationSpec) error {
	if a.Image == "" {
		return nil
	}
	data, err := base64.StdEncoding.DecodeString(strings.Join(strings.Fields(a.Image), ""))
	if err == nil {
		_, err = w.JumpCloud.SetImage(ctx, made.ID, data)
	}
	return err
}

// fillFederation federates domains. The sign-in service sees it at once, whatever the tenant's propagation delay is.
func (w *World) fillFederation(ctx context.Context) error {
	w.Entra.SetPropagationDelay(0)
	defer w.Entra.SetPropagationDelay(time.Duration(w.spec.PropagationDelay))
	for i, d := range w.spec.Domains {
		if d.Federation == nil {
			continue
		}
		f, err := w.federationOf(ctx, d.Federation.Application)
		if err != nil {
			return w.spec.source.mistake("federation of "+d.Name, err, "domains", i, "federation", "application")
		}
		if _, err := w.Entra.CreateFederation(ctx, d.Name, d.Federation.of(f)); err != nil {
			return w.spec.source.mistake("federation of "+d.Name, err, "domains", i, "federation")
		}
	}
	return nil
}

// federationOf is the configuration that the metadata of an application makes; the zero value for "".
func (w *World) federationOf(ctx context.Context, application string) (directory.Federation, error) {
	if application == "" {
		return directory.Federation{}, nil
	}
	a, err := w.JumpCloud.Application(ctx, application)
	if err != nil {
		return directory.Federation{}, err
	}
	return configurationOf(a)
}

func configurationOf(a org.Application) (directory.Federation, error) {
	source, err := federation.ReadMetadata(a.Metadata())
	if err != nil {
		return directory.Federation{}, err
	}
	c := source.Configuration()
	return directory.Federation{
		DisplayName:                     c.DisplayName,
		IssuerURI:                       c.IssuerURI,
		PassiveSignInURI:                c.PassiveSignInURI,
		ActiveSignInURI:                 c.ActiveSignInURI,
		SignOutURI:                      c.SignOutURI,
		SigningCertificate:              c.SigningCertificate,
		NextSigningCertificate:          c.NextSigningCertificate,
		PreferredAuthenticationProtocol: c.PreferredAuthenticationProtocol,
		FederatedIdpMfaBehavior:         c.FederatedIDPMFABehavior,
	}, nil
}
