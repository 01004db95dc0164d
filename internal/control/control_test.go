package control_test

import (
	"context"
	"encoding/json"
	"net"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/jonboulle/clockwork"
	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"samlharness/internal/control"
	"samlharness/internal/listen"
)

func serve(t *testing.T) control.Connection {
	t.Helper()
	mux := http.NewServeMux()
	(&control.Server{Token: "right", Invoke: func(_ context.Context, c control.Call) control.Result {
		return control.Result{
			Stdout:   strings.Join(c.Args, " "),
			ExitCode: 1,
			Files:    map[string][]byte{"out": append(c.Files["in"], '!')},
		}
	}}).Mount(mux)
	server := httptest.NewServer(mux)
	t.Cleanup(server.Close)
	return control.Connection{World: "demo", ControlURL: server.URL, Token: "right"}
}

func TestInvokeCarriesWordsAndFiles(t *testing.T) {
	client := control.Client{Connection: serve(t)}
	require.NoError(t, client.Ready(t.Context()))
	result, err := client.Invoke(t.Context(), control.Call{
		Args:  []string{"jumpcloud", "user", "add"},
		Files: map[string][]byte{"in": []byte("x")},
	})
	require.NoError(t, err)
	assert.Equal(t, control.Result{
		Stdout:   "jumpcloud user add",
		ExitCode: 1,
		Files:    map[string][]byte{"out": []byte("x!")},
	}, result)
}

func TestScriptsAndTheEnd(t *testing.T) {
	ended := make(chan struct{})
	mux := http.NewServeMux()
	(&control.Server{
		Token: "right",
		Run: func(_ context.Context, s control.Scripts) control.ScriptsResult {
			return control.ScriptsResult{Report: json.RawMessage(`{"scripts":"` + string(s.Scripts[0].Data) + `"}`)}
		},
		End: func() { close(ended) },
	}).Mount(mux)
	server := httptest.NewServer(mux)
	t.Cleanup(server.Close)
	client := control.Client{Connection: control.Connection{ControlURL: server.URL, Token: "right"}}
	result, err := client.Run(t.Context(), control.Scripts{Scripts: []control.Script{{Name: "a", Data: []byte("x")}}})
	require.NoError(t, err)
	assert.JSONEq(t, `{"scripts":"x"}`, string(result.Report))
	stranger := client
	stranger.Connection.Token = "wrong"
	assert.ErrorContains(t, stranger.End(t.Context()), "403")
	require.NoError(t, client.End(t.Context()))
	<-ended
}

func TestStrangersAreRefused(t *testing.T) {
	connection := serve(t)
	for _, c := range []struct{ name, token, host, origin string }{
		{"no token", "", "", ""},
		{"wrong token", "wrong", "", ""},
		{"rebound name", "right", "evil.example", ""},
		{"web page", "right", "", "https://evil.example"},
	} {
		t.Run(c.name, func(t *testing.T) {
			request, err := http.NewRequestWithContext(t.Context(), http.MethodPost, connection.ControlURL+"/v1/invoke",
				strings.NewReader("{}"))
			require.NoError(t, err)
			request.Header.Set("Authorization", "Bearer "+c.token)
			if c.host != "" {
				request.Host = c.host
			}
			if c.origin != "" {
				request.Header.Set("Origin", c.origin)
			}
			response, err := http.DefaultClient.Do(request)
			require.NoError(t, err)
			defer response.Body.Close()
			assert.Equal(t, http.StatusForbidden, response.StatusCode)
		})
	}
}

func TestRefusedCallIsAnError(t *testing.T) {
	connection := serve(t)
	connection.Token = "wrong"
	client := control.Client{Connection: connection}
	assert.ErrorContains(t, client.Ready(t.Context()), "403 Forbidden: forbidden: use the token")
}

func TestServerWithoutTokenRefusesEverybody(t *testing.T) {
	mux := http.NewServeMux()
	(&control.Server{}).Mount(mux)
	request := httptest.NewRequest(http.MethodGet, "http://127.0.0.1/v1/ready", nil)
	request.Header.Set("Authorization", "Bearer ")
	answer := httptest.NewRecorder()
	mux.ServeHTTP(answer, request)
	assert.Equal(t, http.StatusForbidden, answer.Code)
}

