package scenarios

import (
	"context"
	"time"

	"samlharness/browser"
	"samlharness/browser/chromium"
	"samlharness/world"
)

// WorldOf makes what verbs act on of a world that is held open. Closing stays with its owner.
func WorldOf(w *world.World) *World {
	return &World{Clock: w.Clock, Record: w.Record, JumpCloud: w.JumpCloud, Entra: w.Entra, Tokens: w.Tokens,
		Person:     w.Person,
		NewBrowser: func(context.Context) (browser.Agent, func(), error) { return w.Browser(), func() {}, nil },
		ClockSkew:  time.Duration(w.Spec().ClockSkew),
		Spec:       w.Spec(),
		Operator:   w.Operator,
		Client:     w.HTTPClient(),
		Export:     w.Export}
}

// withChromium gives the people of a world a real Chromium instead of the browser in Go.
func withChromium(people *World, w *world.World) *World {
	people.NewBrowser = func(ctx context.Context) (browser.Agent, func(), error) {
		proxy, err := w.ProxyURL(ctx)
		if err != nil {
			return nil, nil, err
		}
		b, err := chromium.Start(context.WithoutCancel(ctx), chromium.Options{ProxyURL: proxy, CAPEM: w.CAPEM()})
		if err != nil {
			return nil, nil, err
		}
		return b, b.Close, nil
	}
	return people
}

// worldMaker makes the worlds of a run.
func worldMaker(browserName string) func(context.Context, world.Spec) (*World, error) {
	return func(ctx context.Context, spec world.Spec) (*World, error) {
		made, err := world.New(ctx, world.Options{Spec: &spec})
		if err != nil {
			return nil, err
		}
		w := worldWith(made, browserName)
		w.Close = made.Close
		return w, nil
	}
}

// heldWorld gives each script of a run the same world, with windows of its own.
func heldWorld(held *world.World, browserName string) func(context.Context, world.Spec) (*World, error) {
	return func(context.Context, world.Spec) (*World, error) { return worldWith(held, browserName), nil }
}

// worldWith is a world whose people use a browser.
func worldWith(made *world.World, browserName string) *World {
	w := WorldOf(made)
	if browserName == "chromium" {
		withChromium(w, made)
	}
	return w
}
