package world

import (
	"context"
	"time"

	"samlharness/idp/org"
)

// fewUsers is how many users are named one by one.
const fewUsers = 50

// note puts into the record what was done as the commands that do the same.
func (f *federating) note(ctx context.Context) {
	did := func(words ...string) { f.Record.Did(ctx, f.Clock.Now(), words, nil) }
	if len(f.bound) > fewUsers {
		did("jumpcloud", "directory", "bind", "--all")
	} else {
		for _, u := range f.bound {
			did("jumpcloud", "directory", "bind", u)
		}
	}
	if f.created {
		create := []string{"jumpcloud", "app", "create", f.Application.Name, "--domain", f.domain}
		if f.Application.Slug != f.Application.Name {
			create = append(create, "--slug", f.Application.Slug)
		}
		did(create...)
	}
	file := f.Application.MetadataFileName()
	did("jumpcloud", "group", "bind", org.AllUsers, f.Application.Slug)
	did("jumpcloud", "metadata", "export", f.Application.Slug, "--out", file)
	did("federation", "enable", "--xml-file", file)
	if delay := f.Entra.PropagationDelay(); delay > 0 {
		did("clock", "advance", delay.Round(time.Second).String())
	}
}
