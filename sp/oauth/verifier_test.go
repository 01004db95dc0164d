package oauth_test

import (
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
	"time"

	"github.com/jonboulle/clockwork"
	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"samlharness/sp/directory"
	"samlharness/sp/oauth"
	"samlharness/sp/oauth/token"
)

func TestVerifier(t *testing.T) {
	s := newService(t)
	_, answer := s.ask(t, "/"+tenantID+"/oauth2/v2.0/token", goodForm())
	good := answer["access_token"].(string)
	_, err := s.verify(good)
	require.NoError(t, err)
	other := newService(t)
	_, answer = other.ask(t, "/"+tenantID+"/oauth2/v2.0/token", goodForm())
	parts := strings.Split(good, ".")
	for _, c := range []struct{ name, token, text string }{
		{"empty", "", "Access token is empty."},
		{"no dots", "abc", "IDX14100: JWT is not well formed, there are no dots (.)."},
		{"no JWT", "a.b.c", "CompactToken parsing failed with error code: 80049217"},
		{"unsigned", "eyJhbGciOiJub25lIn0." + parts[1] + ".", "CompactToken parsing failed with error code: 80049217"},
		{"signed by another key", answer["access_token"].(string), "Access token validation failure. Invalid signature."},
		{"altered", parts[0] + "." + strings.Split(answer["access_token"].(string), ".")[1] + "." + parts[2],
			"Access token validation failure. Invalid signature."},
		{"too long", strings.Repeat("a.", 20<<10), "CompactToken parsing failed with error code: 80049217"},
	} {
		t.Run(c.name, func(t *testing.T) {
			_, err := s.verify(c.token)
			var refused *token.Error
			require.ErrorAs(t, err, &refused)
			assert.Equal(t, c.text, refused.Message)
		})
	}
	t.Run("other tenant", func(t *testing.T) {
		foreign := s
		foreign.verifier = &token.Verifier{Keys: s.verifier.Keys, TenantID: clientID, Clock: s.clock}
		_, err := foreign.verify(good)
		assert.EqualError(t, err, "Access token validation failure. Invalid issuer.")
	})
	t.Run("expired", func(t *testing.T) {
		s.clock.Advance(3598 * time.Second)
		_, err := s.verify(good)
		require.NoError(t, err)
		s.clock.Advance(time.Second)
		_, err = s.verify(good)
		assert.EqualError(t, err, "Lifetime validation failed, the token is expired.")
	})
	t.Run("wrong audience", func(t *testing.T) {
		_, err := s.verify(s.forge(t, map[string]any{"aud": "https://vault.azure.net"}))
		assert.EqualError(t, err, "Access token validation failure. Invalid audience.")
	})
	t.Run("not yet valid", func(t *testing.T) {
		now := s.clock.Now().Unix()
		_, err := s.verify(s.forge(t, map[string]any{
			"aud": "https://graph.microsoft.com",
			"iss": "https://sts.windows.net/" + tenantID + "/",
			"nbf": now + 1,
			"exp": now + 10,
		}))
		assert.EqualError(t, err, "Access token has expired or is not yet valid.")
	})
}

func TestWithoutAKey(t *testing.T) {
	r := httptest.NewRequest(http.MethodGet, "/", nil)
	r.Header.Set("Authorization", "Bearer eyJhbGciOiJSUzI1NiJ9.e30.AA")
	_, err := (&token.Verifier{Clock: clockwork.NewFakeClock()}).Verify(r)
	assert.ErrorContains(t, err, "none was handed in")
	_, err = (*token.Verifier)(nil).Verify(r)
	assert.ErrorContains(t, err, "no verifier was handed in")

	tenant, err := directory.New(directory.Options{Clock: clockwork.NewFakeClock(), TenantID: tenantID})
	require.NoError(t, err)
	mux := http.NewServeMux()
	oauth.New(oauth.Options{Tenant: tenant, Clock: clockwork.NewFakeClock()}).Mount(mux, nil)
	w := httptest.NewRecorder()
	mux.ServeHTTP(w, httptest.NewRequest(http.MethodGet,
		"https://login.microsoftonline.com/"+tenantID+"/discovery/v2.0/keys", nil))
	assert.Equal(t, http.StatusInternalServerError, w.Code)
	assert.Contains(t, w.Body.String(), `"error":"server_error"`)
}

func FuzzVerify(f *testing.F) {
	f.Add("Bearer eyJhbGciOiJSUzI1NiJ9.e30.AA")
	f.Add("Bearer a.b.c.d.e")
	verifier := &token.Verifier{Keys: &token.SigningKey{}, TenantID: tenantID, Clock: clockwork.NewFakeClock()}
	f.Fuzz(func(t *testing.T, header string) {
		r := httptest.NewRequest(http.MethodGet, "/", nil)
		r.Header.Set("Authorization", header)
		if _, err := verifier.Verify(r); err == nil {
			t.Errorf("a token that nobody issued was taken: %q", header)
		}
	})
}
