package world

import (
	"io"
	"net/http"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

// Each page of either company leads home by the name of the world in its banner.
func TestBannersLeadHome(t *testing.T) {
	w := Start(t, Options{})
	w.network.sites.open(8080)
	w.network.sites.setHome(http.NotFoundHandler())
	for _, address := range []string{
		"https://console.jumpcloud.com/login", "https://sso.jumpcloud.com/nothing", "https://www.office.com/nothing",
		"https://login.microsoftonline.com/", "https://login.microsoftonline.com/error",
		"https://login.microsoftonline.com/common/oauth2/deviceauth", "https://login.microsoftonline.com/termsofuse",
	} {
		r, err := http.NewRequestWithContext(t.Context(), http.MethodGet, address, nil)
		require.NoError(t, err)
		r.Header.Set("Accept", "text/html")
		answer, err := w.HTTPClient().Do(r)
		require.NoError(t, err)
		body, err := io.ReadAll(answer.Body)
		require.NoError(t, err)
		require.NoError(t, answer.Body.Close())
		assert.Contains(t, string(body), `<a href="http://localhost:8080/" rel="noreferrer">`, address)
	}
}
