package org

import (
	"context"
	"slices"
	"strings"
	"time"

	"samlharness/internal/store"
)

// Factor is a second factor of a user.
type Factor string

// The second factors, as the login API calls them; policies write them in capitals. Source: Versent/saml2aws
// pkg/provider/jumpcloud.
const (
	FactorTOTP     Factor = "totp"     // a one-time password of an authenticator app
	FactorPush     Factor = "push"     // JumpCloud Protect on a phone
	FactorWebAuthn Factor = "webauthn" // a security key or a passkey
	FactorDuo      Factor = "duo"      // Duo Security; nobody can enrol it here
)

// Factors are all of them.
func Factors() []Factor { return []Factor{FactorTOTP, FactorPush, FactorWebAuthn, FactorDuo} }

// FactorNames are the names of some factors, with commas between; "" is none.
func FactorNames(factors []Factor) string {
	names := make([]string, len(factors))
	for i, f := range factors {
		names[i] = string(f)
	}
	return strings.Join(names, ", ")
}

// ParseFactor reads the name of a factor in any case: policies of JumpCloud's API have them in capitals.
func ParseFactor(name string) (Factor, error) {
	f := Factor(strings.ToLower(name))
	if !slices.Contains(Factors(), f) {
		return "", invalid("MFA factor", FactorNames(Factors()), name)
	}
	return f, nil
}

// MFA is what is set about a user's second factors. Secrets are kept apart.
type MFA struct {
	// Required asks for a second factor at every sign-in: JumpCloud's "Require Multi-factor Authentication for User
	// Portal", enable_user_portal_multifactor in the API.
	Required bool `json:"required,omitempty"`
	// ExcludedUntil lifts Required until then; the zero value does not.
	ExcludedUntil time.Time `json:"excludedUntil,omitzero"`
	// Enrolled are the factors that the user has, in the order in which they are offered.
	Enrolled []Enrolment `json:"enrolled,omitempty"`
	// BadCodes counts wrong second factors since the last right one; too many lock the account.
	BadCodes int `json:"badCodes,omitempty"`
}

// Enrolment is a factor that a user has, and since when.
type Enrolment struct {
	Factor Factor    `json:"factor"`
	At     time.Time `json:"at"`
}

// enrolled are the factors that the user has.
func (u User) enrolled() (factors []Factor) {
	for _, e := range u.MFA.Enrolled {
		factors = append(factors, e.Factor)
	}
	return factors
}

// mustGiveFactor says whether the user needs a second factor whatever they sign in to.
func (u User) mustGiveFactor(now time.Time) bool {
	return u.MFA.Required && !now.Before(u.MFA.ExcludedUntil)
}

// Has says whether the user has enrolled a factor.
func (u User) Has(f Factor) bool { return slices.Contains(u.enrolled(), f) }

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
