package m365_test

import (
	"context"
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"strings"
	"sync/atomic"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"samlharness/idp/m365"
	"samlharness/idp/org"
)

const secret = "a client secret"

// microsoft is a token endpoint and a Graph that answers as told.
type microsoft struct {
	t      *testing.T
	tokens atomic.Int64
	graph  http.HandlerFunc
	token  http.HandlerFunc
}

func (m *microsoft) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	switch {
	case r.URL.Path != "/tenant/oauth2/v2.0/token":
		m.graph(w, r)
	case m.token != nil:
		m.token(w, r)
	default:
		assert.NoError(m.t, r.ParseForm())
		assert.Equal(m.t, "client_credentials", r.PostForm.Get("grant_type"))
		assert.Equal(m.t, "client", r.PostForm.Get("client_id"))
		assert.Equal(m.t, secret, r.PostForm.Get("client_secret"))
		assert.True(m.t, strings.HasSuffix(r.PostForm.Get("scope"), "/.default"))
		fmt.Fprintf(w, `{"token_type":"Bearer","expires_in":3599,"access_token":"token-%d"}`, m.tokens.Add(1))
	}
}

func (m *microsoft) directory() *m365.Integration {
	server := httptest.NewServer(m)
	m.t.Cleanup(server.Close)
	return m365.New(m365.Options{
		TokenURL:     server.URL + "/tenant/oauth2/v2.0/token",
		GraphURL:     server.URL + "/",
		ClientID:     "client",
		ClientSecret: secret,
		Client:       server.Client(),
	})
}

var alice = org.Account{UserPrincipalName: "al/ice@contoso.com", ImmutableID: "64b1f0c2a9d3e45f6a7b8c9d"}

func TestBindWritesTheImmutableID(t *testing.T) {
	var bodies []string
	m := &microsoft{t: t, graph: func(w http.ResponseWriter, r *http.Request) {
		assert.Equal(t, http.MethodPatch, r.Method)
		assert.Equal(t, "/v1.0/users/al%2Fice@contoso.com", r.URL.EscapedPath())
		assert.Equal(t, "Bearer token-1", r.Header.Get("Authorization"))
		assert.Equal(t, "application/json", r.Header.Get("Content-Type"))
		body, err := io.ReadAll(r.Body)
		assert.NoError(t, err)
		bodies = append(bodies, string(body))
		w.WriteHeader(http.StatusNoContent)
	}}
	d := m.directory()
	require.NoError(t, d.Bind(t.Context(), alice))
	require.NoError(t, d.Unbind(t.Context(), alice))
	assert.Equal(t, []string{`{"onPremisesImmutableId":"64b1f0c2a9d3e45f6a7b8c9d"}`, `{"onPremisesImmutableId":null}`},
		bodies)
	assert.EqualValues(t, 1, m.tokens.Load(), "a token is used again")
}

func TestRefusedTokenIsReplacedOnce(t *testing.T) {
	for _, c := range []struct {
		name   string
		good   string
		tokens int64
	}{{"expired", "Bearer token-2", 2}, {"never right", "none", 2}} {
		t.Run(c.name, func(t *testing.T) {
			m := &microsoft{t: t, graph: func(w http.ResponseWriter, r *http.Request) {
				if r.Header.Get("Authorization") != c.good {
					w.WriteHeader(http.StatusUnauthorized)
					fmt.Fprint(w, `{"error":{"code":"InvalidAuthenticationToken",`+
						`"message":"Access token has expired or is not yet valid."}}`)
				}
			}}
			err := m.directory().Bind(t.Context(), alice)
			assert.Equal(t, c.tokens, m.tokens.Load())
			if c.good == "none" {
				var refused *m365.Error
				require.ErrorAs(t, err, &refused)
				assert.Equal(t, "InvalidAuthenticationToken", refused.Code)
				return
			}
			require.NoError(t, err)
		})
	}
}

func TestRefusalsAreTold(t *testing.T) {
	answer := func(status int, body string) http.HandlerFunc {
		return func(w http.ResponseWriter, _ *http.Request) { w.WriteHeader(status); fmt.Fprint(w, body) }
	}
	for _, c := range []struct {
		name          string
		graph, token  http.HandlerFunc
		status        int
		code, message string
	}{
		{
			"no such account",
			answer(404, `{"error":{"code":"Request_ResourceNotFound","message":"Resource 'x' does not exist."}}`),
			nil,
			404,
			"Request_ResourceNotFound",
			"Resource 'x' does not exist.",
		},
		{"no JSON", answer(503, "<html>"), nil, 503, "Service Unavailable", "the answer has no error message"},
		{
			"wrong secret",
			nil,
			answer(401, `{"error":"invalid_client","error_description":"AADSTS7000215: Invalid client secret provided."}`),
			401,
			"invalid_client",
			"AADSTS7000215: Invalid client secret provided.",
		},
	} {
		t.Run(c.name, func(t *testing.T) {
			err := (&microsoft{t: t, graph: c.graph, token: c.token}).directory().Bind(t.Context(), alice)
			var refused *m365.Error
			require.ErrorAs(t, err, &refused)
			assert.Equal(t, c.status, refused.Status)
			assert.Equal(t, c.code, refused.Code)
			assert.Equal(t, c.message, refused.Message)
			assert.NotContains(t, err.Error(), secret)
		})
	}
	for name, body := range map[string]string{"no JSON": "x", "no token": `{}`} {
		t.Run("token answer with "+name, func(t *testing.T) {
			require.Error(t, (&microsoft{t: t, token: answer(200, body)}).directory().Bind(t.Context(), alice))
		})
	}
}

