package federation_test

import (
	"context"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
	"time"

	"github.com/jonboulle/clockwork"
	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"samlharness/federation"
	"samlharness/internal/graphtest"
)

// outcomes are the outcomes of findings that have an ID.
func outcomes(all []federation.Finding) map[string]federation.Outcome {
	found := map[string]federation.Outcome{}
	for _, f := range all {
		found[f.ID] = f.Outcome
	}
	return found
}

// discovery answers home-realm discovery, and the sign-on address with a page.
type discovery struct{ realm func() string }

func (d discovery) mount(w *tenant) {
	w.Faults.Answer("/getuserrealm.srf", func(w http.ResponseWriter, _ *http.Request, _ http.Handler) {
		_, _ = w.Write([]byte(`{"NameSpaceType":"` + d.realm() + `"}`))
	})
	w.Faults.Answer("/saml2/office365", graphtest.Body("Log in"))
}

func TestVerify(t *testing.T) {
	w := newTenant(t)
	s := source(t, "https://contoso.com")
	_, err := w.operator.Enable(t.Context(), s)
	require.NoError(t, err)
	realm := "Managed"
	discovery{func() string { return realm }}.mount(w)
	want := s.Wanted()
	options := federation.VerifyOptions{Domain: "contoso.com", Wanted: &want}
	v, err := w.operator.Verify(t.Context(), options)
	assert.Equal(t, "it still says Managed", graphtest.Refusal(t, err, federation.CodeVerify).Got)
	assert.Equal(t, []string{"home-realm discovery"}, v.Propagating)

	realm = "Federated"
	v, err = w.operator.Verify(t.Context(), options)
	require.NoError(t, err)
	assert.Equal(t, map[string]federation.Outcome{
		"read-back":       federation.Pass,
		"home-realm":      federation.Pass,
		"sign-on-address": federation.Pass,
		"last-sign-in":    federation.CannotTell,
	}, outcomes(v.Findings))
	assert.Contains(t, v.Text(), "contoso.com is Federated: 3 of 4 facts are verified\nGraph: "+
		"https://graph.microsoft.com\n")

	for thumbprint, want := range map[string]federation.Outcome{
		federation.SHA1Of(pairs()[0].Certificate): federation.Pass,
		federation.SHA1Of(pairs()[1].Certificate): federation.Fail,
	} {
		w.Faults.Add("GET", "/auditLogs/signIns", 1, graphtest.Body(`{"value":[{"userPrincipalName":"a@fabrikam.com"},`+
			`{"userPrincipalName":"alice@contoso.com","authenticationProcessingDetails":`+
			`[{"key":"Federation certificate thumbprint","value":"`+strings.ToUpper(thumbprint)+`"}]}]}`))
		v, _ = w.operator.Verify(t.Context(), options)
		assert.Equal(t, want, outcomes(v.Findings)["last-sign-in"])
	}
	w.Faults.Answer("/saml2/office365", graphtest.Status(404, "", ""))
	v, err = w.operator.Verify(t.Context(), options)
	graphtest.Refusal(t, err, federation.CodeVerify)
	assert.Equal(t, federation.Fail, outcomes(v.Findings)["sign-on-address"])
}

func TestVerifyWaits(t *testing.T) {
	w := newTenant(t)
	_, err := w.operator.Enable(t.Context(), source(t, "https://contoso.com"))
	require.NoError(t, err)
	wall := clockwork.NewFakeClock()
	w.operator.Wall = wall
	asked := 0
	discovery{func() string {
		if asked++; asked < 3 {
			return "Managed"
		}
		return "Federated"
	}}.mount(w)
	done := make(chan error)
	verify := func(ctx context.Context) {
		_, err := w.operator.Verify(ctx, federation.VerifyOptions{Domain: "contoso.com", Wait: time.Minute})
		done <- err
	}
	go verify(t.Context())
	for range 2 {
		require.NoError(t, wall.BlockUntilContext(t.Context(), 2), "the progress and the pause")
		wall.Advance(5 * time.Second)
	}
	require.NoError(t, <-done)
	assert.Equal(t, 3, asked)
	assert.Contains(t, w.warn.String(), "waiting for home-realm discovery to agree")

	asked = -1000
	ctx, cancel := context.WithCancel(t.Context())
	go verify(ctx)
	require.NoError(t, wall.BlockUntilContext(t.Context(), 2))
	cancel()
	require.ErrorIs(t, <-done, context.Canceled)
	go verify(t.Context())
	for range 11 {
		require.NoError(t, wall.BlockUntilContext(t.Context(), 2))
		wall.Advance(5 * time.Second)
	}
	graphtest.Refusal(t, <-done, federation.CodeVerify)
}

func TestJumpCloud(t *testing.T) {
	pages, key := 0, "the-api-key"
	server := httptest.NewTLSServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		switch {
		case r.Header.Get("x-api-key") != key:
			w.WriteHeader(http.StatusUnauthorized)
		case r.URL.Path == "/api/v2/identity-providers":
			_, _ = w.Write([]byte(`[{"id":"1","type":"AZURE"}]`))
		case r.URL.Query().Get("skip") == "0":
			pages++
			_, _ = w.Write([]byte(`{"results":[` + strings.Repeat(`{"_id":"a","email":"a@contoso.com"},`, 99) +
				`{"_id":"b","email":"b@contoso.com"}]}`))
		default:
			pages++
			_, _ = w.Write([]byte(`{"results":[{"_id":"c","email":"c@contoso.com"}]}`))
		}
	}))
	defer server.Close()
	j := federation.JumpCloud{Endpoint: server.URL, Key: key, HTTP: server.Client()}
	people, err := j.People(t.Context())
	require.NoError(t, err)
	assert.Len(t, people, 101)
	assert.Equal(t, 2, pages)
	loops, err := j.SignsInAtMicrosoft(t.Context())
	require.NoError(t, err)
	assert.True(t, loops)

	j.Key = "a-wrong-key"
	_, err = j.People(t.Context())
	assert.NotContains(t, graphtest.Refusal(t, err, federation.CodeJumpCloud).Error(), j.Key)
	j.Endpoint = "http://console.jumpcloud.com"
	_, err = j.People(t.Context())
	graphtest.Refusal(t, err, federation.CodeJumpCloud)
}

func TestReadPeople(t *testing.T) {
	people, err := federation.ReadPeople([]byte("\ufeffName,Email,_id\r\n\"Müller, 王\",a@contoso.com, 64b1 \r\n"))
	require.NoError(t, err)
	assert.Equal(t, []federation.Person{{Email: "a@contoso.com", ImmutableID: "64b1"}}, people)
	for _, text := range []string{"", "name,mail\n", "email,id\na\n", "email,id\n\"a"} {
		_, err := federation.ReadPeople([]byte(text))
		graphtest.Refusal(t, err, federation.CodePeople)
	}
}
