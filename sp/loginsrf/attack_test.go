package loginsrf_test

import (
	"slices"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"samlharness/attack"
	"samlharness/internal/wire/xmltree"
	"samlharness/record"
	"samlharness/sp/loginsrf"
)

func hostile(t testing.TB) attack.Message {
	return attack.Message{XML: good(t), Certificate: pairs()[0].Certificate.Raw, Key: pairs()[0].Key,
		ForeignKey: pairs()[2].Key, ForeignCertificate: pairs()[2].Certificate.Raw, NameID: "blocked"}
}

// Every attack meets the code that the catalogue names, with the control beside it: the message without the trick signs
// in.
func TestAttacks(t *testing.T) {
	for _, a := range attack.All() {
		t.Run(a.Name, func(t *testing.T) {
			assert.NotEmpty(t, a.Source)
			assert.NotEmpty(t, a.Says)
			m := hostile(t)
			if a.Name == "unbound-user" {
				m.NameID = "nobody"
			}
			requireAccepted(t, judge(t, loginsrf.Input{XML: m.XML}))
			// the control takes the same way through the tree as the attack
			root, err := xmltree.Parse(m.XML, xmltree.Limits{})
			require.NoError(t, err)
			control, err := xmltree.Canonical(root, xmltree.CanonicalOptions{})
			require.NoError(t, err)
			requireAccepted(t, judge(t, loginsrf.Input{XML: control}))

			mutated, err := a.Mutate(m)
			require.NoError(t, err)
			require.NotEqual(t, string(control), string(mutated))
			v := judge(t, loginsrf.Input{XML: mutated})
			if a.Code == "" {
				requireAccepted(t, v)
				assert.Equal(t, "alice@contoso.com", v.User.UserPrincipalName)
				return
			}
			requireRefused(t, v, a.Code)
		})
	}
}

// Whatever is wrong, nobody but the one whom the registered key named gets in.
func TestNoAttackSignsInAnother(t *testing.T) {
	for _, a := range attack.All() {
		m := hostile(t)
		m.NameID = "managed"
		mutated, err := a.Mutate(m)
		require.NoError(t, err, a.Name)
		d := tenant()
		d.policy.RootDomains = "none"
		v := judge(t, loginsrf.Input{XML: mutated, Directory: d})
		if v.Accepted() && a.Name != "unbound-user" { // that one is signed by the registered key itself
			assert.Equal(t, alice, v.User.ImmutableID, a.Name)
		}
	}
}

func TestRefusedMessagesSayNothingOfTheUser(t *testing.T) {
	for _, a := range attack.All() {
		mutated, err := a.Mutate(hostile(t))
		require.NoError(t, err, a.Name)
		v := judge(t, loginsrf.Input{XML: mutated})
		if v.Refusal != nil && outcome(t, v, "immutable-id") == record.NotReached {
			assert.Empty(t, v.User, a.Name)
		}
	}
}

// outcome is that of the check with the name.
func outcome(t *testing.T, v loginsrf.Verdict, name string) record.Outcome {
	t.Helper()
	i := slices.IndexFunc(v.Checks, func(c record.Check) bool { return c.Name == name })
	require.GreaterOrEqual(t, i, 0, name)
	return v.Checks[i].Outcome
}
