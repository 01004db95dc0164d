package scenarios_test

import (
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"samlharness/internal/term"
	"samlharness/record"
	"samlharness/report"
	"samlharness/scenarios"
	"samlharness/world"
)

func TestVerbsActOnAWorldThatIsHeldOpen(t *testing.T) {
	w := scenarios.WorldOf(world.Start(t, world.Options{}))
	do := func(files map[string][]byte, argv ...string) (scenarios.Invocation, error) {
		return scenarios.Invoke(t.Context(), w, scenarios.Request{Args: argv, Files: files})
	}
	for _, argv := range [][]string{
		{"jumpcloud", "directory", "bind", "alice"},
		{"jumpcloud", "app", "create", "office365", "--domain", "contoso.com"},
		{"jumpcloud", "group", "bind", "All Users", "office365"},
	} {
		_, err := do(nil, argv...)
		require.NoError(t, err)
	}
	exported, err := do(nil, "jumpcloud", "metadata", "export", "office365", "--out", "/home/me/m.xml")
	require.NoError(t, err)
	metadata := exported.Files["/home/me/m.xml"]
	assert.Contains(t, string(metadata), "EntityDescriptor")

	enable := []string{"federation", "enable", "--xml-file", "../m.xml"}
	enabled, err := do(map[string][]byte{"../m.xml": metadata}, enable...)
	require.NoError(t, err)
	assert.Contains(t, enabled.Stdout, "SSO Configured for domain: contoso.com")
	assert.Contains(t, enabled.Stderr, "It can take up to 20 minutes")

	signedIn, err := do(nil, "signin", "alice@contoso.com", "--stay-signed-in", "yes")
	require.NoError(t, err)
	assert.Equal(t, "signed in as alice@contoso.com\n", signedIn.Stdout)
	_, err = do(nil, "signin", "alice@contoso.com", "--same-window", "--jumpcloud-password", "not-asked-for")
	assert.NoError(t, err, "the window of the last sign-in stays open")

	_, err = do(nil, "jumpcloud", "certificate", "regenerate", "office365")
	require.NoError(t, err)
	_, err = do(nil, "signin", "alice@contoso.com")
	require.Error(t, err)
	assert.True(t, record.IsCode(err, "AADSTS5000811"))
	assert.NotEmpty(t, report.Hint(err))
	assert.Contains(t, err.Error(), "Microsoft refused alice@contoso.com: AADSTS5000811: ")
	everybody, err := do(nil, "jumpcloud", "directory", "bind", "--all")
	require.NoError(t, err)
	assert.Equal(t, "4 users are bound\n", everybody.Stdout, "alice was bound already")
	for _, wrong := range [][]string{nil, {"--all", "alice"}, {"--all", "--immutable-id", "x"}} {
		_, err = do(nil, append([]string{"jumpcloud", "directory", "bind"}, wrong...)...)
		var usage *scenarios.UsageError
		assert.ErrorAs(t, err, &usage, "%q", wrong)
	}
	_, err = do(nil, "jumpcloud", "directory", "bind", "nobody")
	assert.True(t, record.IsCode(err, "NotFound"), "whoever prints it finds the refusal in a company's own error")
}

func TestColumnsAndColonsStandBelowEachOther(t *testing.T) {
	w := scenarios.WorldOf(world.Start(t, world.Options{}))
	for argv, mark := range map[string]string{"jumpcloud user list": "ACTIVATED", "entra organization show": " : "} {
		printed, err := scenarios.Invoke(t.Context(), w, scenarios.Request{Args: strings.Fields(argv)})
		require.NoError(t, err)
		at := map[int]bool{}
		for line := range strings.Lines(printed.Stdout) {
			if before, _, found := strings.Cut(line, mark); found {
				at[term.Width(before)] = true
			}
		}
		assert.Len(t, at, 1, "%s", printed.Stdout)
	}
}

