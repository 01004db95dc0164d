package org_test

import (
	"net/netip"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"samlharness/idp/org"
	"samlharness/internal/idptest"
	"samlharness/record"
)

// policed is an organization with the group Sales of alice, and IP lists.
func policed(t *testing.T) *idptest.World {
	w := idptest.NewWorld(t)
	_, err := w.CreateGroup(t.Context(), "Sales")
	require.NoError(t, err)
	require.NoError(t, w.AddToGroup(t.Context(), "alice", "Sales"))
	_, err = w.PutIPList(t.Context(), org.IPList{
		Name: "Office",
		IPs:  []string{"203.0.113.0/24", "2001:db8::1-2001:db8::9"},
	})
	require.NoError(t, err)
	return w
}

// outcome asks about a sign-in to office365 from an address.
func outcome(t *testing.T, w *idptest.World, user, address string) org.Outcome {
	t.Helper()
	u, err := w.User(t.Context(), user)
	require.NoError(t, err)
	a, err := w.Application(t.Context(), "office365")
	require.NoError(t, err)
	out, err := w.Outcome(t.Context(), org.PolicyQuestion{Type: org.PolicyApplication, Application: a.ID, UserID: u.ID,
		Circumstances: org.Circumstances{Address: netip.MustParseAddr(address)}})
	require.NoError(t, err)
	return out
}

func TestPolicyDecides(t *testing.T) {
	yes := true
	deny, mfa := org.PolicyEffect{Action: org.PolicyDeny}, org.PolicyEffect{RequireMFA: true}
	asks := org.Outcome{RequireMFA: true, Policies: []string{"P"}}
	denied := org.Outcome{Denied: true, Policies: []string{"P"}}
	allowed := org.Outcome{Policies: []string{"P"}}
	unmatched := org.Outcome{Policies: []string{""}}
	for name, c := range map[string]struct {
		policy  org.Policy
		user    string
		address string
		want    org.Outcome
	}{
		"everybody":       {org.Policy{Effect: deny}, "bob", "127.0.0.1", denied},
		"second factor":   {org.Policy{Effect: mfa}, "bob", "127.0.0.1", asks},
		"allow":           {org.Policy{}, "bob", "127.0.0.1", allowed},
		"disabled":        {org.Policy{Effect: deny, Disabled: true}, "bob", "127.0.0.1", unmatched},
		"application":     {org.Policy{Effect: deny, Applications: []string{"office365"}}, "bob", "127.0.0.1", denied},
		"group":           {org.Policy{Effect: mfa, Groups: []string{"sales"}}, "alice", "127.0.0.1", asks},
		"another's group": {org.Policy{Effect: mfa, Groups: []string{"Sales"}}, "bob", "127.0.0.1", unmatched},
		"excluded group":  {org.Policy{Effect: mfa, ExcludedGroups: []string{"Sales"}}, "alice", "127.0.0.1", unmatched},
		"another's type":  {org.Policy{Type: org.PolicyUserPortal, Effect: deny}, "bob", "127.0.0.1", unmatched},
		"network": {org.Policy{
			Effect:     deny,
			Conditions: org.Condition{AddressIn: []string{"Office"}},
		}, "bob", "203.0.113.255", denied},
		"range": {org.Policy{
			Effect:     deny,
			Conditions: org.Condition{AddressIn: []string{"Office"}},
		}, "bob", "2001:db8::9", denied},
		"mapped address": {org.Policy{
			Effect:     deny,
			Conditions: org.Condition{AddressIn: []string{"Office"}},
		}, "bob", "::ffff:203.0.113.1", denied},
		"another network": {org.Policy{
			Effect:     deny,
			Conditions: org.Condition{AddressIn: []string{"Office"}},
		}, "bob", "203.0.114.0", unmatched},
		"outside a network": {org.Policy{
			Effect:     deny,
			Conditions: org.Condition{AddressNotIn: []string{"Office"}},
		}, "bob", "127.0.0.1", denied},
		"managed device": {org.Policy{
			Effect:     deny,
			Conditions: org.Condition{DeviceManaged: &yes},
		}, "bob", "127.0.0.1", unmatched},
		"not managed": {org.Policy{Effect: deny, Conditions: org.Condition{Not: &org.Condition{DeviceManaged: &yes}}}, "bob",
			"127.0.0.1", denied},
		"any of two": {org.Policy{Effect: deny, Conditions: org.Condition{Any: []org.Condition{{DeviceManaged: &yes},
			{AddressNotIn: []string{"Office"}}}}}, "bob", "127.0.0.1", denied},
		"all of two": {org.Policy{Effect: deny, Conditions: org.Condition{All: []org.Condition{{DeviceManaged: &yes},
			{AddressNotIn: []string{"Office"}}}}}, "bob", "127.0.0.1", unmatched},
		"nowhere": {org.Policy{Effect: deny, Conditions: org.Condition{LocationIn: []string{"US"}}}, "bob", "127.0.0.1",
			unmatched},
		"MFA configured": {org.Policy{Effect: deny, Conditions: org.Condition{MFAConfigured: &yes}}, "bob", "127.0.0.1",
			unmatched},
	} {
		t.Run(name, func(t *testing.T) {
			w := policed(t)
			if c.policy.Type == "" {
				c.policy.Type = org.PolicyApplication
			}
			c.policy.Name = "P"
			_, err := w.CreatePolicy(t.Context(), c.policy)
			require.NoError(t, err)
			assert.Equal(t, c.want, outcome(t, w, c.user, c.address))
		})
	}
}

