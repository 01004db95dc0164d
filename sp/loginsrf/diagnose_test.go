package loginsrf_test

import (
	"context"
	"slices"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"samlharness/attack"
	"samlharness/internal/wire"
	"samlharness/internal/wire/xmldsig"
	"samlharness/internal/wire/xmltree"
	"samlharness/record"
	"samlharness/sp/loginsrf"
)

func diagnose(t testing.TB, in loginsrf.Input) []record.Check {
	t.Helper()
	if in.Now.IsZero() {
		in.Now = now
	}
	if in.Directory == nil {
		in.Directory = tenant()
	}
	in.Requested = func(string) bool { return true }
	return loginsrf.Diagnose(t.Context(), in)
}

// failing are the names of the checks that fail.
func failing(checks []record.Check) (names []string) {
	for _, c := range checks {
		if c.Outcome == record.Fail {
			names = append(names, c.Name)
		}
	}
	return names
}

// late is a response that names the wrong audience and recipient, is over, and names a user whose account is blocked.
func late(r *wire.Response) {
	r.Audience, r.Recipient, r.NameID = "urn:other", "https://sp.example/acs", "blocked"
	r.NotBefore, r.NotOnOrAfter = now.Add(-2*time.Hour), now.Add(-time.Hour)
}

func TestDiagnose(t *testing.T) {
	rest := []string{"recipient", "conditions-window", "audience", "account"}
	stranger := signerOf(pairs()[2])
	for name, c := range map[string]struct {
		xml   []byte
		first string
		then  []string
	}{
		"good":             {good(t), "", nil},
		"unknown issuer":   {good(t, late, func(r *wire.Response) { r.Issuer += "/" }), "issuer", rest},
		"not signed":       {good(t, late, func(r *wire.Response) { r.SignAssertion = false }), "signed", rest},
		"a stranger's key": {signedBy(t, stranger, late), "key", rest},
		"a stranger's key under a registered certificate": {signedBy(t, xmldsig.Signer{Key: stranger.Key,
			Certificate: pairs()[0].Certificate.Raw}, late), "signature-value", rest},
		"audience alone": {good(t, func(r *wire.Response) { r.Audience = "urn:other" }), "audience", nil},
		"no NameID":      {good(t, late, func(r *wire.Response) { r.NameID = "" }), "name-id", rest[:3]},
		"recipient first": {good(t, late, func(r *wire.Response) {
			r.SubjectNotOnOrAfter = now.Add(-time.Hour)
		}), "recipient",
			[]string{"confirmation-window", "conditions-window", "audience", "account"}},
		"no assertion": {[]byte(`<Response xmlns="` + wire.NamespaceProtocol + `" ID="_a" Version="2.0" ` +
			`IssueInstant="2026-03-02T09:16:02Z"><Status><StatusCode Value="x"/></Status></Response>`), "status",
			[]string{"assertion"}},
		"not XML": {[]byte("<a"), "xml", nil},
	} {
		t.Run(name, func(t *testing.T) {
			v := judge(t, loginsrf.Input{XML: c.xml})
			if c.first != "" {
				assert.Equal(t, []string{c.first}, failing(v.Checks))
			}
			further := diagnose(t, loginsrf.Input{XML: c.xml})
			assert.Equal(t, c.then, failing(further))
			for _, check := range further {
				assert.NotEqual(t, record.NotReached, check.Outcome, check.Name)
				assert.Equal(t, check.Outcome == record.Fail, check.Fix != "", check.Name)
			}
		})
	}
}

// The user who was probably meant is looked at too, and a realm that is meant.
func TestDiagnoseWhoIsMeant(t *testing.T) {
	d := withAnchor()
	blocked := d.accounts["blocked"]
	further := diagnose(t, loginsrf.Input{Directory: d, XML: good(t, immutable("blocked "))})
	assert.Equal(t, []string{"account"}, failing(further))
	assert.Contains(t, further[len(further)-2].Got, blocked.UserPrincipalName)

	wrong := good(t, func(r *wire.Response) { r.Issuer += "/" })
	key := loginsrf.Input{XML: wrong, Directory: nearby{withAnchor()}}
	assert.Empty(t, failing(diagnose(t, key)))
	i := slices.IndexFunc(diagnose(t, key), func(c record.Check) bool { return c.Name == "signature-value" })
	assert.Equal(t, record.Pass, diagnose(t, key)[i].Outcome, "the registered key of the realm that is meant signed it")
}

