package federation_test

import (
	"net/http"
	"os/exec"
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/spf13/pflag"
	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"samlharness/federation"
	"samlharness/federation/msgraph"
	"samlharness/internal/graphtest"
)

// troubles are what can go wrong with an operation, each with how many commands its texts name.
var troubles = []struct {
	name     string
	prepare  func(t *testing.T, w *tenant, o *federation.Operator)
	do       func(t *testing.T, o *federation.Operator) (federation.Result, error)
	commands int
}{
	{"another configuration", otherConfiguration, enable, 2},
	{"the same configuration", sameConfiguration, enable, 2},
	{"changed by someone else", spoil("GET", "/domains", 1, graphtest.Changed("Managed", "Federated")), enable, 1},
	{"half federated", leaveHalf, show, 1},
	{"half federated before enabling", leaveHalf, enable, 1},
	{"mended", spoil("POST", configurationOf, 1, halfDone), enable, 1},
	{"not mended", func(t *testing.T, w *tenant, o *federation.Operator) {
		spoil("POST", configurationOf, 1, halfDone)(t, w, o)
		spoil("PATCH", "/domains/contoso.com", 0, failed(500))(t, w, o)
	}, enable, 1},
	{"not as sent", spoil("GET", configurationOf, 0, graphtest.Changed(signOn, signOn+"x")), enable, 2},
	{"outcome unknown", blindAfterwards, enable, 2},
	{"not disabled", func(t *testing.T, w *tenant, o *federation.Operator) {
		sameConfiguration(t, w, o)
		spoil("PATCH", "/domains/contoso.com", 1, graphtest.Status(204, "", ""))(t, w, o)
	}, disable, 2},
	{"creation fails", spoil("POST", configurationOf, 0, failed(503)), enable, 1},
	{"reading fails", spoil("GET", "/domains/contoso.com", 0, failed(500)), show, 1},
	{"already federated, says Graph", spoil("POST", configurationOf, 0, graphtest.Status(400, "Request_BadRequest",
		"Domain already has Federation Configuration set.")), enable, 2},
	{"no token", spoil("GET", "/domains", 0, failed(401)), enable, 0},
	{"no permission", spoil("GET", "/domains", 0, failed(403)), enable, 0},
	{"no domain", spoil("GET", "/domains", 0, graphtest.Body(`{"value":[]}`)), enable, 0},
	{"throttled", spoil("GET", "/domains", 0, failed(429)), enable, 0},
	{"issuer in use", spoil("POST", configurationOf, 0, failed(409)), enable, 0},
	{"no answer", spoil("GET", "/domains", 0, graphtest.HangUp), enable, 0},
}

func spoil(method, path string, times int,
	answer graphtest.Answer) func(*testing.T, *tenant, *federation.Operator) {
	return func(_ *testing.T, w *tenant, _ *federation.Operator) { w.Faults.Add(method, path, times, answer) }
}

func failed(status int) graphtest.Answer { return graphtest.Status(status, "", "") }

// halfDone answers a creation as Graph is known to: with a 500, the domain Federated without a configuration.
func halfDone(w http.ResponseWriter, r *http.Request, next http.Handler) {
	r.Body = http.NoBody
	graphtest.DoneBut(failed(500))(w, r, next)
}

// blindAfterwards lets a creation be done and nothing be read after it.
func blindAfterwards(t *testing.T, w *tenant, o *federation.Operator) {
	spoil("POST", configurationOf, 1, func(rw http.ResponseWriter, r *http.Request, next http.Handler) {
		spoil("GET", "/domains/contoso.com", 0, failed(403))(t, w, o)
		next.ServeHTTP(rw, r)
	})(t, w, o)
}

func otherConfiguration(t *testing.T, w *tenant, _ *federation.Operator) {
	_, err := w.operator.Enable(t.Context(), source(t, "https://contoso.com", pairs()[1].Certificate.Raw))
	require.NoError(t, err)
}

func sameConfiguration(t *testing.T, w *tenant, _ *federation.Operator) { w.federated(t) }

func leaveHalf(t *testing.T, w *tenant, _ *federation.Operator) { w.half(t) }

func enable(t *testing.T, o *federation.Operator) (federation.Result, error) {
	return o.Enable(t.Context(), source(t, "https://contoso.com"))
}

func show(t *testing.T, o *federation.Operator) (federation.Result, error) {
	return o.Show(t.Context(), "contoso.com")
}

func disable(t *testing.T, o *federation.Operator) (federation.Result, error) {
	return o.Disable(t.Context(), "contoso.com")
}

// real target words, with file names that a shell would take apart.
var realTarget = []string{"--target", "real", "--graph", "https://graph.microsoft.us", "--credential", "secret",
	"--secret-file", "it's a $ecret", "--ca-file", "my CA.pem", "--snapshots", `C:\snap*`}

const metadataFile = "JumpCloud office365.xml"

// A cure that is copied as it stands acts on the tenant that the operator acted on.
func TestCuresNameTheirTarget(t *testing.T) {
	for _, c := range troubles {
		t.Run(c.name, func(t *testing.T) {
			w := newTenant(t)
			o := w.real(t, guard(t))
			o.Commands = federation.Commands{Target: realTarget, MetadataFile: metadataFile}
			c.prepare(t, w, o)
			commands := commandsOf(t, c.do, o)
			require.Len(t, commands, c.commands)
			for _, words := range commands {
				assert.Equal(t, realTarget, words[len(words)-len(realTarget):])
				assert.Equal(t, "contoso.com", flagsOf(t, words)["domain"])
				if words[2] == "enable" {
					assert.Equal(t, metadataFile, flagsOf(t, words)["xml-file"])
				}
			}
		})
	}
}

