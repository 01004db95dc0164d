package main

import (
	"context"
	"net/http"
	"net/http/httptest"
	"path/filepath"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"samlharness/internal/control"
)

// answering is the connection file of a world whose answers a test makes.
func answering(t *testing.T, invoke func(context.Context, control.Call) control.Result) string {
	t.Helper()
	mux := http.NewServeMux()
	(&control.Server{Token: "t", Invoke: invoke}).Mount(mux)
	server := httptest.NewServer(mux)
	t.Cleanup(server.Close)
	connection := filepath.Join(t.TempDir(), "connection.json")
	require.NoError(t, control.Connection{World: "w", ControlURL: server.URL, Token: "t"}.Write(connection))
	return connection
}

// A shell that completes a word waits for no world: one that is silent, or talks nonsense, has no names.
func TestCompletionNeverHangs(t *testing.T) {
	for name, invoke := range map[string]func(context.Context, control.Call) control.Result{
		"silent": func(ctx context.Context, _ control.Call) control.Result {
			<-ctx.Done() // when the caller has gone
			return control.Result{}
		},
		"nonsense": func(context.Context, control.Call) control.Result { return control.Result{Stdout: "hello"} },
		"refusal":  func(context.Context, control.Call) control.Result { return control.Result{ExitCode: 1} },
		"others": func(context.Context, control.Call) control.Result {
			return control.Result{Stdout: `{"result": [{"email": 7}, {}]}`}
		},
	} {
		t.Run(name, func(t *testing.T) {
			a, stdout, _ := inProcess(map[string]string{"HARNESS_CONNECT": answering(t, invoke)})
			assert.Zero(t, a.run(t.Context(), []string{"__complete", "jumpcloud", "user", "show", ""}))
			assert.Equal(t, ":4\n", stdout.String())
		})
	}
}

// The words that go to a world are those of the command, whatever the order of its flags was.
func TestWordsThatGoToAWorld(t *testing.T) {
	var sent control.Call
	connection := answering(t, func(_ context.Context, call control.Call) control.Result {
		sent = call
		return control.Result{}
	})
	for line, want := range map[string][]string{
		"clock advance 2h": {"clock", "advance", "--", "2h"},
		"signin --entra-password -x --connect=" + connection + " a@b --same-window": {
			"signin", "--entra-password=-x", "--same-window=true", "--", "a@b"},
		"jumpcloud group add -- --json": {"jumpcloud", "group", "add", "--", "--json"},
		"jumpcloud user add a@b --password one --password=two": {
			"jumpcloud", "user", "add", "--password=two", "--", "a@b"},
		"entra user set a@b --immutable-id=": {"entra", "user", "set", "--immutable-id=", "--", "a@b"},
	} {
		a, _, stderr := inProcess(map[string]string{"HARNESS_CONNECT": connection})
		assert.Zero(t, a.run(t.Context(), strings.Fields(line)), stderr.String())
		assert.Equal(t, want, sent.Args)
	}
}
