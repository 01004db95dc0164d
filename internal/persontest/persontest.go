// Package persontest is a person at the browser of this machine, for tests of programs that open one to sign in.
package persontest

import (
	"net/http"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"samlharness/browser"
	"samlharness/browser/signin"
	"samlharness/world"
)

// everywhere reaches the world by the production names, and programs of this machine at their own ports.
type everywhere struct{ world http.RoundTripper }

// RoundTrip sends a request to the world or to this machine.
func (e everywhere) RoundTrip(r *http.Request) (*http.Response, error) {
	if r.URL.Hostname() == "localhost" {
		return http.DefaultTransport.RoundTrip(r)
	}
	return e.world.RoundTrip(r)
}

// Walk lets a person of the world sign in from an address, to an application at end or to a device.
func Walk(t testing.TB, w *world.World, upn, start, end string) *browser.Page {
	t.Helper()
	b := browser.New(browser.Options{Client: &http.Client{Transport: everywhere{w.HTTPClient().Transport}}})
	result, err := signin.Walk(t.Context(), b, w.Person(upn), signin.Start{URL: start, End: end})
	require.NoError(t, err)
	require.Nil(t, result.Refused, "%v", result.Refused)
	return result.Page
}

// Opener puts a stand-in before the program that opens addresses, by the names that it has on Linux and macOS. opened
// waits for the address that it is given.
func Opener(t *testing.T) (opened func() string) {
	t.Helper()
	folder := t.TempDir()
	file := filepath.Join(folder, "address")
	script := "#!/bin/sh\necho \"$1\" > '" + file + ".new' && mv '" + file + ".new' '" + file + "'\n"
	for _, name := range []string{"xdg-open", "open"} {
		require.NoError(t, os.WriteFile(filepath.Join(folder, name), []byte(script), 0o700))
	}
	t.Setenv("PATH", folder+string(os.PathListSeparator)+os.Getenv("PATH"))
	return func() string {
		var text []byte
		assert.Eventually(t, func() bool {
			var err error
			text, err = os.ReadFile(file)
			return err == nil
		}, 20*time.Second, 20*time.Millisecond, "nothing was opened")
		return strings.TrimSpace(string(text))
	}
}