// Of several policies the one that denies wins, then those that ask for a factor; factors must be in all of them.
func TestSeveralPolicies(t *testing.T) {
	w := policed(t)
	add := func(name string, e org.PolicyEffect) {
		_, err := w.CreatePolicy(t.Context(), org.Policy{Name: name, Type: org.PolicyApplication, Effect: e})
		require.NoError(t, err)
	}
	require.NoError(t, w.SetDefaultPolicy(t.Context(), org.PolicyApplication, org.PolicyEffect{Action: org.PolicyDeny}))
	assert.True(t, outcome(t, w, "bob", "127.0.0.1").Denied, "the default policy denies")
	add("allow", org.PolicyEffect{})
	assert.Equal(t, org.Outcome{Policies: []string{"allow"}}, outcome(t, w, "bob", "127.0.0.1"))
	add("one", org.PolicyEffect{RequireMFA: true, Factors: []org.Factor{org.FactorTOTP, org.FactorPush}})
	add("two", org.PolicyEffect{RequireMFA: true, Factors: []org.Factor{org.FactorPush, org.FactorWebAuthn}})
	add("any", org.PolicyEffect{RequireMFA: true})
	out := outcome(t, w, "bob", "127.0.0.1")
	assert.Equal(t, []org.Factor{org.FactorPush}, out.Factors)
	assert.ElementsMatch(t, []string{"one", "two", "any"}, out.Policies)
	add("deny", org.PolicyEffect{Action: org.PolicyDeny, Message: org.PolicyMessage{Text: "Not from here."}})
	assert.Equal(t, org.Outcome{
		Denied:   true,
		Policies: []string{"deny"},
		Message:  org.PolicyMessage{Text: "Not from here."},
	},
		outcome(t, w, "bob", "127.0.0.1"))
	require.NoError(t, w.DeletePolicy(t.Context(), "DENY"))
	assert.False(t, outcome(t, w, "bob", "127.0.0.1").Denied)
	changed, err := w.UpdatePolicy(t.Context(), "one", func(p *org.Policy) { p.Disabled, p.Name = true, "off" })
	require.NoError(t, err)
	assert.Equal(t, "off", changed.Name)
	assert.Equal(t, []org.Factor{org.FactorPush, org.FactorWebAuthn}, outcome(t, w, "bob", "127.0.0.1").Factors)
	list, err := w.Policies(t.Context())
	require.NoError(t, err)
	assert.Len(t, list, 4)
}

