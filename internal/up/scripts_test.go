package up_test

import (
	"encoding/json"
	"fmt"
	"strings"
	"sync"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"samlharness/internal/control"
	"samlharness/internal/exit"
	"samlharness/internal/up"
	"samlharness/report"
	"samlharness/scenarios"
	"samlharness/world"
)

func script(name string, lines ...string) scenarios.Script {
	return scenarios.Script{Name: name, Data: []byte(strings.Join(lines, "\n") + "\n")}
}

func TestTheSceneIsSet(t *testing.T) {
	o := options(t)
	o.Federate = []string{"contoso.com", "staging.contoso.net"}
	o.Scripts = []scenarios.Script{script("scene.txtar", "jumpcloud user suspend bob",
		"jumpcloud user set carol --password 'Another-Passw0rd!'", "jumpcloud group remove-member 'All Users' wang")}
	held := open(t, o)
	require.NotNil(t, held.Report)
	assert.Equal(t, 1, held.Report.Totals.Passed)
	var guide strings.Builder
	require.NoError(t, held.WriteGuide(&guide))
	_, people, _ := strings.Cut(guide.String(), "By single sign-on")
	people, _, _ = strings.Cut(people, "For any other")
	assert.Contains(t, people, "alice@contoso.com            "+world.DemoJumpCloudPassword)
	assert.Contains(t, people, "carol@contoso.com            (as it was set)")
	assert.Contains(t, people, "erika@staging.contoso.net")
	assert.NotContains(t, people, "bob@", "he is suspended")
	assert.NotContains(t, people, "wang@", "he may not use the application")
}

func TestAScriptThatFailsHoldsNoWorld(t *testing.T) {
	o := options(t)
	o.Scripts = []scenarios.Script{script("scene.txtar", "jumpcloud user suspend nobody")}
	_, err := up.Open(t.Context(), o)
	var failed *up.ScriptsError
	require.ErrorAs(t, err, &failed)
	assert.Equal(t, exit.Failed, failed.ExitCode())
	assert.Equal(t, 1, failed.Report.Totals.Failed)
	assert.NoFileExists(t, o.ConnectionFile)
}

func TestManyPeopleAreCounted(t *testing.T) {
	o, spec := options(t), world.Demo()
	for i := range 100 {
		spec.Users = append(spec.Users, world.UserSpec{UPN: fmt.Sprintf("u%d@contoso.com", i)})
	}
	o.Spec, o.Federate = &spec, []string{"contoso.com"}
	var guide strings.Builder
	require.NoError(t, open(t, o).WriteGuide(&guide))
	assert.Contains(t, guide.String(), "  … and 84 more: harness jumpcloud user list\n")
	assert.Contains(t, guide.String(), "  … and 85 more: harness jumpcloud user list\n")
}

// Who can sign in is looked at for the first people alone; then nobody says how many more there are.
func TestMorePeopleThanAreLookedAt(t *testing.T) {
	o, spec := options(t), world.Demo()
	for i := range 1000 {
		spec.Users = append(spec.Users, world.UserSpec{UPN: fmt.Sprintf("u%d@contoso.com", i)})
	}
	o.Spec, o.Federate = &spec, []string{"contoso.com"}
	var guide strings.Builder
	require.NoError(t, open(t, o).WriteGuide(&guide))
	assert.Contains(t, guide.String(), "  … and more: harness jumpcloud user list\n")
	assert.Contains(t, guide.String(), "  … and 985 more: harness jumpcloud user list\n")
}

// The commands to try are about people and domains of the world at hand.
func TestNextStepsAreOfThisWorld(t *testing.T) {
	for _, c := range []struct{ name, users, want string }{
		{"its own domain", "users:\n- {upn: only@fabrikam.com, at: microsoft}\n- upn: ann@fabrikam.com\n",
			"bind ann@fabrikam.com\n  harness jumpcloud app create office365 --domain fabrikam.com\n"},
		{"nobody", "users: []\n", "  harness jumpcloud user add --help\n"},
	} {
		t.Run(c.name, func(t *testing.T) {
			spec, err := world.ParseSpec("world.yaml", []byte("domains:\n- name: fabrikam.com\n"+c.users))
			require.NoError(t, err)
			o := options(t)
			o.Spec = &spec
			var guide strings.Builder
			require.NoError(t, open(t, o).WriteGuide(&guide))
			assert.Contains(t, guide.String(), c.want)
			assert.NotContains(t, guide.String(), "alice")
		})
	}
}

// Scripts of several commands wait for one another: what one step did is there at the next.
func TestScriptsOfManyCommands(t *testing.T) {
	held := open(t, options(t))
	client := &control.Client{Connection: held.Connection}
	var callers sync.WaitGroup
	for i := range 8 {
		callers.Go(func() {
			s := script("s.txtar", "# One", fmt.Sprintf("jumpcloud user set alice --display-name 'Alice %d'", i),
				"# Two", "jumpcloud user show alice", fmt.Sprintf("stdout 'Alice %d'", i))
			result, err := client.Run(t.Context(), control.Scripts{Scripts: []control.Script{{Name: s.Name, Data: s.Data}}})
			assert.NoError(t, err)
			var r report.Report
			assert.NoError(t, json.Unmarshal(result.Report, &r), result.Result.Stderr)
			assert.Equal(t, 2, r.Totals.Passed, "%s", result.Report)
		})
	}
	callers.Wait()
	result, err := client.Run(t.Context(), control.Scripts{})
	require.NoError(t, err)
	assert.Contains(t, string(result.Report), `"scripts":0`, "no scripts are not the shipped ones")
	result, err = client.Run(t.Context(), control.Scripts{
		Scripts: []control.Script{{Name: "x.txtar", Data: []byte("sigin\n")}},
	})
	require.NoError(t, err)
	assert.Empty(t, result.Report)
	assert.Equal(t, exit.Usage, result.Result.ExitCode)
	assert.Contains(t, result.Result.Stderr, `x.txtar:1: unknown verb "sigin"`)
}

func TestSomebodyAsksForTheEnd(t *testing.T) {
	held := open(t, options(t))
	client := &control.Client{Connection: held.Connection}
	require.NoError(t, client.End(t.Context()))
	require.NoError(t, client.End(t.Context()), "once more does nothing")
	<-held.Ended()
}
