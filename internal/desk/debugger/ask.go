package debugger

import (
	"bytes"
	"cmp"
	"context"
	"errors"
	"fmt"
	"io"
	"net/http"
	"strconv"
	"strings"
	"time"

	"samlharness/inspect"
	"samlharness/record"
	"samlharness/sp/signin"
)

// Given is what a reader tells of a tenant.
type Given struct{ Issuer, Certificate, ImmutableID string }

// ask says who judges, and when.
type ask struct {
	Who string // one of the constants below
	Given
	Metadata, Application string
	At                    string
}

// Who may judge.
const (
	byTenant   = "tenant"   // the world's, as it is
	byRotated  = "rotated"  // the world's, as if it knew the certificates by which JumpCloud signs now
	byGiven    = "given"    // one of which this is known
	byProvider = "provider" // an application's service provider
)

// instant is the form in which instants are typed.
const instant = time.RFC3339

// maxField bounds a field of the form but for captures and messages, in bytes.
const maxField = 1 << 20

func (g *Debugger) asking(r *http.Request) ask {
	field := func(name string) string {
		text := strings.ReplaceAll(r.PostForm.Get(name), "\r\n", "\n")
		return strings.TrimSpace(text[:min(len(text), maxField)])
	}
	a := ask{
		Who: field("who"), At: field("at"), Metadata: field("metadata"), Application: field("application"),
		Given: Given{field("issuer"), field("certificate"), field("immutable-id")},
	}
	if r.Method == http.MethodGet {
		a.Given = g.Given
	}
	switch {
	case a.Who == byGiven, a.Who == byProvider, g.World != nil && (a.Who == byTenant || a.Who == byRotated):
	case g.World != nil:
		a.Who = byTenant
	default:
		a.Who = byGiven
	}
	return a
}

// options are those of the judgement by Microsoft.
func (g *Debugger) options(a ask) (o inspect.Options, err error) {
	o.Now = g.Clock.Now()
	if o.At, err = a.instant(); err != nil {
		return o, err
	}
	if a.Who == byTenant || a.Who == byRotated {
		o.At, o.Skew = cmp.Or(o.At, o.Now), g.World.ClockSkew
		o.Directory = signin.Realms{Tenant: g.World.Entra}
		if a.Who == byRotated {
			o.Directory = rotated{signin.Realms{Tenant: g.World.Entra}, g.World.JumpCloud}
		}
		return o, nil
	}
	known := inspect.Known{IssuerURI: a.Issuer, ImmutableID: a.ImmutableID}
	if a.Certificate != "" {
		if err := known.Read([]byte(a.Certificate)); err != nil {
			return o, fmt.Errorf("the certificate cannot be read: %w", err)
		}
	}
	o.Directory = known
	return o, nil
}

// instant is when to judge, zero when nothing was typed.
func (a ask) instant() (time.Time, error) {
	if a.At == "" {
		return time.Time{}, nil
	}
	at, err := time.Parse(instant, a.At)
	if err != nil {
		return at, fmt.Errorf("%q is not an instant such as 2026-03-02T09:15:00Z", record.Visible(a.At))
	}
	return at, nil
}

// errNothing is the error of a form without a capture.
var errNothing = errors.New("there is nothing to judge: paste a capture, or choose a file")

// captured is the capture of a form: its file, else what was pasted.
func captured(r *http.Request) ([]byte, error) {
	if file, _, err := r.FormFile("file"); err == nil {
		defer file.Close() // it is in memory
		data, err := io.ReadAll(file)
		if err != nil || len(data) > 0 {
			return data, err
		}
	}
	if text := r.PostForm.Get("capture"); strings.TrimSpace(text) != "" {
		return []byte(text), nil
	}
	return nil, errNothing
}

// exchange is one of the world with a message.
func (g *Debugger) exchange(number string) (record.Exchange, bool) {
	id, err := strconv.ParseInt(number, 10, 64)
	if err != nil || g.World == nil {
		return record.Exchange{}, false
	}
	return g.World.Record.Last(func(e record.Exchange) bool { return e.ID == id && e.Message != "" })
}

// offer is an application of the world.
type offer struct{ Slug, Label string }

// offers is what the world has to choose from; nil without one.
type offers struct {
	Name         string
	Applications []offer
}

func (g *Debugger) offers(ctx context.Context) (*offers, error) {
	if g.World == nil {
		return nil, nil
	}
	apps, err := g.World.JumpCloud.Applications(ctx)
	o := &offers{}
	for _, a := range apps {
		o.Applications = append(o.Applications, offer{a.Slug, a.Label})
	}
	return o, err
}

// unixLines undoes what browsers make of the line ends of a field.
func unixLines(text string) []byte {
	return bytes.ReplaceAll([]byte(text), []byte("\r\n"), []byte("\n"))
}
