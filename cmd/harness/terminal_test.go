package main

import (
	"context"
	"fmt"
	"net/http"
	"net/http/httptest"
	"net/url"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"unicode"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"samlharness/internal/control"
	"samlharness/internal/up"
	"samlharness/internal/wire"
)

// What moves a cursor, rings, turns text around or cannot be seen: ESC and BEL, which XML may not hold, C1,
// bidirectional marks, zero-width characters, a tag.
const (
	hostileXML  = "\u009b2J\u202eevil\u2066\u200b\u2060\ufeff\U000e0041\u00ad"
	hostileText = "\x1b[2J\x1b]0;title\x07\r\b" + hostileXML
)

func requireVisible(t *testing.T, what, printed string) {
	t.Helper()
	require.NotEmpty(t, printed, what)
	for i, r := range printed {
		if r != '\n' && r != '\t' && (unicode.IsControl(r) || unicode.Is(unicode.Cf, r)) {
			t.Fatalf("%s prints %U at byte %d:\n%q", what, r, i, printed)
		}
	}
}

// printed is what a command line prints on standard output and standard error.
func printed(t *testing.T, env map[string]string, args ...string) string {
	t.Helper()
	a, stdout, stderr := inProcess(env)
	a.run(t.Context(), args)
	return stdout.String() + stderr.String()
}

func TestNothingDrivesTheTerminal(t *testing.T) {
	file := func(name, content string) string {
		path := filepath.Join(t.TempDir(), name)
		require.NoError(t, os.WriteFile(path, []byte(content), 0o600))
		return path
	}
	held := hold(t, up.Options{ConnectionFile: filepath.Join(t.TempDir(), "connection.json")})
	message := `<samlp:Response xmlns:samlp="` + wire.NamespaceProtocol + `" xmlns="` + wire.NamespaceAssertion +
		`" ID="_r" Version="2.0" IssueInstant="2026-03-02T09:15:00Z"><samlp:Status><samlp:StatusCode Value="` +
		wire.StatusSuccess + `"/></samlp:Status><Assertion ID="_` + hostileXML + `" Version="2.0" ` +
		`IssueInstant="2026-03-02T09:15:00Z"><Issuer>` + hostileXML + `</Issuer><Subject><NameID>` + hostileXML +
		`</NameID></Subject></Assertion></samlp:Response>`
	answer, err := held.World.HTTPClient().PostForm("https://login.microsoftonline.com/login.srf",
		url.Values{"SAMLResponse": {wire.EncodePost([]byte(message))}, "RelayState": {hostileText}})
	require.NoError(t, err)
	require.NoError(t, answer.Body.Close())

	script := "# A title " + strings.ReplaceAll(hostileText, "\r", "") + "\nentra user list\nstdout '" +
		strings.ReplaceAll(hostileXML, "[", "") + "'\n"
	wrong := "# A title\nentra user " + hostileXML + "\n"
	connected := map[string]string{"HARNESS_CONNECT": held.ConnectionFile}
	for name, got := range map[string]string{
		"run":              printed(t, nil, "run", file("title.txtar", script)),
		"check":            printed(t, nil, "check", file("wrong.txtar", wrong)),
		"run of mistakes":  printed(t, nil, "run", file("wrong.txtar", wrong)),
		"inspect":          printed(t, nil, "inspect", file("message.xml", message)),
		"inspect by world": printed(t, connected, "inspect", file("message.xml", message)),
		"record show":      printed(t, connected, "record", "show"),
		"record list":      printed(t, connected, "record", "list"),
		"an error":         printed(t, connected, "entra", "user", "show", hostileText),
		"wrong use":        printed(t, nil, hostileText),
	} {
		requireVisible(t, name, got)
	}
	assert.Contains(t, printed(t, nil, "run", file("title.txtar", script)), `\u202eevil\u2066`)
	assert.Contains(t, printed(t, connected, "record", "show"), `\u202eevil\u2066`)
}

// A world may be another program than it seems.
func TestForwardedOutputIsSpelled(t *testing.T) {
	mux := http.NewServeMux()
	(&control.Server{Token: "t", Invoke: func(context.Context, control.Call) control.Result {
		return control.Result{Stdout: "out " + hostileText, Stderr: "err " + hostileText}
	}}).Mount(mux)
	server := httptest.NewServer(mux)
	defer server.Close()
	connection := filepath.Join(t.TempDir(), "connection.json")
	require.NoError(t, control.Connection{World: "w", ControlURL: server.URL, Token: "t"}.Write(connection))
	got := printed(t, map[string]string{"HARNESS_CONNECT": connection}, "clock", "show")
	requireVisible(t, "a forwarded command", got)
	assert.Contains(t, got, fmt.Sprintf("out %s", `\x1b[2J`))
	assert.Contains(t, got, "err ")
}
