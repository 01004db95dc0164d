package up_test

import (
	"encoding/json"
	"net"
	"net/http"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"samlharness/browser/signin"
	"samlharness/certs"
	"samlharness/inspect"
	"samlharness/internal/control"
	"samlharness/internal/up"
	"samlharness/report"
	"samlharness/scenarios"
	"samlharness/world"
)

// options are for a world beside others: free ports, small keys.
func options(t *testing.T) up.Options {
	return up.Options{Listen: "127.0.0.1:0", Sites: "127.0.0.1:0", Proxy: "127.0.0.1:0", KeyBits: certs.FastBits,
		ConnectionFile: filepath.Join(t.TempDir(), "deep", "connection.json")}
}

func open(t *testing.T, o up.Options) *up.Held {
	t.Helper()
	held, err := up.Open(t.Context(), o)
	require.NoError(t, err)
	t.Cleanup(func() { _ = held.Close() })
	return held
}

func TestOtherCommandsFindTheWorld(t *testing.T) {
	held := open(t, options(t))
	connection, err := control.ReadConnection(held.ConnectionFile)
	require.NoError(t, err)
	assert.Equal(t, held.Connection, connection)
	client := &control.Client{Connection: connection}
	for _, c := range []struct {
		args           string
		code           int
		stdout, stderr string
	}{
		{"clock show", 0, "2026-03-02T09:15:00Z", ""},
		{"clock advance 1h", 0, "10:15", ""},
		{"entra user show \x1b[31mred", 1, "", `\x1b[31mred`},
		{"clock shw", 2, "", "hint: did you mean `clock show`?"},
		{"entra user show nobody@contoso.com", 1, "", "harness: "},
		{"stdout x", 2, "", "stands in scripts only"},
		{"", 2, "", "a verb is missing"},
	} {
		t.Run(c.args, func(t *testing.T) {
			result, err := client.Invoke(t.Context(), control.Call{Args: strings.Fields(c.args)})
			require.NoError(t, err)
			assert.Equal(t, c.code, result.ExitCode, result.Stderr)
			assert.Contains(t, result.Stdout, c.stdout)
			assert.Contains(t, result.Stderr, c.stderr)
		})
	}
}

// A world that is held open words an error as the command line does, byte for byte, with the same exit code.
func TestErrorsReadTheSameEverywhere(t *testing.T) {
	held := open(t, options(t))
	client := &control.Client{Connection: held.Connection}
	for _, args := range [][]string{
		{"clock", "shw"},
		{"entra", "user", "show", "nobody@contoso.com"},
		{"jumpcloud", "directory", "bind", "nobody"},
		{"jumpcloud", "app", "create", "office365", "--entity-id", "contoso.com"},
		{"federation", "show", "--domain", "nowhere.test"},
		{"federation", "enable", "--xml-file", "missing.xml"},
		{"signin", "nobody@contoso.com"},
	} {
		result, err := client.Invoke(t.Context(), control.Call{Args: args})
		require.NoError(t, err)
		done, err := scenarios.Invoke(t.Context(), scenarios.WorldOf(held.World), scenarios.Request{Args: args})
		require.Error(t, err)
		var want strings.Builder
		require.NoError(t, report.WriteError(&want, err))
		assert.Equal(t, done.Stderr+want.String(), result.Stderr)
		assert.Equal(t, report.ExitCode(err), result.ExitCode)
	}
}

func TestFilesTravelBothWays(t *testing.T) {
	held := open(t, options(t))
	client := &control.Client{Connection: held.Connection}
	for _, args := range [][]string{
		{"jumpcloud", "app", "create", "office365", "--domain", "contoso.com"},
		{"jumpcloud", "metadata", "export", "office365", "--out", "/somewhere/else/m.xml"},
	} {
		result, err := client.Invoke(t.Context(), control.Call{Args: args})
		require.NoError(t, err)
		require.Zero(t, result.ExitCode, result.Stderr)
		for name, data := range result.Files {
			assert.Equal(t, "/somewhere/else/m.xml", name)
			assert.Contains(t, string(data), `entityID="https://contoso.com"`)
		}
	}
}

func TestTokenIsNeeded(t *testing.T) {
	held := open(t, options(t))
	stranger := held.Connection
	stranger.Token = "guess"
	_, err := (&control.Client{Connection: stranger}).Invoke(t.Context(), control.Call{Args: []string{"clock", "show"}})
	assert.ErrorContains(t, err, "403")
}

func TestCloseLeavesNothing(t *testing.T) {
	held := open(t, options(t))
	info, err := os.Stat(held.ConnectionFile)
	require.NoError(t, err)
	assert.Equal(t, os.FileMode(0o600), info.Mode().Perm())
	require.NoError(t, held.Close())
	left, err := os.ReadDir(filepath.Dir(held.ConnectionFile))
	require.NoError(t, err)
	assert.Empty(t, left)
	_, err = http.Get(held.Connection.ControlURL)
	assert.Error(t, err)
}