// A token endpoint that hangs holds up nobody whose own context has ended.
func TestSlowTokenHoldsUpNobodyElse(t *testing.T) {
	asked, answer := make(chan bool, 1), make(chan bool)
	m := &microsoft{t: t, token: func(_ http.ResponseWriter, r *http.Request) {
		select {
		case asked <- true:
		default:
		}
		select {
		case <-answer:
		case <-r.Context().Done():
		}
	}}
	d := m.directory()
	first := make(chan error)
	go func() { first <- d.Bind(t.Context(), alice) }()
	<-asked
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	require.ErrorIs(t, d.Bind(ctx, alice), context.Canceled)
	close(answer)
	require.Error(t, <-first, "the answer was empty")
}

func TestNobodyThere(t *testing.T) {
	server := httptest.NewServer(http.NotFoundHandler())
	server.Close()
	err := m365.New(m365.Options{
		TokenURL:     server.URL,
		GraphURL:     server.URL,
		ClientSecret: secret,
	}).Bind(t.Context(), alice)
	require.Error(t, err)
	assert.NotContains(t, err.Error(), secret)
}

func FuzzAnswers(f *testing.F) {
	f.Add(400, `{"error":{"code":"a","message":"b"}}`)
	f.Add(401, `{"error":"a","error_description":"b"}`)
	f.Add(200, `{"error":[1]}`)
	f.Fuzz(func(t *testing.T, status int, body string) {
		if status < 200 || status > 599 {
			return
		}
		m := &microsoft{t: t, token: func(w http.ResponseWriter, _ *http.Request) {
			w.WriteHeader(status)
			fmt.Fprint(w, body)
		},
			graph: func(w http.ResponseWriter, _ *http.Request) { w.WriteHeader(status); fmt.Fprint(w, body) }}
		err := m.directory().Bind(t.Context(), alice)
		var token struct {
			AccessToken string `json:"access_token"`
		}
		if json.Unmarshal([]byte(body), &token) != nil && err == nil {
			t.Fatal("an unreadable answer was taken")
		}
	})
}

// Neither token nor secret follow a redirect.
func TestRedirectsAreNotFollowed(t *testing.T) {
	elsewhere := httptest.NewServer(http.HandlerFunc(func(http.ResponseWriter, *http.Request) {
		t.Error("the redirect was followed")
	}))
	defer elsewhere.Close()
	away := http.RedirectHandler(elsewhere.URL, http.StatusTemporaryRedirect).ServeHTTP
	for _, m := range []*microsoft{{t: t, graph: away}, {t: t, token: away}} {
		err := m.directory().Bind(t.Context(), alice)
		assert.ErrorContains(t, err, "307 Temporary Redirect: a redirect is not followed")
	}
}

func TestManyAreBoundInBatches(t *testing.T) {
	var batches atomic.Int64
	m := &microsoft{t: t, graph: func(w http.ResponseWriter, r *http.Request) {
		assert.Equal(t, "POST /v1.0/$batch", r.Method+" "+r.URL.Path)
		batches.Add(1)
		var batch struct {
			Requests []struct {
				ID, Method, URL string
				Headers, Body   map[string]string
			}
		}
		assert.NoError(t, json.NewDecoder(r.Body).Decode(&batch))
		assert.LessOrEqual(t, len(batch.Requests), 20)
		var answers []string
		for _, q := range batch.Requests {
			assert.Equal(t, "application/json", q.Headers["Content-Type"])
			switch q.URL {
			case "/users/user7@contoso.com":
				answers = append(answers, fmt.Sprintf(
					`{"id":%q,"status":404,"body":{"error":{"code":"Request_ResourceNotFound","message":"not there"}}}`, q.ID))
			case "/users/user8@contoso.com": // left out
			default:
				assert.Equal(t, "PATCH", q.Method)
				assert.Contains(t, q.URL, q.Body["onPremisesImmutableId"]+"@contoso.com")
				answers = append(answers, fmt.Sprintf(`{"id":%q,"status":204}`, q.ID))
			}
		}
		answers = append(answers, `{"id":"99","status":204}`, `{"id":"x","status":204}`)
		fmt.Fprintf(w, `{"responses":[%s]}`, strings.Join(answers, ","))
	}}
	var users []org.Account
	for i := range 45 {
		name := fmt.Sprintf("user%d", i)
		users = append(users, org.Account{UserPrincipalName: name + "@contoso.com", ImmutableID: name})
	}
	failed := m.directory().BindAll(t.Context(), users)
	require.Len(t, failed, 45)
	assert.EqualValues(t, 3, batches.Load())
	for i, err := range failed {
		var refused *m365.Error
		switch i {
		case 7:
			require.ErrorAs(t, err, &refused)
			assert.Equal(t, "Request_ResourceNotFound", refused.Code)
			assert.Contains(t, refused.Operation, "/v1.0/users/user7@contoso.com")
		case 8:
			require.ErrorContains(t, err, "leaves the user out")
		default:
			require.NoError(t, err)
		}
	}
	assert.Empty(t, m.directory().BindAll(t.Context(), nil))
}

func TestBatchThatFailsIsEverybodysError(t *testing.T) {
	for name, answer := range map[string]http.HandlerFunc{
		"refused":  func(w http.ResponseWriter, _ *http.Request) { w.WriteHeader(http.StatusServiceUnavailable) },
		"not JSON": func(w http.ResponseWriter, _ *http.Request) { fmt.Fprint(w, "<html>") },
	} {
		m := &microsoft{t: t, graph: answer}
		for _, err := range m.directory().BindAll(t.Context(), make([]org.Account, 21)) {
			require.Error(t, err, name)
		}
	}
}
