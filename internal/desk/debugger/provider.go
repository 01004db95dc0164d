package debugger

import (
	"context"
	"errors"
	"fmt"
	"time"

	"samlharness/certs"
	"samlharness/inspect"
	"samlharness/internal/messageview"
	"samlharness/internal/metadata"
	"samlharness/internal/serviceprovider"
	"samlharness/internal/wire"
)

// errNoProvider is the error of a judge who is not named.
var errNoProvider = errors.New("paste the metadata of the service provider, or choose an application of the world")

// provider is the service provider that judges; nil when Microsoft does.
func (g *Debugger) provider(ctx context.Context, a ask) (*judge, error) {
	if a.Who != byProvider {
		return nil, nil
	}
	at, err := a.instant()
	if err != nil {
		return nil, err
	}
	if at.IsZero() {
		at = g.Clock.Now()
	}
	p, err := g.ofApplication(ctx, a.Application)
	if err != nil || p != nil {
		return &judge{p, at}, err
	}
	if a.Metadata == "" {
		return nil, errNoProvider
	}
	read, err := metadata.ReadServiceProvider([]byte(a.Metadata))
	if err != nil {
		return nil, fmt.Errorf("the metadata of the service provider cannot be read: %w", err)
	}
	p = &serviceprovider.Provider{EntityID: read.EntityID, Issuer: a.Issuer}
	for _, s := range read.AssertionConsumerServices {
		if s.Binding == wire.BindingPost {
			p.ACS = append(p.ACS, s.Location)
		}
	}
	if a.Certificate == "" {
		return nil, errors.New("give the certificate of the identity provider, or its metadata")
	}
	known := inspect.Known{IssuerURI: a.Issuer}
	if err := known.Read([]byte(a.Certificate)); err != nil {
		return nil, fmt.Errorf("the certificate cannot be read: %w", err)
	}
	return &judge{p, at}, certificates(p, known.Certificates)
}

// judge is a service provider, and when it judges.
type judge struct {
	*serviceprovider.Provider
	at time.Time
}

// ofApplication is the service provider that an application of the world is for; nil when none is named.
func (g *Debugger) ofApplication(ctx context.Context, slug string) (*serviceprovider.Provider, error) {
	if g.World == nil || slug == "" {
		return nil, nil
	}
	app, err := g.World.JumpCloud.Application(ctx, slug)
	if err != nil {
		return nil, err
	}
	p := &serviceprovider.Provider{EntityID: app.SPEntityID, ACS: app.ACSURLs, Issuer: app.EntityID}
	return p, certificates(p, [][]byte{app.Certificate})
}

// certificates gives a service provider those of its identity provider.
func certificates(p *serviceprovider.Provider, ders [][]byte) error {
	for _, der := range ders {
		c, err := certs.ParseDER(der)
		if err != nil {
			return err
		}
		p.Certificates = append(p.Certificates, c)
	}
	return nil
}

// viewOf is a message as it is shown: a response by the service provider's verdict, where one judges.
func (g *Debugger) viewOf(m inspect.Message, id string, by *judge) messageview.Message {
	view := messageview.OfMessage(m, id)
	if by == nil || m.Report == nil {
		return view
	}
	checks, refusal := by.Judge(m.Capture.XML, by.at)
	view.Checks, view.Further, view.Outcome = checks, nil, messageview.Outcome{
		Class: "good", Mark: "✓", Text: "the service provider signs " + m.Report.Message.NameID + " in",
	}
	if refusal != nil {
		view.Outcome = messageview.Outcome{Class: "bad", Mark: "✕", Text: refusal.Error()}
	}
	view.Facts = []messageview.Fact{{Label: "judged", Text: "at " + by.at.UTC().Format(instant) + ", by " + by.EntityID}}
	return view
}