// A real tenant is named also by an operator who was not told the words that lead to it.
func TestCuresNeverNameTheEmulationForARealTenant(t *testing.T) {
	for _, c := range troubles {
		w := newTenant(t)
		o := w.real(t, guard(t))
		c.prepare(t, w, o)
		for _, words := range commandsOf(t, c.do, o) {
			assert.Equal(t, map[string]string{"target": "real", "domain": "contoso.com"}, flagsOf(t, words), c.name)
		}
	}
	w := newTenant(t)
	o := w.real(t, guard(t))
	var err error
	o.Graph, err = msgraph.New(msgraph.Options{
		Endpoint:   "https://graph.microsoft.com:8443",
		Credential: w.Credential(t, graphtest.ClientSecret),
		Scopes:     []string{"https://graph.microsoft.com/.default"},
		Transport:  w.Web(t),
		Retry:      graphtest.Quick(),
	})
	require.NoError(t, err)
	w.half(t)
	assert.Equal(t, map[string]string{
		"target": "real",
		"graph":  "https://graph.microsoft.com:8443",
		"domain": "contoso.com",
	}, flagsOf(t, commandsOf(t, show, o)[0]))
}

func TestCuresOfAnEmulation(t *testing.T) {
	for _, c := range troubles {
		w := newTenant(t)
		w.operator.Commands.MetadataFile = metadataFile
		c.prepare(t, w, w.operator)
		for _, words := range commandsOf(t, c.do, w.operator) {
			want := map[string]string{"domain": "contoso.com"}
			if words[2] == "enable" { // the metadata names the domain
				want = map[string]string{"xml-file": metadataFile}
			}
			assert.Equal(t, want, flagsOf(t, words), c.name)
		}
	}
}

// The guard names the command that names the domain.
func TestCureOfADomainThatWasNotNamed(t *testing.T) {
	w, g := newTenant(t), guard(t)
	g.Named = "fabrikam.com"
	o := w.real(t, g)
	o.Commands = federation.Commands{Target: realTarget, MetadataFile: metadataFile}
	commands := commandsOf(t, enable, o)
	require.Len(t, commands, 1)
	assert.Equal(t, "contoso.com", flagsOf(t, commands[0])["domain"])
	o.Commands = federation.Commands{}
	_, err := enable(t, o)
	assert.Equal(t, "The file names another domain, contoso.com: give the metadata file of fabrikam.com, if that is "+
		"meant.\nAdd --domain contoso.com to the command.", graphtest.Refusal(t, err, federation.CodeGuard).Fix)
	g.Named = ""
	_, err = enable(t, o)
	assert.Equal(t, "Add --domain contoso.com to the command.", graphtest.Refusal(t, err, federation.CodeGuard).Fix)
}

var backquoted = regexp.MustCompile("`([^`]*)`")

// commandsOf are the commands in all texts of an operation that is refused, as a shell takes them apart. Nothing else
// may stand in backquotes, and no command without.
func commandsOf(t *testing.T, do func(*testing.T, *federation.Operator) (federation.Result, error),
	o *federation.Operator) (commands [][]string) {
	t.Helper()
	result, err := do(t, o)
	require.Error(t, err)
	require.NotNil(t, result.Refusal)
	assert.NotEmpty(t, result.Refusal.Fix)
	texts := append(slices.Concat(result.Messages, result.Warnings), result.Refusal.Message, result.Refusal.Expected,
		result.Refusal.Got, result.Refusal.Fix)
	for _, check := range result.Checks {
		texts = append(texts, check.Fix)
	}
	all := strings.Join(texts, "\n")
	for _, m := range backquoted.FindAllStringSubmatch(all, -1) {
		words := shellWords(t, m[1])
		assert.Equal(t, []string{"harness", "federation"}, words[:2])
		assert.Contains(t, []string{"show", "enable", "disable"}, words[2])
		if result.Refusal.Code != federation.CodeGuard || len(commands) == 0 { // a guard's check says it once more
			commands = append(commands, words)
		}
	}
	assert.NotContains(t, backquoted.ReplaceAllString(all, ""), "harness ")
	return commands
}

// shellWords lets a shell take a command apart.
func shellWords(t *testing.T, command string) []string {
	t.Helper()
	script := "for word in " + command + `; do printf '%s\0' "$word"; done`
	out, err := exec.CommandContext(t.Context(), "sh", "-c", script).Output()
	require.NoError(t, err, command)
	return strings.Split(strings.TrimSuffix(string(out), "\x00"), "\x00")
}

// flagsOf are the flags of a command that the command line has.
func flagsOf(t *testing.T, words []string) map[string]string {
	t.Helper()
	flags := pflag.NewFlagSet("federation", pflag.ContinueOnError)
	for _, name := range []string{"target", "domain", "xml-file", "snapshots", "credential", "secret-file", "graph",
		"ca-file"} {
		flags.String(name, "", "")
	}
	require.NoError(t, flags.Parse(words[3:]))
	assert.Empty(t, flags.Args())
	given := map[string]string{}
	flags.Visit(func(f *pflag.Flag) { given[f.Name] = f.Value.String() })
	return given
}