func TestPortTaken(t *testing.T) {
	l, err := net.Listen("tcp", "127.0.0.1:0")
	require.NoError(t, err)
	defer l.Close()
	for name, edit := range map[string]func(*up.Options){
		"listen": func(o *up.Options) { o.Listen = l.Addr().String() },
		"sites":  func(o *up.Options) { o.Sites = l.Addr().String() },
		"proxy":  func(o *up.Options) { o.Proxy = l.Addr().String() },
		"public": func(o *up.Options) { o.Sites = "0.0.0.0:0" },
	} {
		t.Run(name, func(t *testing.T) {
			o := options(t)
			edit(&o)
			held, err := up.Open(t.Context(), o)
			assert.Nil(t, held)
			var listen *world.ListenError
			assert.ErrorAs(t, err, &listen)
			assert.NoFileExists(t, o.ConnectionFile)
		})
	}
}

func TestGuide(t *testing.T) {
	var s strings.Builder
	held := open(t, options(t))
	require.NoError(t, held.WriteGuide(&s))
	assert.Contains(t, s.String(), "In a browser, without any set-up:\n  Home                   "+held.Connection.HomeURL,
		"the home comes first")
	for _, want := range []string{"World demo is up", "harness env", "http://www.office.localhost:", "/userconsole",
		"curl --proxy http://127.0.0.1:", "export HARNESS_CONNECT=/", "wang@contoso.com", "admin@contoso.onmicrosoft.com"} {
		assert.Contains(t, s.String(), want)
	}
	assert.NotContains(t, s.String(), held.Connection.Token)
	assert.NotContains(t, s.String(), held.Connection.ClientSecret)
}

func TestGuideShowsNoPasswordsOfItsOwnersChoice(t *testing.T) {
	o, spec := options(t), world.Demo()
	spec.Users[0].JumpCloudPassword, spec.Users[0].EntraPassword = "Chosen-1!", "Chosen-2!"
	o.Spec, o.ConnectionFile = &spec, filepath.Join(t.TempDir(), "it's here", "connection.json")
	var s strings.Builder
	require.NoError(t, open(t, o).WriteGuide(&s))
	assert.NotContains(t, s.String(), "Chosen")
	assert.Contains(t, s.String(), "(as in the world file)  (as in the world file)")
	assert.Contains(t, s.String(), `it'\''s here/connection.json'`)
}

// A response that signed somebody in is accepted by inspect, by what the world knows; an hour later it is not.
func TestInspectByWhatTheWorldKnows(t *testing.T) {
	o, spec := options(t), world.Demo()
	spec.ClockSkew = world.Duration(10 * time.Minute)
	o.Spec = &spec
	held := open(t, o)
	client := &control.Client{Connection: held.Connection}
	call := func(c control.Call) control.Result {
		result, err := client.Invoke(t.Context(), c)
		require.NoError(t, err)
		return result
	}
	files := map[string][]byte{}
	for _, words := range [][]string{
		{"jumpcloud", "directory", "bind", "alice"},
		{"jumpcloud", "app", "create", "office365", "--domain", "contoso.com"},
		{"jumpcloud", "group", "bind", "All Users", "office365"},
		{"jumpcloud", "metadata", "export", "office365", "--out", "m.xml"},
		{"federation", "enable", "--xml-file", "m.xml"},
	} {
		result := call(control.Call{Args: words, Files: files})
		require.Zero(t, result.ExitCode, result.Stderr)
		files = result.Files
	}
	result, err := signin.Walk(t.Context(), held.World.Browser(), held.World.Person("alice@contoso.com"),
		signin.Start{})
	require.NoError(t, err)
	var message string
	for _, hop := range result.Transcript {
		if hop.SAML != nil && hop.SAML.Parameter == "SAMLResponse" {
			message = hop.SAML.XML
		}
	}
	inspected := func(message string, at time.Time) control.Result {
		words := []string{"inspect", "-", "--json"}
		if !at.IsZero() {
			words = append(words, "--at", at.Format(time.RFC3339))
		}
		return call(control.Call{Args: words, Files: map[string][]byte{"-": []byte(message)}})
	}
	judge := func(at time.Time) inspect.Report {
		var document struct{ Result inspect.Document }
		require.NoError(t, json.Unmarshal([]byte(inspected(message, at).Stdout), &document))
		require.Len(t, document.Result.Messages, 1)
		return *document.Result.Messages[0].Report
	}
	now := judge(time.Time{})
	assert.True(t, now.Accepted, now.Page)
	assert.Equal(t, "alice@contoso.com", now.User)
	assert.Empty(t, now.Assumed)
	assert.True(t, judge(held.World.Clock.Now().Add(14*time.Minute)).Accepted,
		"the world forgives ten minutes after the five that it holds")
	later := judge(held.World.Clock.Now().Add(time.Hour))
	require.NotNil(t, later.Refusal)
	assert.Equal(t, "AADSTS500089", later.Refusal.Code)
	assert.Equal(t, 2, inspected("prose!", time.Time{}).ExitCode)
}
