package idp

import (
	"context"
	"crypto/rand"
	"errors"
	"fmt"
	"log/slog"
	"sync"
	"time"

	"github.com/jonboulle/clockwork"

	"samlharness/certs"
	"samlharness/idp/portal"
	"samlharness/internal/page"
	"samlharness/record"
)

// The hosts of JumpCloud that the organization serves.
const (
	HostSSO     = "sso.jumpcloud.com"     // SAML sign-on and public metadata
	HostConsole = "console.jumpcloud.com" // login, User Portal, API
)

// Options configure an [Organization]. Clock is required; everything else may be left out.
type Options struct {
	// Clock is the world's clock; it governs sessions, lockouts, parked requests, messages and certificates.
	Clock clockwork.Clock
	// Store holds the state; nil means a fresh [NewMemoryStore].
	Store Store
	// Record receives every request, response and sign-in; nil records nothing.
	Record *record.Log
	// Keys makes the applications' keys; nil means [certs.Generator].
	Keys certs.KeySource
	// KeyBits is the size of applications' keys; 0 means [certs.ProfileBits]. An application may ask for another.
	KeyBits int
	// Name is the organization's display name, which stands in its certificates; "" means "JumpCloud" there.
	Name string
	// World names the world on the pages.
	World string
	// Directory takes the immutable IDs to Microsoft; nil keeps them at home.
	Directory DirectorySync
	// PasswordIterations is the cost of a password hash; 0 means [DefaultPasswordIterations].
	PasswordIterations int
	// Logger receives internal faults; nil discards.
	Logger *slog.Logger
}

// Organization is one emulated JumpCloud organization. It may be used by many goroutines at once.
type Organization struct {
	clock      clockwork.Clock
	store      Store
	record     *record.Log
	keys       certs.KeySource
	keyBits    int
	name       string
	directory  DirectorySync
	iterations int
	log        *slog.Logger
	pages      *portal.Pages
	sessions   *sessions
	parked     *parking
	xsrf       xsrf
	settings   settings
	pairs      sync.Map // application id -> *signingPair, parsed
}

// settings are what the organization itself keeps in its store.
type settings struct {
	ID     string `json:"id"`
	APIKey string `json:"apiKey"`
}

// New opens the organization that is in the store, or founds one with the group [AllUsers].
func New(opts Options) (*Organization, error) {
	if opts.Clock == nil {
		return nil, errors.New("idp: Options.Clock is missing")
	}
	o := &Organization{clock: opts.Clock, store: opts.Store, record: opts.Record, keys: opts.Keys, keyBits: opts.KeyBits,
		name: opts.Name, directory: opts.Directory, iterations: opts.PasswordIterations, log: opts.Logger}
	if o.store == nil {
		o.store = NewMemoryStore()
	}
	if o.keys == nil {
		o.keys = certs.Generator{}
	}
	if o.keyBits == 0 {
		o.keyBits = certs.ProfileBits
	}
	if o.iterations <= 0 {
		o.iterations = DefaultPasswordIterations
	}
	if o.log == nil {
		o.log = slog.New(slog.DiscardHandler)
	}
	o.pages = portal.New(page.Site{World: opts.World, Clock: opts.Clock, Logger: o.log})
	o.sessions = newSessions()
	o.parked = newParking()
	o.xsrf = newXSRF()
	if err := o.found(); err != nil {
		return nil, fmt.Errorf("idp: open organization: %w", err)
	}
	return o, nil
}

// found reads the organization's settings, or makes them. Opening has no caller that could cancel it.
func (o *Organization) found() error {
	return o.store.Update(context.Background(), func(tx Tx) error {
		s, ok, err := load[settings](tx, tableOrganization, "settings")
		if err != nil || ok {
			o.settings = s
			return err
		}
		o.settings = settings{ID: newID(o.now()), APIKey: "jca_" + rand.Text()}
		if err := save(tx, tableOrganization, "settings", o.settings); err != nil {
			return err
		}
		return putGroup(tx, Group{ID: newID(o.now()), Name: AllUsers})
	})
}

// ID is the organization's id, 24 hex digits.
func (o *Organization) ID() string { return o.settings.ID }

// APIKey is the secret that API calls carry in the header x-api-key. Keep it out of logs.
func (o *Organization) APIKey() string { return o.settings.APIKey }

func (o *Organization) now() time.Time { return o.clock.Now().UTC() }
