package scenarios

import (
	"context"

	"samlharness/certs"
	"samlharness/world"
)

// WorldOf makes what verbs act on of a world that is held open. Closing stays with its owner.
func WorldOf(w *world.World) *World {
	return &World{Clock: w.Clock, Record: w.Record, JumpCloud: w.JumpCloud, Entra: w.Entra, Person: w.Person,
		NewBrowser: w.Browser,
		Operator:   w.Operator}
}

// worldMaker makes the worlds of a run, with keys from one ring.
func worldMaker(source certs.KeySource) func(context.Context, world.Spec) (*World, error) {
	ring := &keyring{source: source}
	return func(ctx context.Context, spec world.Spec) (*World, error) {
		keys := ring.lend()
		made, err := world.New(ctx, world.Options{Spec: &spec, Keys: keys})
		if err != nil {
			return nil, err
		}
		w := WorldOf(made)
		w.Close = func() error {
			err := made.Close()
			keys.giveBack()
			return err
		}
		return w, nil
	}
}
