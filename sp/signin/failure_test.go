package signin_test

import (
	"context"
	"errors"
	"net/http"
	"net/url"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"samlharness/internal/store"
	"samlharness/record"
	"samlharness/sp/directory"
)

// brokenStore is a store that fails from now on.
type brokenStore struct {
	store.Store
	broken bool
}

func (s *brokenStore) View(ctx context.Context, read func(store.Tx) error) error {
	if s.broken {
		return errors.New("disk full")
	}
	return s.Store.View(ctx, read)
}

// A directory that cannot be read is a failure of our own: the answer is not a page of Microsoft's and gives no reason,
// and nobody is signed in.
func TestADirectoryThatFailsIsAnInternalError(t *testing.T) {
	state := &brokenStore{Store: store.NewMemory()}
	f := startWith(t, state)
	response := "SAMLResponse=" + url.QueryEscape(f.response(""))
	state.broken = true
	for _, c := range []struct{ method, path, body string }{
		{"GET", "/?whr=contoso.com", ""},
		{"POST", "/common/login", "loginfmt=wang%40fabrikam.com"},
		{"POST", "/login.srf", response},
		{"GET", "/getuserrealm.srf?login=wang@fabrikam.com", ""},
		{"GET", "/common/userrealm/wang@fabrikam.com?api-version=1.0", ""},
		{"POST", "/common/GetCredentialType", `{"username":"wang@fabrikam.com"}`},
	} {
		t.Run(c.path, func(t *testing.T) {
			resp, body := f.send(c.method, loginHost+c.path, "application/x-www-form-urlencoded", c.body)
			assert.Equal(t, http.StatusInternalServerError, resp.StatusCode)
			assert.Equal(t, "Internal Server Error\n", body)
			assert.Empty(t, resp.Cookies())
		})
	}
	last, ok := f.record.Last(nil)
	require.True(t, ok)
	assert.Equal(t, record.Response, last.Kind)
	assert.Equal(t, record.Refused, last.Verdict)
	assert.Equal(t, "the directory could not be read", last.Refusal.Message)
}

func TestSignOutLeadsToWebAddressesAlone(t *testing.T) {
	for address, leads := range map[string]bool{
		"https://console.jumpcloud.com/userconsole/": true,
		"javascript:alert(1)":                        false,
		"//evil.example":                             false,
		"":                                           false,
	} {
		f := start(t)
		require.NoError(t, f.tenant.SetManaged(t.Context(), "contoso.com"))
		f.federate("contoso.com", func(c *directory.Federation) { c.SignOutURI = address })
		resp, _ := f.send("POST", acs, "application/x-www-form-urlencoded", "SAMLResponse="+url.QueryEscape(f.response("")))
		require.Len(t, resp.Cookies(), 1)
		r, err := http.NewRequestWithContext(t.Context(), "GET", loginHost+"/logout.srf", nil)
		require.NoError(t, err)
		r.AddCookie(resp.Cookies()[0])
		resp, err = f.client.Do(r)
		require.NoError(t, err)
		require.NoError(t, resp.Body.Close())
		if leads {
			assert.Equal(t, address, resp.Header.Get("Location"))
			continue
		}
		assert.Equal(t, http.StatusOK, resp.StatusCode, address)
		assert.Empty(t, resp.Header.Get("Location"))
	}
}