// A policy that requires an authenticator to verify the user is not met by one that was not asked to.
func TestVerificationOfTheUser(t *testing.T) {
	w := policed(t)
	_, err := w.CreatePolicy(t.Context(), org.Policy{Name: "P", Type: org.PolicyApplication,
		Effect: org.PolicyEffect{RequireMFA: true, UserVerification: "required"}})
	require.NoError(t, err)
	d := org.Demand{Outcome: outcome(t, w, "bob", "127.0.0.1")}
	for _, c := range []struct {
		session org.Session
		met     bool
	}{
		{org.Session{}, false},
		{org.Session{Factor: org.FactorWebAuthn}, false},
		{org.Session{Factor: org.FactorWebAuthn, Verified: true}, true},
		{org.Session{Factor: org.FactorTOTP}, true},
	} {
		assert.Equal(t, c.met, d.Met(c.session), "%+v", c.session)
	}
}

func TestPoliciesRefused(t *testing.T) {
	w := policed(t)
	_, err := w.CreatePolicy(t.Context(), org.Policy{Name: "there"})
	require.NoError(t, err)
	deep := org.Condition{}
	for range 12 {
		deep = org.Condition{All: []org.Condition{deep}}
	}
	for name, c := range map[string]struct {
		policy org.Policy
		code   string
	}{
		"no name":    {org.Policy{}, org.CodeInvalid},
		"name taken": {org.Policy{Name: "THERE"}, org.CodeAlreadyExists},
		"type":       {org.Policy{Name: "P", Type: "radius"}, org.CodeInvalid},
		"action":     {org.Policy{Name: "P", Effect: org.PolicyEffect{Action: "ask"}}, org.CodeInvalid},
		"deny with MFA": {org.Policy{
			Name:   "P",
			Effect: org.PolicyEffect{Action: org.PolicyDeny, RequireMFA: true},
		}, org.CodeInvalid},
		"factor":          {org.Policy{Name: "P", Effect: org.PolicyEffect{Factors: []org.Factor{"sms"}}}, org.CodeInvalid},
		"portal with app": {org.Policy{Name: "P", Applications: []string{"office365"}}, org.CodeInvalid},
		"application": {org.Policy{
			Name:         "P",
			Type:         org.PolicyApplication,
			Applications: []string{"wiki"},
		}, org.CodeNotFound},
		"group": {org.Policy{Name: "P", Groups: []string{"nobody"}}, org.CodeNotFound},
		"IP list": {org.Policy{
			Name:       "P",
			Conditions: org.Condition{Not: &org.Condition{AddressIn: []string{"x"}}},
		}, org.CodeNotFound},
		"country": {org.Policy{Name: "P", Conditions: org.Condition{LocationIn: []string{"usa"}}}, org.CodeInvalid},
		"nesting": {org.Policy{Name: "P", Conditions: deep}, org.CodeInvalid},
		"help link": {org.Policy{Name: "P", Effect: org.PolicyEffect{Message: org.PolicyMessage{Primary: org.PolicyHelp{
			URL: "javascript:alert(1)"}}}}, org.CodeInvalid},
	} {
		t.Run(name, func(t *testing.T) {
			_, err := w.CreatePolicy(t.Context(), c.policy)
			assert.True(t, record.IsCode(err, c.code), "%v", err)
		})
	}
	_, err = w.PutIPList(t.Context(), org.IPList{Name: "bad", IPs: []string{"203.0.113.9-203.0.113.1"}})
	assert.True(t, record.IsCode(err, org.CodeInvalid), "%v", err)
	_, err = w.PutIPList(t.Context(), org.IPList{Name: "office"})
	assert.True(t, record.IsCode(err, org.CodeAlreadyExists), "%v", err)
	assert.True(t, record.IsCode(w.DeletePolicy(t.Context(), "nothing"), org.CodeNotFound))
}
