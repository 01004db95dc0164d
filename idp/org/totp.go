package org

import (
	"context"
	"encoding/base32"
	"fmt"
	"io"
	"strings"
	"time"

	"github.com/pquerna/otp"
	"github.com/pquerna/otp/totp"

	"samlharness/internal/random"
	"samlharness/internal/store"
	"samlharness/record"
)

// totpPeriod is how long each code stands in the app. A code is taken in its own period and in the next: JumpCloud says
// that codes are valid for 60 seconds.
const totpPeriod = 30 * time.Second

// factorSecrets are what second factors are checked with; they are never shown.
type factorSecrets struct {
	// TOTP is base32; TOTPUsed is the period of the last code that was taken, since each works once (RFC 6238 5.2).
	TOTP     string `json:"totp,omitempty"`
	TOTPUsed int64  `json:"totpUsed,omitempty"`
	// WebAuthn is the user's authenticator.
	WebAuthn Authenticator `json:"webauthn,omitzero"`
}

// TOTPEnrolment is what an authenticator app needs to know. It is a secret.
type TOTPEnrolment struct {
	User User
	// Secret is base32; URL is otpauth://totp/…, which QR codes hold.
	Secret, URL string
}

// EnrolTOTP gives a user one-time passwords of an authenticator app. A secret in base32 is the app's; "" makes one.
func (o *Organization) EnrolTOTP(ctx context.Context, ref, secret string) (TOTPEnrolment, error) {
	secret = strings.ToUpper(strings.ReplaceAll(secret, " ", ""))
	encoding := base32.StdEncoding.WithPadding(base32.NoPadding)
	raw := make([]byte, 20) // RFC 4226 4: 160 bits
	if secret == "" {
		_, _ = io.ReadFull(random.Or(o.random), raw) // never fails
	} else if decoded, err := encoding.DecodeString(strings.TrimRight(secret, "=")); err != nil || len(decoded) < 10 {
		return TOTPEnrolment{}, invalid("TOTP secret", "at least 80 bits in base32", "another text")
	} else {
		raw = decoded
	}
	secret = encoding.EncodeToString(raw)
	u, err := o.enrol(ctx, ref, FactorTOTP, func(s *factorSecrets) { s.TOTP, s.TOTPUsed = secret, 0 })
	if err != nil {
		return TOTPEnrolment{}, err
	}
	key, err := totp.Generate(totp.GenerateOpts{Issuer: "JumpCloud", AccountName: u.Email, Secret: raw})
	if err != nil {
		return TOTPEnrolment{}, fmt.Errorf("org: TOTP key of %s: %w", u.Username, err)
	}
	return TOTPEnrolment{u, secret, key.URL()}, nil
}

// TOTPCode is what the user's authenticator app shows now. It is for administrators' tools and for whoever plays the
// user.
func (o *Organization) TOTPCode(ctx context.Context, ref string) (string, error) {
	secrets, err := o.secretsOf(ctx, ref)
	if err != nil {
		return "", err
	}
	if secrets.TOTP == "" {
		return "", &record.Refusal{Code: CodeNotFound, OwnCode: true,
			Message: ref + " has no authenticator app", Fix: "enrol one: jumpcloud mfa enroll " + ref}
	}
	return totp.GenerateCodeCustom(secrets.TOTP, o.now(), totpOptions())
}

// totpOptions are the codes of authenticator apps: 6 digits, of one period alone.
func totpOptions() totp.ValidateOpts {
	return totp.ValidateOpts{
		Period:    uint(totpPeriod / time.Second),
		Digits:    otp.DigitsSix,
		Algorithm: otp.AlgorithmSHA1,
	}
}

// wrongCode says what is wrong with a code, "" when nothing is, and notes that it was used.
func (s *factorSecrets) wrongCode(code string, now time.Time) (string, error) {
	code = strings.TrimSpace(code)
	for _, at := range []time.Time{now, now.Add(-totpPeriod)} {
		right, err := totp.ValidateCustom(code, s.TOTP, at, totpOptions())
		if err != nil && err != otp.ErrValidateInputInvalidLength {
			return "", fmt.Errorf("org: stored TOTP secret: %w", err)
		}
		if period := at.Unix() / int64(totpPeriod/time.Second); right && period <= s.TOTPUsed {
			return "a code that was used before, or an older one", nil
		} else if right {
			s.TOTPUsed = period
			return "", nil
		}
	}
	return "another code", nil
}

// secretsOf are the secrets of a user's factors.
func (o *Organization) secretsOf(ctx context.Context, ref string) (factorSecrets, error) {
	var r userRow
	err := o.store.View(ctx, func(tx store.Tx) (err error) {
		r, err = findUser(tx, ref)
		return err
	})
	return r.Secrets, err
}
