package directory

import (
	"cmp"
	"context"
	"crypto/rand"
	"crypto/x509"
	"io"
	"slices"
	"strings"

	"samlharness/internal/password"
	"samlharness/internal/random"
	"samlharness/internal/store"
)

// AddApplicationSecret gives a registration a further client secret. The value is told now and never again.
func (t *Tenant) AddApplicationSecret(
	ctx context.Context, ref string, n NewApplicationSecret,
) (ApplicationSecret, string, error) {
	n.Value = cmp.Or(n.Value, newSecret())
	var added ApplicationSecret
	_, err := t.changeApplication(ctx, ref, func(row *applicationRow) (err error) {
		added, err = t.addSecret(row, n)
		return err
	})
	return added, n.Value, err
}

// newSecret has the form of the real ones: forty characters with a tilde in the middle.
func newSecret() string {
	text := rand.Text() + rand.Text()
	return text[:5] + "~" + text[5:39]
}

func (t *Tenant) addSecret(row *applicationRow, n NewApplicationSecret) (ApplicationSecret, error) {
	now := t.clock.Now().UTC()
	s := ApplicationSecret{KeyID: random.UUID(t.random), DisplayName: n.DisplayName, StartsAt: now, EndsAt: n.EndsAt.UTC()}
	if n.EndsAt.IsZero() {
		s.EndsAt = now.AddDate(2, 0, 0)
	}
	if len(row.Secrets) >= maxCredentials || len(n.DisplayName) > 256 || len(n.Value) > 1024 {
		return s, invalidApplicationValue("passwordCredentials")
	}
	if len(n.Value) > 12 { // of a shorter one, the hint would tell too much
		s.Hint = n.Value[:3]
	}
	hash, err := password.New(n.Value)
	if err != nil {
		return s, err
	}
	if row.Hashes == nil {
		row.Hashes = map[string]password.Hash{}
	}
	row.Secrets, row.Hashes[s.KeyID] = append(row.Secrets, s), hash
	return s, nil
}

// AddApplicationCertificate registers a certificate, in DER, whose key may sign client assertions. One that is there
// already stays.
func (t *Tenant) AddApplicationCertificate(ctx context.Context, ref string,
	der []byte) (ApplicationCertificate, error) {
	var added ApplicationCertificate
	_, err := t.changeApplication(ctx, ref, func(row *applicationRow) (err error) {
		added, err = row.addCertificate(t.random, der)
		return err
	})
	return added, err
}

func (a *applicationRow) addCertificate(ids io.Reader, der []byte) (ApplicationCertificate, error) {
	parsed, err := x509.ParseCertificate(der)
	if err != nil || len(a.Certificates) >= maxCredentials {
		return ApplicationCertificate{}, badRequest("Key credential is invalid: expected an X.509 certificate in DER, " +
			"and at most 100 of them.")
	}
	for _, c := range a.Certificates {
		if slices.Equal(c.DER, der) {
			return c, nil
		}
	}
	c := ApplicationCertificate{
		KeyID:       random.UUID(ids),
		DisplayName: parsed.Subject.String(),
		DER:         slices.Clone(der),
		StartsAt:    parsed.NotBefore.UTC(),
		EndsAt:      parsed.NotAfter.UTC(),
	}
	a.Certificates = append(a.Certificates, c)
	return c, nil
}

// RemoveApplicationCredential removes a client secret or a certificate by its key id.
func (t *Tenant) RemoveApplicationCredential(ctx context.Context, ref, keyID string) error {
	_, err := t.changeApplication(ctx, ref, func(row *applicationRow) error {
		secrets, certificates := len(row.Secrets), len(row.Certificates)
		row.Secrets = slices.DeleteFunc(row.Secrets, func(s ApplicationSecret) bool {
			return strings.EqualFold(s.KeyID, keyID)
		})
		row.Certificates = slices.DeleteFunc(row.Certificates, func(c ApplicationCertificate) bool {
			return strings.EqualFold(c.KeyID, keyID)
		})
		delete(row.Hashes, strings.ToLower(keyID))
		if len(row.Hashes) == 0 {
			row.Hashes = nil // as it is read back
		}
		if len(row.Secrets) == secrets && len(row.Certificates) == certificates {
			return badRequest("No credentials found to be removed: '%s'.", keyID)
		}
		return nil
	})
	return err
}

// VerifyApplicationSecret tells whether a value is one of the application's client secrets: [ErrWrongSecret] or, for
// one that was right once, [ErrSecretExpired].
func (t *Tenant) VerifyApplicationSecret(ctx context.Context, appID, value string) error {
	var row applicationRow
	err := t.store.View(ctx, func(tx store.Tx) (err error) {
		row, _, err = applications.Get(tx, strings.ToLower(appID))
		return err
	})
	if err != nil {
		return err
	}
	now, outcome := t.clock.Now(), ErrWrongSecret
	for _, s := range row.Secrets {
		right, err := row.Hashes[s.KeyID].Matches(value)
		switch {
		case err != nil:
			return err
		case right && value != "" && now.Before(s.EndsAt):
			return nil
		case right && value != "":
			outcome = ErrSecretExpired
		}
	}
	return outcome
}
