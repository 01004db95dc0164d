package federation_test

import (
	"context"
	"crypto/x509"
	"errors"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"samlharness/certs"
	"samlharness/federation"
	"samlharness/internal/graphtest"
	"samlharness/sp/directory"
)

// signer is an identity provider that signs with one certificate, and whose users leave entries in the sign-in log.
type signer struct {
	tenant      *tenant
	signs, next *x509.Certificate
	silent      bool  // it does not tell what it signs with
	refused     error // why nobody can sign in
	switched    int
}

func (s *signer) Signing(context.Context, string, *x509.Certificate) (*x509.Certificate, error) {
	if s.silent {
		return nil, nil
	}
	return s.signs, nil
}

func (s *signer) Next(context.Context, string, *x509.Certificate) (*x509.Certificate, error) {
	return s.next, nil
}

func (s *signer) Switch(_ context.Context, _ string, next *x509.Certificate) error {
	s.signs = next
	s.switched++
	return nil
}

func (s *signer) SignIn(context.Context, string) error {
	if s.refused == nil {
		s.log()
	}
	return s.refused
}

func (s *signer) log() {
	s.tenant.AddSignIn(directory.SignIn{
		UserPrincipalName: "alice@CONTOSO.com",
		Federated:         true,
		Thumbprint:        strings.ToUpper(federation.SHA1Of(s.signs)),
	})
}

// rotatable is a tenant whose contoso.com is federated with the first pair, and an identity provider that signs with it
// and is to sign with the second.
func rotatable(t *testing.T) (*tenant, *signer) {
	t.Helper()
	w := newTenant(t)
	w.federated(t)
	discovery{func() string { return w.state(t) }}.mount(w)
	w.Faults.Forget()
	return w, &signer{tenant: w, signs: pairs()[0].Certificate, next: pairs()[1].Certificate}
}

func rotation(s *signer) federation.RotateOptions {
	return federation.RotateOptions{Domain: "contoso.com", IdentityProvider: s}
}

// certificates are the numbers of the pairs that the tenant has as the signing and the next certificate, -1 for none.
func (w *tenant) certificates(t *testing.T) (signing, next int) {
	t.Helper()
	number := func(text string) int {
		for i, p := range pairs() {
			if text == certs.Base64(p.Certificate) {
				return i
			}
		}
		return -1
	}
	f := w.federation(t, "contoso.com")
	require.NotNil(t, f)
	return number(f.SigningCertificate), number(f.NextSigningCertificate)
}

// has gives the tenant a signing and a next certificate by the numbers of their pairs; -1 is none.
func (w *tenant) has(t *testing.T, signing, next int) {
	t.Helper()
	patch := directory.FederationPatch{SigningCertificate: new(string), NextSigningCertificate: new(string)}
	*patch.SigningCertificate = certs.Base64(pairs()[signing].Certificate)
	if next >= 0 {
		*patch.NextSigningCertificate = certs.Base64(pairs()[next].Certificate)
	}
	_, err := w.UpdateFederation(t.Context(), "contoso.com", w.federation(t, "contoso.com").ID, patch)
	require.NoError(t, err)
}

func steps(r federation.Result) (names []string) {
	for _, s := range r.Rotation.Steps {
		names = append(names, s.Step)
	}
	return names
}

// stands checks which certificates the tenant has.
func (w *tenant) stands(t *testing.T, signing, next int) {
	t.Helper()
	gotSigning, gotNext := w.certificates(t)
	assert.Equal(t, [2]int{signing, next}, [2]int{gotSigning, gotNext}, "signing and next certificate")
}

func TestRotate(t *testing.T) {
	w, s := rotatable(t)
	switched := map[time.Duration]int{}
	w.operator.Pass = func(_ context.Context, d time.Duration) error {
		w.stands(t, 0, 1)
		switched[d] = s.switched
		return nil
	}
	options := rotation(s)
	options.Settle, options.Drain = 2*time.Hour, federation.AssertionLifetime
	result, err := w.operator.Rotate(t.Context(), options)
	require.NoError(t, err)
	assert.Equal(t, []string{"registered", "settled", "switched", "proven", "drained", "promoted"}, steps(result))
	assert.Equal(t, map[time.Duration]int{2 * time.Hour: 0, 10 * time.Minute: 1}, switched, "the first before the switch")
	assert.Equal(t, 2, w.Faults.Requests("PATCH "))
	w.stands(t, 1, -1)
	assert.Equal(t, federation.Yes, result.Changed)
	assert.Equal(t, certs.Thumbprint(pairs()[0].Certificate), result.Rotation.From)
	assert.Equal(t, certs.Thumbprint(pairs()[1].Certificate), result.Rotation.To)
	assert.Contains(t, w.out.String(), "settled: 2h passed")
	assert.Contains(t, w.out.String(), "Certificate rotated for domain: contoso.com, from SHA-256 "+result.Rotation.From)
}

