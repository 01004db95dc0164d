package thirdparty_test

import (
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"samlharness/internal/thirdparty"
	"samlharness/world"
)

// A server of this machine, with a certificate of its own or none, is reached by the site's name, and by no proxy of
// the environment.
func TestServer(t *testing.T) {
	t.Setenv("HTTPS_PROXY", "http://127.0.0.1:1")
	says := http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		fmt.Fprintf(w, "%s %s %s", r.Host, r.URL.Path, r.Header.Get("X-Forwarded-Proto"))
	})
	for name, start := range map[string]func(http.Handler) *httptest.Server{
		"http": httptest.NewServer, "https": httptest.NewTLSServer,
	} {
		t.Run(name, func(t *testing.T) {
			server := start(says)
			defer server.Close()
			w := world.Start(t, world.Options{})
			for host, address := range map[string]string{
				"wiki.example": server.URL, "other.example": strings.Replace(server.URL, "127.0.0.1", "localhost", 1) + "/",
			} {
				site, err := thirdparty.Server(address)
				require.NoError(t, err)
				require.NoError(t, w.Handle(host, site))
				answer, err := w.HTTPClient().Get("https://" + host + "/a/b")
				require.NoError(t, err)
				body, err := io.ReadAll(answer.Body)
				require.NoError(t, err)
				require.NoError(t, answer.Body.Close())
				assert.Equal(t, host+" /a/b https", string(body))
			}
		})
	}
}

func TestServerThatDoesNotAnswer(t *testing.T) {
	server := httptest.NewServer(nil)
	server.Close()
	site, err := thirdparty.Server(server.URL)
	require.NoError(t, err)
	answer := httptest.NewRecorder()
	site.ServeHTTP(answer, httptest.NewRequest(http.MethodGet, "https://wiki.example/", nil))
	assert.Equal(t, http.StatusBadGateway, answer.Code)
	assert.Contains(t, answer.Body.String(), "nobody answers at "+server.URL)
}

func TestAddressesThatLeadNowhere(t *testing.T) {
	for address, want := range map[string]string{
		"https://wiki.example:8443":  "loopback",
		"http://10.0.0.1:80":         "loopback",
		"http://0.0.0.0:80":          "loopback",
		"http://169.254.169.254":     "loopback",
		"http://[::]:80":             "loopback",
		"http://127.1:80":            "loopback",
		"http://a.localhost:80":      "loopback",
		"http://127.0.0.1.nip.io":    "loopback",
		"127.0.0.1:80":               "expected an address",
		"ftp://127.0.0.1":            "expected an address",
		"file:///etc/passwd":         "expected an address",
		"":                           "expected an address",
		"http://a:b@127.0.0.1":       "expected an address",
		"http://127.0.0.1:80/path":   "without a path",
		"http://127.0.0.1:80/?q=1":   "without a path",
		"http://127.0.0.1:80/#there": "without a path",
	} {
		_, err := thirdparty.Server(address)
		var wrong *thirdparty.AddressError
		require.ErrorAs(t, err, &wrong, address)
		assert.Contains(t, wrong.Reason, want, address)
	}
}
