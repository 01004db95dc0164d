package noredirect_test

import (
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"samlharness/internal/noredirect"
)

func TestClientFollowsNothing(t *testing.T) {
	elsewhere := httptest.NewServer(http.HandlerFunc(func(http.ResponseWriter, *http.Request) {
		t.Error("the redirect was followed")
	}))
	defer elsewhere.Close()
	for _, status := range []int{300, 301, 302, 303, 307, 308} {
		server := httptest.NewServer(http.RedirectHandler(elsewhere.URL, status))
		for _, c := range []*http.Client{nil, server.Client()} {
			request, err := http.NewRequestWithContext(t.Context(), http.MethodPost, server.URL, strings.NewReader("secret"))
			require.NoError(t, err)
			request.Header.Set("Authorization", "Bearer token")
			response, err := noredirect.Client(c).Do(request)
			require.NoError(t, err)
			assert.NoError(t, response.Body.Close())
			assert.Equal(t, status, response.StatusCode)
			assert.True(t, noredirect.Status(status))
		}
		assert.Nil(t, server.Client().CheckRedirect, "the given client stays as it is")
		server.Close()
	}
	for _, status := range []int{200, 304, 400} {
		assert.False(t, noredirect.Status(status))
	}
}
