package scenarios

import (
	"context"
	"strings"
	"time"

	"samlharness/browser"
	"samlharness/browser/chromium"
	"samlharness/federation"
	"samlharness/internal/domainname"
	"samlharness/world"
)

// WorldOf makes what verbs act on of a world that is held open. Closing stays with its owner.
func WorldOf(w *world.World) *World {
	return &World{Clock: w.Clock, Record: w.Record, JumpCloud: w.JumpCloud, Entra: w.Entra, Tokens: w.Tokens,
		EntraGraph:       w.EntraGraph,
		Person:           w.Person,
		NewBrowser:       func(context.Context) (browser.Agent, func(), error) { return w.Browser(), func() {}, nil },
		ClockSkew:        time.Duration(w.Spec().ClockSkew),
		Spec:             w.Spec(),
		Operator:         w.Operator,
		IdentityProvider: w.IdentityProvider,
		Client:           w.HTTPClient(),
		Sites:            w,
		Export:           w.Export,
		People: func(ctx context.Context, domain string) ([]federation.Person, error) {
			return peopleOf(ctx, w, domain)
		}}
}

// peopleOf are the users of a world's JumpCloud who are meant for a domain: by their address, or by the immutable ID of
// an account in it. Those of other domains have applications of their own.
func peopleOf(ctx context.Context, w *world.World, domain string) ([]federation.Person, error) {
	users, err := w.JumpCloud.Users(ctx)
	if err != nil {
		return nil, err
	}
	people := []federation.Person{}
	for _, u := range users {
		if !domainname.In(u.Email, domain) {
			there, found, err := w.Entra.UserByImmutableID(ctx, u.ImmutableID())
			if err != nil {
				return nil, err
			}
			if !u.Bound() || !found || !strings.EqualFold(there.DomainName(), domain) {
				continue
			}
		}
		people = append(people, federation.Person{Email: u.Email, ImmutableID: u.ImmutableID()})
	}
	return people, nil
}

// withChromium gives the people of a world windows of a real Chromium instead of the browser in Go.
func withChromium(people *World, w *world.World, program *chromium.Program) {
	people.NewBrowser = func(ctx context.Context) (browser.Agent, func(), error) {
		proxy, err := w.ProxyURL(ctx)
		if err != nil {
			return nil, nil, err
		}
		b, err := program.Open(ctx, chromium.Options{ProxyURL: proxy, CAPEM: w.CAPEM()})
		if err != nil {
			return nil, nil, err
		}
		return b, b.Close, nil
	}
}

// worldMaker makes the worlds of a run.
func worldMaker(program *chromium.Program, seed uint64) func(context.Context, world.Spec) (*World, error) {
	return func(ctx context.Context, spec world.Spec) (*World, error) {
		made, err := world.New(ctx, world.Options{Spec: &spec, Seed: seed})
		if err != nil {
			return nil, err
		}
		w := worldWith(made, program)
		w.Close = made.Close
		w.exact = made.Spec().Seed != 0
		return w, nil
	}
}

// heldWorld gives each script of a run the same world, with windows of its own.
func heldWorld(held *world.World, program *chromium.Program) func(context.Context, world.Spec) (*World, error) {
	return func(context.Context, world.Spec) (*World, error) { return worldWith(held, program), nil }
}

// worldWith is a world whose people use Chromium, or the browser in Go where there is none.
func worldWith(made *world.World, program *chromium.Program) *World {
	w := WorldOf(made)
	if program != nil {
		withChromium(w, made, program)
	}
	return w
}
