package directory

import (
	"bytes"
	"cmp"
	"context"
	"crypto/rand"
	"crypto/x509"
	"io"
	"slices"
	"strings"

	"github.com/google/uuid"

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
		added, err = row.addCertificate(t.random, KeyCredential{DER: der})
		return err
	})
	return added, err
}

func (a *applicationRow) addCertificate(ids io.Reader, k KeyCredential) (ApplicationCertificate, error) {
	parsed, err := x509.ParseCertificate(k.DER)
	if err != nil || len(a.Certificates) >= maxCredentials {
		return ApplicationCertificate{}, badRequest("Key credential is invalid: expected an X.509 certificate in DER, " +
			"and at most 100 of them.")
	}
	for _, c := range a.Certificates {
		if bytes.Equal(c.DER, k.DER) {
			return c, nil
		}
	}
	if k.KeyID, err = a.newKeyID(ids, k.KeyID); err != nil {
		return ApplicationCertificate{}, err
	}
	c := ApplicationCertificate{
		KeyID:       k.KeyID,
		DisplayName: parsed.Subject.String(),
		DER:         slices.Clone(k.DER),
		StartsAt:    parsed.NotBefore.UTC(),
		EndsAt:      parsed.NotAfter.UTC(),
	}
	a.Certificates = append(a.Certificates, c)
	return c, nil
}

// newKeyID is the id of a new certificate: the one asked for, or one of ids.
func (a *applicationRow) newKeyID(ids io.Reader, asked string) (string, error) {
	if asked == "" {
		return random.UUID(ids), nil
	}
	id := strings.ToLower(asked)
	_, err := uuid.Parse(id)
	_, secret := a.Hashes[id]
	if err != nil || len(id) != 36 || secret ||
		slices.ContainsFunc(a.Certificates, func(c ApplicationCertificate) bool { return c.KeyID == id }) {
		return "", invalidKeyID("a GUID that no other credential of the registration has", asked)
	}
	return id, nil
}

// setCertificates gives a registration the certificates that are wanted, and takes the others from it.
func (a *applicationRow) setCertificates(ids io.Reader, wanted []KeyCredential) error {
	stays, further := map[string]bool{}, []KeyCredential{}
	for _, k := range wanted {
		i := slices.IndexFunc(a.Certificates, func(c ApplicationCertificate) bool {
			return strings.EqualFold(c.KeyID, k.KeyID) || k.KeyID == "" && bytes.Equal(c.DER, k.DER)
		})
		switch {
		case i < 0 && len(k.DER) == 0:
			return invalidKeyID("the keyId of a certificate that the registration has, or a key beside it", k.KeyID)
		case i < 0:
			further = append(further, k)
		case len(k.DER) > 0 && !bytes.Equal(k.DER, a.Certificates[i].DER):
			return invalidKeyID("the key of the certificate with this keyId, or null: a certificate does not change", k.KeyID)
		default:
			stays[a.Certificates[i].KeyID] = true
		}
	}
	a.Certificates = slices.DeleteFunc(a.Certificates, func(c ApplicationCertificate) bool { return !stays[c.KeyID] })
	for _, k := range further {
		if _, err := a.addCertificate(ids, k); err != nil {
			return err
		}
	}
	return nil
}

// invalidKeyID refuses a certificate by its key id. Graph's own words for it are not known.
func invalidKeyID(expected, got string) error {
	no := invalidApplicationValue("keyCredentials")
	no.Expected, no.Got = expected, "keyId "+got
	no.Fix = "read keyCredentials of the registration, which has the keyId of each"
	return no
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
