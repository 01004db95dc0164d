package org

import (
	"context"
	"crypto/rand"
	"crypto/subtle"

	"samlharness/internal/store"
)

// newAPIKey is a secret of JumpCloud's form. It never comes from a seed.
func newAPIKey() string { return "jca_" + rand.Text() }

// APIKey is the secret that API calls carry in the header x-api-key. Keep it out of logs.
func (o *Organization) APIKey() string { return o.settings.Load().APIKey }

// RotateAPIKey replaces the key; the old one stops at once.
func (o *Organization) RotateAPIKey(ctx context.Context) (string, error) {
	s, err := o.changeSettings(ctx, func(s *settings) { s.APIKey = newAPIKey() })
	return s.APIKey, err
}

// changeSettings changes what the organization keeps of itself.
func (o *Organization) changeSettings(ctx context.Context, change func(*settings)) (settings, error) {
	o.settingsChange.Lock()
	defer o.settingsChange.Unlock()
	var s settings
	err := o.store.Update(ctx, func(tx store.Tx) (err error) {
		if s, _, err = organization.Get(tx, rowSettings); err != nil {
			return err
		}
		change(&s)
		return organization.Put(tx, rowSettings, s)
	})
	if err == nil {
		o.settings.Store(&s)
	}
	return s, err
}

// APIAccess is what a key of the API may do.
type APIAccess struct {
	// ReadOnly is a role that changes nothing.
	ReadOnly bool
	// By is who acts with the key.
	By Initiator
}

// APIAccess finds whose key a text is; ok is false when it is nobody's.
func (o *Organization) APIAccess(ctx context.Context, key string) (access APIAccess, ok bool, err error) {
	if key == "" {
		return APIAccess{}, false, nil
	}
	if subtle.ConstantTimeCompare([]byte(key), []byte(o.APIKey())) == 1 {
		return APIAccess{By: o.administrator()}, true, nil
	}
	return o.serviceAccess(ctx, key)
}

// ThrottleAPI has the next n calls of the API refused for their number; 0 ends that.
func (o *Organization) ThrottleAPI(n int) { o.throttled.Store(int64(n)) }

// APIThrottled says whether this call is one too many, and counts it.
func (o *Organization) APIThrottled() bool {
	for {
		left := o.throttled.Load()
		if left <= 0 {
			return false
		}
		if o.throttled.CompareAndSwap(left, left-1) {
			return true
		}
	}
}
