package org

import (
	"context"
	"crypto/rand"

	"samlharness/internal/webauthn"
	"samlharness/record"
)

// Authenticator is a user's security key or passkey.
type Authenticator struct {
	// CredentialID is the authenticator's name for the key; PublicKey is the DER of its SubjectPublicKeyInfo, on P-256.
	CredentialID []byte `json:"credentialId"`
	PublicKey    []byte `json:"publicKey"`
}

// challenge is what an authenticator is to sign, for the session that asked.
type challenge struct {
	session string
	value   []byte
	verify  bool
}

// WebAuthnChallenge is what a browser's authenticator is to sign.
type WebAuthnChallenge struct {
	// Token names the challenge, which works once within [PushFor].
	Token                   string
	Challenge, CredentialID []byte
	// RPID is the domain of the page.
	RPID string
}

// EnrolWebAuthn gives a user an authenticator.
func (o *Organization) EnrolWebAuthn(ctx context.Context, ref string, a Authenticator) (User, error) {
	if len(a.CredentialID) == 0 || len(a.CredentialID) > 1023 { // Web Authentication Level 2, 5.8.3
		return User{}, invalid("credential id", "1 to 1023 bytes", "another length")
	}
	if _, err := webauthn.PublicKey(a.PublicKey); err != nil {
		return User{}, invalid("public key of the authenticator", "a key on P-256, in DER or PEM", err.Error())
	}
	a = Authenticator{copied(a.CredentialID), copied(a.PublicKey)}
	return o.enrol(ctx, ref, FactorWebAuthn, func(s *factorSecrets) { s.WebAuthn = a })
}

// ChallengeWebAuthn asks the authenticator of somebody whose password was right at a browser, and, where verify says
// so, to verify the user.
func (o *Organization) ChallengeWebAuthn(ctx context.Context, token string,
	verify bool) (WebAuthnChallenge, error) {
	s, ok, err := o.Known(ctx, token)
	if err != nil {
		return WebAuthnChallenge{}, err
	}
	if !ok || !s.User.Has(FactorWebAuthn) {
		return WebAuthnChallenge{}, &record.Refusal{Code: CodeAuthenticationFailed, Message: textAuthenticationFailed,
			Expected: "a browser whose user has the factor webauthn", Got: "another one",
			Fix: "enrol an authenticator for the user"}
	}
	value := make([]byte, 32)
	_, _ = rand.Read(value) // never fails
	secrets, err := o.secretsOf(ctx, s.User.ID)
	return WebAuthnChallenge{
		Token:        o.asked.Add(challenge{token, value, verify}, PushFor),
		Challenge:    value,
		CredentialID: secrets.WebAuthn.CredentialID,
		RPID:         HostConsole,
	}, err
}

// GiveWebAuthn signs somebody in under a new token whose authenticator signed the challenge. A wrong assertion is a
// *[record.Refusal] with [CodeAuthenticationFailed].
func (o *Organization) GiveWebAuthn(ctx context.Context, token, challengeToken string,
	a webauthn.Assertion) (next string, err error) {
	asked, ok := o.asked.Take(challengeToken)
	given := session{factor: FactorWebAuthn, verified: asked.verify}
	return o.giveFactor(ctx, token, given, func(r *userRow) (string, error) {
		if !ok || asked.session != token {
			return "an answer to a challenge that is not this browser's, was used, or is too old", nil
		}
		err := webauthn.Expected{
			Challenge:    asked.value,
			Origin:       "https://" + HostConsole,
			RPID:         HostConsole,
			CredentialID: r.Secrets.WebAuthn.CredentialID,
			PublicKey:    r.Secrets.WebAuthn.PublicKey,
			Verified:     asked.verify,
		}.Verify(a)
		if err != nil {
			return err.Error(), nil
		}
		return "", nil
	})
}