// A rotation goes on from whatever is found.
func TestRotateGoesOn(t *testing.T) {
	for name, c := range map[string]struct {
		signing, next, signs int
		silent, logged       bool // the identity provider says nothing, but the sign-in log does
		steps                string
		end                  int
	}{
		"registered":                              {0, 1, 0, false, false, "settled switched proven promoted", 1},
		"switched":                                {0, 1, 1, false, false, "proven promoted", 1},
		"switched, as the log says":               {0, 1, 1, true, true, "proven promoted", 1},
		"another is registered that nobody uses":  {0, 2, 0, false, false, "registered settled switched proven promoted", 1},
		"another is registered, by the log":       {0, 2, 0, true, true, "registered settled switched proven promoted", 1},
		"the other one signs":                     {0, 2, 2, false, false, "proven promoted", 2},
		"it was switched without a word":          {0, -1, 2, false, false, "registered settled proven promoted", 2},
		"it was switched to neither":              {0, 1, 2, false, false, "registered settled proven promoted", 2},
		"the certificate signs already":           {1, -1, 1, false, false, "", 1},
		"the certificate signs, as nobody denies": {1, -1, 1, true, false, "", 1},
	} {
		t.Run(name, func(t *testing.T) {
			w, s := rotatable(t)
			w.has(t, c.signing, c.next)
			s.signs, s.silent = pairs()[c.signs].Certificate, c.silent
			if c.logged {
				s.log()
			}
			result, err := w.operator.Rotate(t.Context(), rotation(s))
			require.NoError(t, err)
			assert.Equal(t, strings.Fields(c.steps), append([]string{}, steps(result)...))
			w.stands(t, c.end, -1)
		})
	}
}

// A next certificate with which the identity provider may sign is not overwritten.
func TestRotateSparesAnother(t *testing.T) {
	w, s := rotatable(t)
	w.has(t, 0, 2)
	s.silent = true
	_, err := w.operator.Rotate(t.Context(), rotation(s))
	r := graphtest.Refusal(t, err, federation.CodeRotation)
	assert.Equal(t, "SHA-256 "+certs.Thumbprint(pairs()[2].Certificate), r.Got)
	assert.Zero(t, w.Faults.Requests("PATCH "))
	w.stands(t, 0, 2)
}

// What is refused before anything is sent.
func TestRotateRefuses(t *testing.T) {
	for name, c := range map[string]struct {
		code    string
		arrange func(w *tenant, s *signer, o *federation.RotateOptions)
	}{
		"a Managed domain": {federation.CodeRotation, func(w *tenant, _ *signer, _ *federation.RotateOptions) {
			_, err := w.operator.Disable(t.Context(), "contoso.com")
			require.NoError(t, err)
		}},
		"WS-Federation": {federation.CodeRotation, func(w *tenant, _ *signer, _ *federation.RotateOptions) {
			wsFed := "wsFed"
			_, err := w.UpdateFederation(t.Context(), "contoso.com", w.federation(t, "contoso.com").ID,
				directory.FederationPatch{PreferredAuthenticationProtocol: &wsFed})
			require.NoError(t, err)
		}},
		"an expired certificate": {federation.CodeCertificateInvalid,
			func(w *tenant, _ *signer, _ *federation.RotateOptions) { w.Clock.Advance(20 * 365 * 24 * time.Hour) }},
		"another vendor's key": {federation.CodeCertificateInvalid,
			func(_ *tenant, s *signer, _ *federation.RotateOptions) {
				s.next, _ = x509.ParseCertificate(ellipticCertificate(t))
			}},
		"no domain": {federation.CodeDomainNotInTenant,
			func(_ *tenant, _ *signer, o *federation.RotateOptions) { o.Domain = "contoso.org" }},
	} {
		t.Run(name, func(t *testing.T) {
			w, s := rotatable(t)
			options := rotation(s)
			c.arrange(w, s, &options)
			w.operator.Graph = w.Client(t, "", true) // a token does not outlive the clock
			w.Faults.Forget()
			_, err := w.operator.Rotate(t.Context(), options)
			graphtest.Refusal(t, err, c.code)
			assert.Zero(t, w.Faults.Requests("PATCH ")+w.Faults.Requests("POST "))
			assert.Zero(t, s.switched)
		})
	}
	w, s := rotatable(t)
	options := rotation(s)
	options.VendorProcedure = true
	_, err := w.real(t, guard(t)).Rotate(t.Context(), options)
	assert.Contains(t, graphtest.Refusal(t, err, federation.CodeRotation).Message, "locks everybody of contoso.com out")
}

