package up_test

import (
	"io"
	"net/http"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

// The bare address is the desk, for a browser that came by it, and for nobody who was led there by another name.
func TestDeskAtTheBareAddress(t *testing.T) {
	held := open(t, options(t))
	get := func(address, host string) (int, string) {
		r, err := http.NewRequestWithContext(t.Context(), http.MethodGet, address, nil)
		require.NoError(t, err)
		r.Host = host
		answer, err := http.DefaultClient.Do(r)
		require.NoError(t, err)
		defer answer.Body.Close()
		body, err := io.ReadAll(answer.Body)
		require.NoError(t, err)
		return answer.StatusCode, string(body)
	}
	home := strings.Replace(held.Connection.HomeURL, "localhost", "127.0.0.1", 1)
	status, page := get(home, "")
	assert.Equal(t, http.StatusOK, status)
	assert.True(t, strings.Contains(page, "contoso.com is Managed"))
	assert.True(t, strings.Contains(page, "export HARNESS_CONNECT="+held.ConnectionFile))
	assert.True(t, strings.Contains(page, held.Connection.CACertificateFile))
	assert.True(t, strings.Contains(page, held.Connection.Sites["www.office.com"]))
	for _, secret := range []string{held.Connection.Token, held.Connection.ClientSecret} {
		assert.False(t, strings.Contains(page, secret))
	}
	status, page = get(home+"ca.pem", "")
	assert.Equal(t, http.StatusOK, status)
	assert.Equal(t, string(held.World.CAPEM()), page)
	status, page = get(home+"nowhere", "")
	assert.Equal(t, http.StatusNotFound, status)
	assert.True(t, strings.Contains(page, "Back to the desk"))
	status, _ = get(home, "evil.example"+strings.TrimPrefix(strings.TrimSuffix(home, "/"), "http://127.0.0.1"))
	assert.Equal(t, http.StatusMisdirectedRequest, status)
}