func TestCallsThatAreWrong(t *testing.T) {
	for _, c := range []struct {
		name    string
		argv    []string
		message string
		hint    string
	}{
		{"nothing", nil, "a verb is missing", "`harness verbs` lists the verbs"},
		{"a line of a shell", []string{"harness", "signin", "alice"}, `unknown verb "harness"`,
			"a line of a script begins with the verb: leave out harness"},
		{"unknown", []string{"sigin", "alice"}, `unknown verb "sigin"`, "did you mean `signin`?"},
		{"assertion", []string{"stdout", "x"}, "stdout stands in scripts only", "it asserts what the line before it did"},
		{"flag", []string{"federation", "show", "--domian", "x"}, "federation show has no flag --domian",
			"did you mean --domain?"},
		{"no target", []string{"federation", "disable"}, "federation disable needs either --domain or --xml-file",
			"usage: federation disable [--domain DOMAIN] [--xml-file FILE] [--entity-id ID]"},
		{"backwards", []string{"clock", "advance", "--", "-1h"}, `"-1h" is not a duration`,
			"advance goes forward; clock set INSTANT goes back too"},
		{"hyphen first", []string{"clock", "advance", "-1h"}, "clock advance has no flag -1h",
			"write -- before a value that begins with a hyphen"},
		{"before a world's time", []string{"clock", "set", "0001-01-01T00:00:00Z"},
			"0001-01-01T00:00:00Z is beyond a world's time", "it goes from 1970 to 2999"},
		{"longer than can be counted", []string{"clock", "advance", "99999d1000000h"}, `"99999d1000000h" is not a duration`,
			"write it such as 90s, 20m, 2h, 30d or 1d12h"},
		{"duration", []string{"clock", "advance", "soon"}, `"soon" is not a duration`,
			"write it such as 90s, 20m, 2h, 30d or 1d12h"},
		{"instant", []string{"clock", "set", "noon"}, `"noon" is not an instant`, "write it such as 2026-03-02T09:15:00Z"},
		{"answer", []string{"signin", "a@b", "--stay-signed-in", "perhaps"},
			`signin: --stay-signed-in cannot be "perhaps"`, "it takes yes or no"},
		{"template", []string{"jumpcloud", "app", "create", "slack"}, `jumpcloud app create: TEMPLATE cannot be "slack"`,
			"it takes office365, saml2 or bookmark"},
		{"switch", []string{"jumpcloud", "app", "set", "office365", "--active=off"},
			`jumpcloud app set: --active cannot be "off"`, "write --active=true or --active=false"},
		{"policy", []string{"entra", "policy", "token-validation", "set", "some"},
			`entra policy token-validation set: ROOT-DOMAINS cannot be "some"`,
			"did you mean none? it takes none, all, allFederated, allManaged, enumerated or " +
				"allManagedAndEnumeratedFederated"},
	} {
		t.Run(c.name, func(t *testing.T) {
			_, err := scenarios.Invoke(t.Context(), nil, scenarios.Request{Args: c.argv})
			var usage *scenarios.UsageError
			require.ErrorAs(t, err, &usage)
			assert.Equal(t, c.message, usage.Message)
			assert.Equal(t, c.hint, usage.Fix)
		})
	}
}

// Who is at a login page may type what drives a terminal; the record is read on one.
func TestRecordCannotDriveATerminal(t *testing.T) {
	w := world.Start(t, world.Options{})
	w.Record.Add(t.Context(), record.Exchange{
		At:      w.Clock.Now(),
		By:      record.JumpCloud,
		Kind:    record.Password,
		Subject: "\x1b[2Jevil",
		Verdict: record.Refused,
	})
	done, err := scenarios.Invoke(t.Context(), scenarios.WorldOf(w), scenarios.Request{Args: []string{"record", "list"}})
	require.NoError(t, err)
	assert.Contains(t, done.Stdout, `\x1b[2Jevil`)
}

// A page of Microsoft's shows a correlation id, in which letter case ever it is copied, and Graph a request-id.
func TestRecordByCorrelationID(t *testing.T) {
	held := world.Start(t, world.Options{})
	w := scenarios.WorldOf(held)
	show := func(words ...string) (string, error) {
		done, err := scenarios.Invoke(t.Context(), w, scenarios.Request{Args: append([]string{"record", "show"}, words...)})
		return done.Stdout, err
	}
	_, err := show()
	assert.ErrorContains(t, err, "the record holds no exchange that was checked")
	_, err = scenarios.Invoke(t.Context(), w, scenarios.Request{Args: []string{"signin", "nobody@contoso.com"}})
	require.Error(t, err)
	_, err = scenarios.Invoke(t.Context(), w,
		scenarios.Request{Args: strings.Fields("federation show --domain contoso.com")})
	require.NoError(t, err)
	shown := map[record.Party]int{}
	for _, e := range held.Record.Since(0) {
		if e.CorrelationID == "" {
			continue
		}
		printed, err := show(strings.ToUpper(e.CorrelationID))
		require.NoError(t, err)
		assert.Contains(t, printed, string(e.By)+": ")
		shown[e.By]++
	}
	assert.NotZero(t, shown[record.Microsoft])
}
