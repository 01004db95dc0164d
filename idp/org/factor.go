package org

import (
	"slices"
	"strings"
	"time"
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
