package org

import (
	"context"
	"slices"
	"time"

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
	return !d.RequireMFA || s.Factor != "" && (d.Factors == nil || slices.Contains(d.Factors, s.Factor))
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

// Enrol gives a user a second factor that needs no secret: push. One that the user has stays as it is.
func (o *Organization) Enrol(ctx context.Context, ref string, f Factor) (User, error) {
	if f != FactorPush {
		return User{}, invalid("MFA factor", "push: the others come with a secret or a key", string(f))
	}
	return o.enrol(ctx, ref, f, func(*factorSecrets) {})
}

// enrol gives a user a factor, with its secrets.
func (o *Organization) enrol(ctx context.Context, ref string, f Factor, keep func(*factorSecrets)) (User, error) {
	return o.changeFactors(ctx, ref, func(r *userRow, now time.Time) {
		keep(&r.Secrets)
		if !r.Has(f) {
			r.MFA.Enrolled = append(copied(r.MFA.Enrolled), Enrolment{f, now})
		}
	})
}

// ResetMFA takes all second factors from a user, who may enrol again.
func (o *Organization) ResetMFA(ctx context.Context, ref string) (User, error) {
	return o.changeFactors(ctx, ref, func(r *userRow, _ time.Time) {
		r.MFA.Enrolled, r.MFA.BadCodes, r.Secrets = nil, 0, factorSecrets{}
	})
}

func (o *Organization) changeFactors(ctx context.Context, ref string,
	change func(r *userRow, now time.Time)) (User, error) {
	var r userRow
	err := o.store.Update(ctx, func(tx store.Tx) (err error) {
		if r, err = findUser(tx, ref); err != nil {
			return err
		}
		change(&r, o.now())
		return users.Put(tx, r.ID, r)
	})
	return r.User, err
}
