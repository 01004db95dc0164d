package scenarios

import (
	"encoding/json"
	"slices"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"samlharness/report"
)

// federated are the lines after which contoso.com is federated and alice can sign in.
var federated = []string{
	"jumpcloud directory bind alice",
	"jumpcloud app create office365 --domain contoso.com",
	"jumpcloud group bind 'All Users' office365",
	"jumpcloud metadata export office365 --out JumpCloud-office365-metadata.xml",
	"federation enable --xml-file JumpCloud-office365-metadata.xml",
}

// before are the lines that the example of a verb needs before it, where those of federated are not right.
func before(verb string) []string {
	switch verb {
	case "jumpcloud app create", "jumpcloud directory unbind":
		return federated[:1]
	case "federation enable", "entra user set", "entra user add":
		return federated[:4]
	case "entra graph fault list":
		return []string{"entra graph fault set 429"}
	case "entra app certificate add":
		return append(slices.Clone(federated), "jumpcloud certificate show office365 --out certificate.pem")
	case "jumpcloud certificate notices":
		return append(slices.Clone(federated), "clock set 2031-02-01T00:00:00Z")
	case "federation rollback":
		return append(slices.Clone(federated), "federation snapshot --domain contoso.com --out before.json",
			"federation disable --domain contoso.com")
	case "jumpcloud policy enable", "jumpcloud policy disable", "jumpcloud policy delete":
		return []string{"jumpcloud policy create MFA --mfa"}
	case "jumpcloud mfa code":
		return []string{"jumpcloud mfa enroll alice"}
	case "federation preflight", "preflight":
		return append([]string{"jumpcloud directory bind bob", "jumpcloud directory bind carol",
			"jumpcloud directory bind wang", "entra user set admin@contoso.onmicrosoft.com --passkey",
			"entra policy authentication-methods --system-preferred disabled"}, federated[:4]...)
	case "site trust", "site metadata", "site remove":
		return append(slices.Clone(federated), "site sp wiki.example")
	case "federation verify":
		return append(slices.Clone(federated), "clock advance 2h")
	case "signout", "entra signins", "record scenario":
		return append(slices.Clone(federated), "signin alice@contoso.com")
	}
	return federated
}

// exampleScripts are a script for each verb whose example can be run alone, with --json and without.
func exampleScripts() (scripts []Script) {
	for _, v := range Verbs() {
		if v.Assertion || v.Name == "inspect" || // it needs a message
			v.Name == "jumpcloud certificate upload" || // it needs a pair
			strings.HasPrefix(v.Name, "jumpcloud push ") || // they need a push
			strings.HasPrefix(v.Name, "entra device ") { // they need a code
			continue
		}
		for _, suffix := range []string{"", " --json"} {
			lines := append(slices.Clone(before(v.Name)), v.Example+suffix)
			if suffix != "" {
				lines = append(lines, "stdout '^  .verb.: ."+v.Name+".,$'")
			}
			scripts = append(scripts, Script{Name: v.Name + suffix, Data: []byte(strings.Join(lines, "\n") + "\n")})
		}
	}
	return scripts
}

// Each verb has an example, which scripts and the command line understand and which does what it says.
func TestExamplesWork(t *testing.T) {
	for _, v := range Verbs() {
		assert.True(t, v.Example == v.Name || strings.HasPrefix(v.Example, v.Name+" "), "%s: %q", v.Name, v.Example)
		mistakes := check([]Script{{Name: v.Name,
			Data: []byte("signout\n" + v.Example + "\n-- domains.txt --\n-- certificate.pem --\n-- next.pem --\n-- next.key " +
				"--\n-- before.json --\n-- " +
				"JumpCloud-office365-metadata.xml --\n")}}, Verbs())
		assert.Empty(t, mistakes)
	}
	result, err := Run(t.Context(), RunOptions{Scripts: exampleScripts(), TempDir: t.TempDir()})
	require.NoError(t, err)
	for _, s := range result.Scripts {
		for _, step := range s.Steps {
			if step.Failure != nil {
				assert.Fail(t, "an example fails", "%s: %s: got %s", s.Name, step.Failure.Message, step.Failure.Got)
			}
			if strings.HasSuffix(s.Name, " --json") && step.Failure == nil {
				documentIn(t, s.Name, step)
			}
		}
	}
}

// documentIn reads the document that the last verb of a step wrote, and checks that it tells a result.
func documentIn(t *testing.T, name string, step report.StepResult) {
	t.Helper()
	_, text, found := strings.Cut(step.Log, " --json\n")
	require.True(t, found, step.Log)
	var document struct {
		Schema, Verb string
		Result       any
		Refusal      any
	}
	require.NoError(t, json.NewDecoder(strings.NewReader(text)).Decode(&document), "%s: %s", name, text)
	assert.Equal(t, DocumentSchema, document.Schema)
	assert.Equal(t, strings.TrimSuffix(name, " --json"), document.Verb)
	assert.NotEmpty(t, document.Result, name)
	assert.Nil(t, document.Refusal, name)
	if rows, list := document.Result.([]any); list && len(rows) > 0 {
		assert.IsType(t, map[string]any{}, rows[0], name)
	}
}