// The guard is asked before the first write, and the state before it is kept.
func TestRotateIsGuarded(t *testing.T) {
	w, s := rotatable(t)
	g := guard(t)
	g.Allowed = nil
	_, err := w.real(t, g).Rotate(t.Context(), rotation(s))
	graphtest.Refusal(t, err, federation.CodeGuard)
	require.NoError(t, w.SetDefaultDomain(t.Context(), "fabrikam.com"))
	require.NoError(t, w.RemoveRole(t.Context(), directory.GlobalAdministrator, graphtest.Admin))
	_, err = w.real(t, guard(t)).Rotate(t.Context(), rotation(s))
	graphtest.Refusal(t, err, federation.CodeGuard)
	assert.Zero(t, w.Faults.Requests("PATCH "))
	assert.Zero(t, s.switched)
	require.NoError(t, w.AssignRole(t.Context(), directory.GlobalAdministrator, graphtest.Admin))
	g = guard(t)
	result, err := w.real(t, g).Rotate(t.Context(), rotation(s))
	require.NoError(t, err)
	assert.Equal(t, snapshots(t, g), []string{result.Snapshot})
}

// The old certificate stays until a sign-in proves the new one.
func TestRotateNeedsProof(t *testing.T) {
	t.Run("nobody can sign in", func(t *testing.T) {
		w, s := rotatable(t)
		s.refused = errors.New("alice@contoso.com: the password is wrong")
		result, err := w.operator.Rotate(t.Context(), rotation(s))
		assert.Contains(t, graphtest.Refusal(t, err, federation.CodeRotation).Got, "the password is wrong")
		assert.Equal(t, federation.Yes, result.Changed)
		w.stands(t, 0, 1)
		s.refused = nil
		result, err = w.operator.Rotate(t.Context(), rotation(s))
		require.NoError(t, err)
		assert.Equal(t, []string{"proven", "promoted"}, steps(result))
	})
	t.Run("the log is closed", func(t *testing.T) {
		w, s := rotatable(t)
		w.Faults.Add("GET", "/auditLogs/signIns", 0, graphtest.Status(403, "Authentication_RequestFromNonPremiumTenant", ""))
		_, err := w.operator.Rotate(t.Context(), rotation(s))
		assert.Contains(t, graphtest.Refusal(t, err, federation.CodeRotation).Fix, "--proven")
		w.stands(t, 0, 1)
		options := rotation(s)
		options.Proven = true
		_, err = w.operator.Rotate(t.Context(), options)
		require.NoError(t, err)
		w.stands(t, 1, -1)
	})
	t.Run("the old one signed", func(t *testing.T) {
		w, s := rotatable(t)
		w.has(t, 0, 1)
		s.log() // by the old one
		s.silent = true
		_, err := w.operator.Rotate(t.Context(), federation.RotateOptions{
			Domain:           "contoso.com",
			IdentityProvider: deaf{s},
		})
		assert.Equal(t, "none in the sign-in log", graphtest.Refusal(t, err, federation.CodeRotation).Got)
		w.stands(t, 0, 1)
	})
	t.Run("somebody else changes it", func(t *testing.T) {
		w, s := rotatable(t)
		w.operator.Pass = func(context.Context, time.Duration) error {
			w.has(t, 0, 2)
			return nil
		}
		options := rotation(s)
		options.Settle = time.Hour
		_, err := w.operator.Rotate(t.Context(), options)
		assert.Contains(t, graphtest.Refusal(t, err, federation.CodeRotation).Message, "by somebody else")
		assert.Zero(t, s.switched)
	})
}

// deaf says that it switches, and does not.
type deaf struct{ *signer }

func (deaf) Switch(context.Context, string, *x509.Certificate) error { return nil }

func TestPlanRotation(t *testing.T) {
	w, _ := rotatable(t)
	plan, err := w.operator.PlanRotation(t.Context(), "contoso.com",
		func(now *x509.Certificate) (*x509.Certificate, error) {
			assert.True(t, now.Equal(pairs()[0].Certificate))
			return pairs()[1].Certificate, nil
		})
	require.NoError(t, err)
	valid(t, plan)
	require.Len(t, plan.Changes, 2)
	assert.Equal(t, map[string]any{"nextSigningCertificate": certs.Base64(pairs()[1].Certificate)},
		plan.Changes[0].Request.Body)
	assert.Zero(t, w.Faults.Requests("PATCH "))
}