func TestCallsAreBounded(t *testing.T) {
	_, err := (&control.Client{
		Connection: serve(t),
	}).Invoke(t.Context(), control.Call{Args: []string{strings.Repeat("a", control.MaxBody)}})
	assert.ErrorContains(t, err, "400 Bad Request")
}

func TestWorldThatHasEnded(t *testing.T) {
	server := httptest.NewServer(http.NotFoundHandler())
	server.Close()
	_, err := (&control.Client{Connection: control.Connection{
		World:      "demo",
		ControlURL: server.URL,
	}}).Invoke(t.Context(), control.Call{})
	var unreachable *control.UnreachableError
	assert.ErrorAs(t, err, &unreachable)
}

func TestConnectionFile(t *testing.T) {
	path := filepath.Join(t.TempDir(), "world.json")
	want := control.Connection{
		World:      "demo",
		ControlURL: "http://127.0.0.1:1",
		Token:      "secret",
		Sites:      map[string]string{"a": "b"},
	}
	require.NoError(t, want.Write(path))
	info, err := os.Stat(path)
	require.NoError(t, err)
	assert.Equal(t, os.FileMode(0o600), info.Mode().Perm())
	got, err := control.ReadConnection(path)
	require.NoError(t, err)
	assert.Equal(t, want, got)

	require.NoError(t, os.Chmod(path, 0o644))
	_, err = control.ReadConnection(path)
	assert.ErrorContains(t, err, "0644")
	require.NoError(t, os.WriteFile(path, []byte("{}"), 0o600))
	require.NoError(t, os.Chmod(path, 0o600))
	_, err = control.ReadConnection(path)
	assert.ErrorContains(t, err, "not a connection file")
	for name, content := range map[string]string{"no token": `{"controlUrl":"http://127.0.0.1:1"}`,
		"no address": `{"token":"x"}`,
		"too large":  `{"controlUrl":"http://127.0.0.1:1","token":"x"` + strings.Repeat(" ", 1<<20) + "}"} {
		require.NoError(t, os.WriteFile(path, []byte(content), 0o600))
		_, err = control.ReadConnection(path)
		assert.ErrorContains(t, err, "not a connection file", name)
	}
	_, err = control.ReadConnection(path + ".none")
	assert.ErrorContains(t, err, "no such file")
	_, err = control.ReadConnection(filepath.Dir(path))
	assert.ErrorContains(t, err, "not a connection file")
	entries, err := os.ReadDir(filepath.Dir(path))
	require.NoError(t, err)
	assert.Len(t, entries, 1, "nothing half-done stays behind")
}

// A program that has got the port of a world and says nothing holds nobody up.
func TestSilentProgram(t *testing.T) {
	l, err := net.Listen("tcp", "127.0.0.1:0")
	require.NoError(t, err)
	defer l.Close()
	client := &control.Client{Connection: control.Connection{World: "demo", ControlURL: "http://" + l.Addr().String()}}
	begun := machine().Now()
	_, err = client.Invoke(t.Context(), control.Call{})
	var unreachable *control.UnreachableError
	require.ErrorAs(t, err, &unreachable)
	assert.True(t, unreachable.Silent())
	assert.Equal(t, 3, unreachable.ExitCode())
	assert.Contains(t, unreachable.Hint(), "another program")
	assert.Less(t, machine().Since(begun), 5*time.Second)
}

func TestConnectionFileOfAnotherUser(t *testing.T) {
	if os.Geteuid() != 0 {
		t.Skip("only root can give files away")
	}
	path := filepath.Join(t.TempDir(), "world.json")
	require.NoError(t, control.Connection{ControlURL: "http://127.0.0.1:1", Token: "x"}.Write(path))
	require.NoError(t, os.Chown(path, 12345, 12345))
	_, err := control.ReadConnection(path)
	assert.ErrorContains(t, err, "it is of another user, number 12345")
}

// machine is the clock of the network, on which these tests wait.
func machine() clockwork.Clock { return listen.Limits{}.Time() }