// nearby names the realm that is meant when another is asked for, without its certificates.
type nearby struct{ named }

func (d nearby) Realm(ctx context.Context, uri string) (loginsrf.Realm, bool, error) {
	r, ok, err := d.named.Realm(ctx, uri)
	if !ok {
		r = loginsrf.Realm{IssuerURI: issuer}
	}
	return r, ok, err
}

// What a diagnosis finds lets nobody in: the verdict is made without it, and it makes none. Of every attack it tells
// only what stands behind the check that refuses.
func TestDiagnoseOfAttacks(t *testing.T) {
	for _, a := range attack.All() {
		mutated, err := a.Mutate(hostile(t))
		require.NoError(t, err, a.Name)
		before := judge(t, loginsrf.Input{XML: mutated})
		further := diagnose(t, loginsrf.Input{XML: mutated})
		after := judge(t, loginsrf.Input{XML: mutated})
		assert.Equal(t, before.Checks, after.Checks, a.Name)
		assert.Equal(t, before.Accepted(), after.Accepted(), a.Name)
		if before.Refusal == nil {
			assert.Empty(t, further, a.Name)
			continue
		}
		failed := slices.IndexFunc(before.Checks, func(c record.Check) bool { return c.Outcome == record.Fail })
		for _, c := range further {
			i := slices.IndexFunc(before.Checks, func(b record.Check) bool { return b.Name == c.Name })
			assert.Greater(t, i, failed, "%s: %s", a.Name, c.Name)
		}
	}
}

// Every certificate of KeyInfo is tried where none is registered, and the one that signed is named.
func TestEveryCertificateOfKeyInfoIsTried(t *testing.T) {
	xml := edited(t, false, func(*xmltree.Element) {})
	root, err := xmltree.Parse(xml, xmltree.Limits{})
	require.NoError(t, err)
	data := find(root, "X509Data")
	other, err := xmltree.Parse(signedBy(t, signerOf(pairs()[2])), xmltree.Limits{})
	require.NoError(t, err)
	first := find(other, "X509Certificate")
	first.Parent = data
	data.Children = append([]xmltree.Node{first}, data.Children...)
	v := judge(t, loginsrf.Input{XML: serialised(t, root), Directory: nothing{}})
	require.True(t, v.Undecided(), "%+v", v.Refusal)
	assert.Equal(t, pairs()[0].Certificate.Raw, v.Signer)
	assert.Contains(t, v.Assumed[1], "Contoso 0")
	i := slices.IndexFunc(v.Checks, func(c record.Check) bool { return c.Name == "key" })
	assert.Contains(t, v.Checks[i].Got, "carries 2 certificates, each of which is tried")
}

// A key without its certificate is not a certificate that should be registered.
func TestKeyInfoWithoutCertificate(t *testing.T) {
	for held, inner := range map[string]string{
		"KeyName": `<ds:KeyName xmlns:ds="` + xmldsig.Namespace + `">k</ds:KeyName>`,
		"X509Data, X509Data/X509SKI": `<ds:X509Data xmlns:ds="` + xmldsig.Namespace + `"><ds:X509SKI>AAAA</ds:X509SKI>` +
			`</ds:X509Data>`,
		"an empty one": "",
	} {
		t.Run(held, func(t *testing.T) {
			root, err := xmltree.Parse(good(t), xmltree.Limits{})
			require.NoError(t, err)
			info := find(root, "KeyInfo")
			info.Children = nil
			if inner != "" {
				child, err := xmltree.Parse([]byte(inner), xmltree.Limits{})
				require.NoError(t, err)
				child.Parent = info
				info.Children = []xmltree.Node{child}
			}
			for _, d := range []loginsrf.Directory{tenant(), nothing{}} {
				failed := judge(t, loginsrf.Input{XML: serialised(t, root), Directory: d}).Refusal
				require.NotNil(t, failed)
				assert.Equal(t, "AADSTS5000811", failed.Code)
				assert.Contains(t, failed.Got, "KeyInfo without a certificate: "+held)
				assert.Contains(t, failed.Fix, "put its certificate into KeyInfo")
				assert.NotContains(t, failed.Fix, "register")
			}
		})
	}
}
