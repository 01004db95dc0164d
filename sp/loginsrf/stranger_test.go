package loginsrf_test

import (
	"context"
	"errors"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"

	"samlharness/internal/wire"
	"samlharness/sp/loginsrf"
)

const anchor = "AAECAwQFBgcICQoLDA0ODw=="

// named is a tenant whose users are found by their names too.
type named struct{ *directory }

func (d named) AccountNamed(_ context.Context, _ loginsrf.Realm, name string) (loginsrf.Account, bool, error) {
	for _, a := range d.accounts {
		if strings.EqualFold(a.UserPrincipalName, name) {
			return a, true, nil
		}
	}
	return loginsrf.Account{}, false, d.account
}

func withAnchor() named {
	d := tenant()
	d.accounts[anchor] = loginsrf.Account{UserPrincipalName: "dora@contoso.com", ImmutableID: anchor, Enabled: true,
		RootDomain: "contoso.com"}
	return named{d}
}

// A NameID that is nobody's immutable ID is told for what it is, whose it is, and where to mend it; nothing of it is to
// be stored.
func TestStrangers(t *testing.T) {
	for name, c := range map[string]struct {
		nameID, format, relation string
		says                     []string
		expected                 string
	}{
		"GUID": {"03020100-0504-0706-0809-0a0b0c0d0e0f", "", "guid", []string{"GUID of the same bytes",
			"where dora@contoso.com is meant"}, anchor},
		"padding": {anchor[:22], "", "missing-padding", []string{"the immutable ID of dora@contoso.com without the ="},
			anchor},
		"another's spoilt": {"blocked ", "", "white-space", []string{"the immutable ID of bob@contoso.com with white space"},
			"blocked"},
		"by IDPEmail, other case": {strings.ToUpper(alice), "", "other-case", []string{"alice@contoso.com"}, alice},
		"cut off":                 {alice[:20], "", "cut-off", []string{"the beginning of the immutable ID of alice"}, alice},
		"a user's name": {"dora@contoso.com", "", "user-name", []string{"the user's user principal name",
			"not the immutable ID of dora@contoso.com"}, anchor},
		"transient":    {"_7b1c", wire.NameIDTransient, "transient", []string{"made anew for each sign-in"}, alice},
		"a stranger's": {"other@fabrikam.com", "", "address", []string{"an e-mail address"}, alice},
		"unknown GUID": {"99999999-0504-0706-0809-0a0b0c0d0e0f", "", "guid", []string{"looks like the GUID"}, alice},
		"may well be one": {"64b1f0c2a9d3e45f6a7b8c9e", "", "",
			[]string{"IDPEmail names alice@contoso.com, whose immutable " +
				"ID is " + alice, `{"onPremisesImmutableId":"64b1f0c2a9d3e45f6a7b8c9e"}`}, alice},
	} {
		t.Run(name, func(t *testing.T) {
			v := judge(t, loginsrf.Input{Directory: withAnchor(), XML: good(t, immutable(c.nameID), func(r *wire.Response) {
				if c.format != "" {
					r.NameIDFormat = c.format
				}
			})})
			failed := requireRefused(t, v, "AADSTS51004")
			assert.Equal(t, c.relation, v.Relation)
			assert.Equal(t, c.expected, failed.Expected)
			for _, says := range c.says {
				assert.Contains(t, failed.Fix, says)
			}
			if c.relation != "" {
				assert.NotContains(t, failed.Fix, "PATCH")
				assert.NotContains(t, failed.Fix, "onPremisesImmutableId")
			}
		})
	}
}

// A directory that cannot explain does not change what was decided.
func TestStrangersOfADirectoryThatFails(t *testing.T) {
	d := withAnchor()
	d.directory = &directory{accounts: d.accounts, meant: anchor}
	failing := failsLater{named: d, left: 1}
	v := judge(t, loginsrf.Input{Directory: &failing, XML: good(t, immutable("blocked "))})
	failed := requireRefused(t, v, "AADSTS51004")
	assert.Equal(t, anchor, failed.Expected)
}

// failsLater answers so many times for accounts, then fails.
type failsLater struct {
	named
	left int
}

func (d *failsLater) Account(ctx context.Context, r loginsrf.Realm, id string) (loginsrf.Account, bool, error) {
	if d.left--; d.left < 0 {
		return loginsrf.Account{}, false, errors.New("disk full")
	}
	return d.named.Account(ctx, r, id)
}

func (d *failsLater) AccountNamed(context.Context, loginsrf.Realm, string) (loginsrf.Account, bool, error) {
	return loginsrf.Account{}, false, errors.New("disk full")
}

// Another user's immutable ID signs that user in; what should have come is told beside it.
func TestAnothersImmutableID(t *testing.T) {
	v := judge(t, loginsrf.Input{Directory: withAnchor(), XML: good(t, immutable(anchor))})
	requireAccepted(t, v)
	assert.Equal(t, "dora@contoso.com", v.User.UserPrincipalName)
	assert.Contains(t, v.Warnings(), "IDPEmail is alice@contoso.com, the user is dora@contoso.com; Microsoft does not "+
		"look "+
		"at it. If alice@contoso.com signed in, the NameID is another user's immutable ID: it should be "+alice)
}
