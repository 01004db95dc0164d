package org

import (
	"cmp"
	"context"
	"slices"
	"strings"

	"samlharness/internal/store"
	"samlharness/record"
)

// Demand is what somebody must show to get in somewhere, beyond the password.
type Demand struct {
	Outcome
	// Offered are the factors that the user has and that count; with RequireMFA and none of them nobody gets in.
	Offered []Factor
}

// Met says whether a session meets the demand.
func (d Demand) Met(s Session) bool {
	return !d.RequireMFA || s.Factor != "" && (d.Factors == nil || slices.Contains(d.Factors, s.Factor)) &&
		(s.Factor != FactorWebAuthn || s.Verified || !d.VerifyUser)
}

// CodePolicyDenied is why somebody is not let in whom a policy of the organization denies.
const CodePolicyDenied = "policy denied"

// NotDenied is the check that no policy denies the user what they want to enter, such as "the application".
func (d Demand) NotDenied(entered string) (c record.Check, ok bool) {
	names := strings.Join(slices.DeleteFunc(slices.Clone(d.Policies), func(name string) bool {
		return name == "" // the default policy
	}), ", ")
	verdict := "allowed by "
	if d.Denied {
		verdict = "denied by "
	}
	return record.Check{
		Name:     "policy",
		Title:    "No policy denies the user " + entered,
		Code:     CodePolicyDenied,
		Expected: "allowed",
		Got:      verdict + cmp.Or(names, "the default policy"),
		Fix:      "change the policy, or take the user out of it: jumpcloud policy list",
	}, !d.Denied
}

// TextPortalDenied is what somebody reads whom a policy without a message of its own denies the User Portal.
const TextPortalDenied = "Your organization's policies do not let you into the User Portal. Ask your IT administrator."

// RefusePortal writes down that a policy denies a user the User Portal, under the correlation ID that it returns.
func (o *Organization) RefusePortal(ctx context.Context, u User, d Demand) (correlation string) {
	list := &record.Checklist{}
	list.Add(d.NotDenied("the User Portal"))
	return o.recordSignIn(ctx, record.SignIn, u.Email, list.Checks(),
		list.Refusal(cmp.Or(d.Message.Text, TextPortalDenied)))
}

// Demand says what a user must show to get in to an application, by its slug, or to the User Portal, which is "". An
// application that does not exist demands nothing.
func (o *Organization) Demand(ctx context.Context, userID, slug string, c Circumstances) (d Demand, err error) {
	q := PolicyQuestion{Type: PolicyUserPortal, UserID: userID, Circumstances: c}
	if slug != "" {
		a, err := o.Application(ctx, slug)
		if record.IsCode(err, CodeNotFound) {
			return Demand{}, nil
		}
		if err != nil {
			return Demand{}, err
		}
		q.Type, q.Application = PolicyApplication, a.ID
	}
	if d.Outcome, err = o.Outcome(ctx, q); err != nil {
		return Demand{}, err
	}
	var u userRow
	err = o.store.View(ctx, func(tx store.Tx) (err error) {
		u, _, err = users.Get(tx, userID)
		return err
	})
	d.RequireMFA = d.RequireMFA || u.mustGiveFactor(o.now())
	d.Offered = u.enrolled()
	if d.Factors != nil {
		d.Offered = slices.DeleteFunc(d.Offered, func(f Factor) bool { return !slices.Contains(d.Factors, f) })
	}
	return d, err
}
