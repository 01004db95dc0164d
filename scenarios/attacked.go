package scenarios

import (
	"context"
	"encoding/base64"
	"errors"
	"fmt"
	"net/url"
	"strings"
	"sync"
	"time"

	"samlharness/attack"
	"samlharness/browser"
	"samlharness/certs"
)

// attacked is an attacker who stands between one browser and Microsoft.
type attacked struct {
	attack  attack.Attack
	message attack.Message // what the attacker holds, without the response
	signers []signer

	mu      sync.Mutex
	changed bool
	err     error // why the last response went as it was
}

// signer is an application of JumpCloud that signs responses.
type signer struct {
	certificate string // base64, as responses bear it
	with        attack.Message
}

// attacked has the responses of a window changed by the attack of that name, which is in the closed set; end leaves
// them alone again.
func (w *World) attacked(ctx context.Context, name string,
	agent browser.Agent) (made *attacked, end func(), err error) {
	tamperer, can := agent.(browser.Tamperer)
	if !can {
		return nil, nil, errors.New("this browser cannot change what its forms post: sign in without --attack")
	}
	keys := certs.Shared().ForWorld()
	end = func() {
		_ = tamperer.TamperWith(nil) // a window that is gone posts no forms
		keys.Release()
	}
	made = &attacked{}
	made.attack, _ = attack.Find(name)
	if made.message, err = foreign(ctx, keys, w.Clock.Now()); err == nil {
		made.signers, err = w.signers(ctx)
	}
	if err == nil {
		err = tamperer.TamperWith(made.tamper)
	}
	if err != nil {
		end()
		return nil, nil, err
	}
	return made, end, nil
}

// foreign is what an attacker has of their own: a key, and its certificate.
func foreign(ctx context.Context, keys *certs.WorldKeys, now time.Time) (attack.Message, error) {
	key, err := keys.RSAKey(ctx, 2048)
	if err != nil {
		return attack.Message{}, err
	}
	pair, err := certs.Issue(key, certs.Profile{NotBefore: now})
	if err != nil {
		return attack.Message{}, err
	}
	return attack.Message{ForeignKey: key, ForeignCertificate: pair.Certificate.Raw}, nil
}

// signers are the applications of JumpCloud with what they sign with.
func (w *World) signers(ctx context.Context) (all []signer, err error) {
	apps, err := w.JumpCloud.Applications(ctx)
	if err != nil {
		return nil, err
	}
	for _, app := range apps {
		access, found, err := w.JumpCloud.Access(ctx, app.Slug, "")
		if err != nil {
			return nil, err
		}
		if !found {
			continue
		}
		s, err := w.JumpCloud.Signer(access)
		if err != nil {
			return nil, err
		}
		all = append(all, signer{base64.StdEncoding.EncodeToString(s.Certificate),
			attack.Message{Certificate: s.Certificate, Key: s.Key}})
	}
	return all, nil
}

// tamper changes the response in a form.
func (a *attacked) tamper(_ *url.URL, field, value string) string {
	if field != "SAMLResponse" {
		return value
	}
	response, err := base64.StdEncoding.DecodeString(value)
	if err == nil {
		response, err = a.mutate(response)
	}
	a.mu.Lock()
	defer a.mu.Unlock()
	if a.err = err; err != nil {
		return value
	}
	a.changed = true
	return base64.StdEncoding.EncodeToString(response)
}

func (a *attacked) mutate(response []byte) ([]byte, error) {
	for _, s := range a.signers {
		if !strings.Contains(string(response), s.certificate) {
			continue
		}
		m := a.message
		m.XML, m.Certificate, m.Key = response, s.with.Certificate, s.with.Key
		return a.attack.Mutate(m)
	}
	return nil, errors.New("no application of JumpCloud has signed the response")
}

// done says why the attack did not take place; nil when it did, or when somebody was refused before.
func (a *attacked) done(refusedBefore bool) error {
	a.mu.Lock()
	defer a.mu.Unlock()
	switch {
	case a.err != nil:
		return fmt.Errorf("the attack %s could not be made: %w", a.attack.Name, a.err)
	case !a.changed && !refusedBefore:
		return fmt.Errorf("the attack %s did not take place: no response was posted; sign in by JumpCloud", a.attack.Name)
	}
	return nil
}

// attackNames are the names of all attacks.
func attackNames() (names []string) {
	for _, a := range attack.All() {
		names = append(names, a.Name)
	}
	return names
}
