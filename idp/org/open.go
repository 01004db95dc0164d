package org

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"io"

	"github.com/jonboulle/clockwork"

	"samlharness/certs"
	"samlharness/internal/expiring"
	"samlharness/internal/store"
	"samlharness/record"
)

// Options configure an [Organization]. Clock is required; everything else may be left out.
type Options struct {
	// Clock is the world's clock; it governs sessions, lockouts and certificates.
	Clock clockwork.Clock
	// Store holds the state; nil means a fresh one in memory.
	Store store.Store
	// Record receives every password sign-in and what Microsoft made of bindings; nil records nothing.
	Record *record.Log
	// Keys makes the applications' keys; nil means [certs.Generator].
	Keys certs.KeySource
	// KeyBits is the size of applications' keys; 0 means [certs.ProfileBits]. An application may ask for another.
	KeyBits int
	// Name is the organization's display name, which stands in its certificates; "" means "JumpCloud" there.
	Name string
	// Sync takes the immutable IDs to Microsoft; nil keeps them at home.
	Sync DirectorySync
	// Random is where ids, serial numbers and the addresses of metadata come from; nil means the system's randomness.
	Random io.Reader
}

// New opens the organization that is in the store, or makes one there with the group [AllUsers].
func New(opts Options) (*Organization, error) {
	if opts.Clock == nil {
		return nil, errors.New("org: Options.Clock is missing")
	}
	o := &Organization{
		clock:    opts.Clock,
		store:    &store.Counted{Store: opts.Store},
		record:   opts.Record,
		keys:     opts.Keys,
		keyBits:  cmp.Or(opts.KeyBits, certs.ProfileBits),
		name:     opts.Name,
		sync:     opts.Sync,
		random:   opts.Random,
		sessions: expiring.New[session](opts.Clock, maxSessions),
		tokens:   expiring.New[serviceGrant](opts.Clock, maxServiceTokens),
		pushes:   expiring.New[push](opts.Clock, maxPushes),
		asked:    expiring.New[challenge](opts.Clock, maxPushes),
	}
	if opts.Store == nil {
		o.store.Store = store.NewMemory()
	}
	if o.keys == nil {
		o.keys = certs.Generator{}
	}
	if err := o.found(); err != nil {
		return nil, fmt.Errorf("org: open organization: %w", err)
	}
	return o, nil
}

// Updates counts the changes of the organization: while it is the same, so are its users, groups and applications.
func (o *Organization) Updates() uint64 { return o.store.Updates() }

// found reads the organization's settings, or makes them. Opening has no caller that could cancel it.
func (o *Organization) found() error {
	return o.store.Update(context.Background(), func(tx store.Tx) error {
		s, ok, err := organization.Get(tx, rowSettings)
		if err != nil || ok {
			o.settings.Store(&s)
			return err
		}
		s = settings{ID: NewID(o.random, o.now()), APIKey: newAPIKey()}
		o.settings.Store(&s)
		if err := organization.Put(tx, rowSettings, s); err != nil {
			return err
		}
		return putGroup(tx, Group{ID: NewID(o.random, o.now()), Name: AllUsers})
	})
}
