package org

import (
	"context"
	"slices"

	"samlharness/internal/store"
)

// Outcome is what the policies make of a sign-in: one that denies wins, then one that asks for a second factor. Source
// of this order: the simulator in the vendor's command line jc.
type Outcome struct {
	Denied bool
	// RequireMFA asks for a second factor, of Factors; nil is any.
	RequireMFA bool
	Factors    []Factor
	// VerifyUser asks that an authenticator verifies the user, as by a fingerprint.
	VerifyUser bool
	// Policies are the names of those that decided; "" is the default policy's.
	Policies []string
	// Message is that of the policy that denied.
	Message PolicyMessage
}

// PolicyQuestion is a sign-in for which policies are asked.
type PolicyQuestion struct {
	// Type is what is entered; Application is the id of the application that [PolicyApplication] is about.
	Type        PolicyType
	Application string
	UserID      string
	Circumstances
}

// Outcome asks the policies about a sign-in.
func (o *Organization) Outcome(ctx context.Context, q PolicyQuestion) (out Outcome, err error) {
	err = o.store.View(ctx, func(tx store.Tx) error {
		matching, err := matchingPolicies(tx, q)
		if err != nil {
			return err
		}
		if len(matching) > 0 {
			out = decided(matching)
			return nil
		}
		effect, err := defaultEffect(tx, q.Type)
		out = decided([]Policy{{Effect: effect}})
		return err
	})
	return out, err
}

// matchingPolicies are those that are for a sign-in.
func matchingPolicies(tx store.Tx, q PolicyQuestion) ([]Policy, error) {
	all, err := policies.Select(tx, func(p Policy) bool {
		return !p.Disabled && p.Type == q.Type &&
			(len(p.Applications) == 0 || slices.Contains(p.Applications, q.Application))
	})
	if err != nil || len(all) == 0 {
		return nil, err
	}
	s := situation{Circumstances: q.Circumstances, lists: map[string]IPList{}}
	lists, err := ipLists.Select(tx, nil)
	if err != nil {
		return nil, err
	}
	for _, l := range lists {
		s.lists[l.ID] = l
	}
	u, _, err := users.Get(tx, q.UserID)
	if err != nil {
		return nil, err
	}
	s.mfaConfigured = len(u.enrolled()) > 0
	var matching []Policy
	for _, p := range all {
		is, err := p.isFor(tx, q.UserID)
		if err != nil {
			return nil, err
		}
		if is && p.Conditions.holds(s) {
			matching = append(matching, p)
		}
	}
	return matching, nil
}

// isFor says whether a policy is for a user.
func (p Policy) isFor(tx store.Tx, userID string) (bool, error) {
	in := func(groups []string) (bool, error) {
		for _, g := range groups {
			if member, err := members.Linked(tx, g, userID); err != nil || member {
				return member, err
			}
		}
		return false, nil
	}
	if excluded, err := in(p.ExcludedGroups); err != nil || excluded {
		return false, err
	}
	if len(p.Groups) == 0 {
		return true, nil
	}
	return in(p.Groups)
}

// decided is what policies that all match come to. Of several lists of factors those that are in all of them are left.
func decided(matching []Policy) Outcome {
	var asking []Policy
	var names []string
	for _, p := range matching {
		if p.Effect.Action == PolicyDeny {
			return Outcome{Denied: true, Policies: []string{p.Name}, Message: p.Effect.Message}
		}
		if names = append(names, p.Name); p.Effect.RequireMFA {
			asking = append(asking, p)
		}
	}
	if len(asking) == 0 {
		return Outcome{Policies: names}
	}
	out := Outcome{RequireMFA: true}
	for _, p := range asking {
		out.Policies = append(out.Policies, p.Name)
		out.Factors = intersection(out.Factors, p.Effect.Factors)
		out.VerifyUser = out.VerifyUser || p.Effect.UserVerification == "required"
	}
	return out
}

// intersection is what two lists of factors have in common; a nil one has all.
func intersection(a, b []Factor) []Factor {
	switch {
	case len(b) == 0:
		return a
	case a == nil:
		return copied(b)
	}
	common := []Factor{} // not nil: none is left
	for _, f := range a {
		if slices.Contains(b, f) {
			common = append(common, f)
		}
	}
	return common
}
