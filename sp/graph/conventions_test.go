package graph_test

import (
	"bytes"
	"compress/gzip"
	"encoding/json"
	"fmt"
	"net/http"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"samlharness/internal/cloud"
	"samlharness/record"
	"samlharness/sp/oauth/token"
)

func TestTokens(t *testing.T) {
	s := newSite(t)
	get := func(authorization string) answer {
		r, err := http.NewRequestWithContext(t.Context(), http.MethodGet, s.URL+"/v1.0/domains", nil)
		require.NoError(t, err)
		r.Header.Set("Authorization", authorization)
		response, err := s.Client().Do(r)
		require.NoError(t, err)
		return readAnswer(t, response)
	}
	for header, text := range map[string]string{
		"": "Access token is empty.", "Bearer ": "Access token is empty.", "Basic abc": "Access token is empty.",
		"Bearer abc":   "IDX14100: JWT is not well formed, there are no dots (.).",
		"Bearer a.b.c": "CompactToken parsing failed with error code: 80049217",
	} {
		a := get(header)
		a.refused(t, 401, "InvalidAuthenticationToken", text)
		assert.Equal(t, `Bearer realm="", `+
			`authorization_uri="https://login.microsoftonline.com/common/oauth2/authorize", `+
			`client_id="00000003-0000-0000-c000-000000000000"`, a.header.Get("WWW-Authenticate"))
	}
	for text, claims := range map[string]token.Claims{
		"Access token validation failure. Invalid audience.": {Audience: "https://vault.azure.net"},
		"Access token has expired or is not yet valid.": {Audience: "https://graph.microsoft.com",
			NotBefore: s.clock.Now().Add(time.Minute).Unix()},
	} {
		claims.Issuer, claims.TenantID = cloud.Global.IssuerV1(tenantID), tenantID
		claims.Expiry = s.clock.Now().Add(time.Hour).Unix()
		signed, err := s.keys.Sign(t.Context(), s.clock.Now(), claims)
		require.NoError(t, err)
		s.as(t, signed, "GET", "/v1.0/domains", "").refused(t, 401, "InvalidAuthenticationToken", text)
	}
	assert.Equal(t, http.StatusOK, s.do(t, "GET", "/v1.0/domains", "").status)
	s.clock.Advance(time.Hour)
	s.do(t, "GET", "/v1.0/domains", "").refused(t, 401, "InvalidAuthenticationToken",
		"Lifetime validation failed, the token is expired.")
}

func TestHeaders(t *testing.T) {
	s := newSite(t)
	a := s.do(t, "GET", "/v1.0/domains", "", "client-request-id", "55555555-5555-5555-5555-555555555555")
	for name, want := range map[string]string{
		"client-request-id": "55555555-5555-5555-5555-555555555555", "Cache-Control": "no-cache", "Vary": "Accept-Encoding",
		"x-ms-resource-unit":        "1",
		"Strict-Transport-Security": "max-age=31536000", "OData-Version": "4.0", "Date": "Mon, 02 Mar 2026 09:15:00 GMT",
		"Content-Type": "application/json;odata.metadata=minimal;odata.streaming=true;IEEE754Compatible=false;charset=utf-8",
	} {
		assert.Equal(t, want, a.header.Get(name), name)
	}
	assert.Len(t, a.header.Get("request-id"), 36)
	assert.Contains(t, a.header.Get("x-ms-ags-diagnostic"), `{"ServerInfo":{"DataCenter":`)
	assert.Empty(t, a.header.Get("x-ms-error-code"), "azcore would prefer it to error.code")
	for _, sent := range []string{"", strings.Repeat("x", 129)} {
		a = s.do(t, "GET", "/v1.0/domains", "", "client-request-id", sent)
		assert.Equal(t, a.header.Get("request-id"), a.header.Get("client-request-id"))
	}
}

func TestPaths(t *testing.T) {
	s := newSite(t)
	for _, path := range []string{
		"/v1.0/domains/contoso.com", "/beta/domains/contoso.com", "/v1.0/Domains/CONTOSO.com/",
		"/V1.0/domains('contoso.com')", "/v1.0/domains(%27contoso.com%27)",
		"/v1.0/" + tenantID + "/domains/contoso.com", "/v1.0/contoso.onmicrosoft.com/domains/contoso.com",
	} {
		a := s.do(t, "GET", path, "")
		require.Equal(t, http.StatusOK, a.status, path)
		assert.Equal(t, "contoso.com", a.body["id"])
		version, _, _ := strings.Cut(strings.ToLower(path[1:]), "/")
		assert.Equal(t, s.URL+"/"+version+"/$metadata#domains/$entity", a.body["@odata.context"])
	}
	for path, segment := range map[string]string{
		"/v1.0/nonsense": "nonsense", "/v1.0/domains/contoso.com/nonsense": "nonsense", "/v3/domains": "v3",
		"/v1.0/policies": "policies", "/v1.0": "v1.0",
		"/v1.0/domains/contoso.com/verify/now": "now", "/": "", "/v1.0/unverified.example/domains": "unverified.example",
	} {
		s.do(t, "GET", path, "").refused(t, 400, "BadRequest", "Resource not found for the segment '"+segment+"'.")
	}
	for path, allow := range map[string]string{
		"/v1.0/domains/contoso.com": "DELETE, GET, PATCH",
		"/v1.0/organization":        "GET",
	} {
		a := s.do(t, "PUT", path, "{}")
		a.refused(t, 405, "Request_BadRequest", "Specified HTTP method is not allowed for the request target.")
		assert.Equal(t, allow, a.header.Get("Allow"))
	}
}

func TestBodies(t *testing.T) {
	s := newSite(t)
	const unreadable = "Unable to read JSON request payload. Please ensure Content-Type header is set and payload is " +
		"of valid JSON format."
	for _, body := range []string{"{'isDefault': 'false'", `{"isDefault":`, `[]`, `"x"`, `null`, `{} {}`,
		"{\"isDefault\":\"\xff\"}"} {
		s.do(t, "PATCH", "/v1.0/domains/contoso.com", body).refused(t, 400, "BadRequest", unreadable)
	}
	s.do(t, "PATCH", "/v1.0/domains/contoso.com", " ").refused(t, 400, "BadRequest",
		"Empty Payload. JSON content expected.")
	s.do(t, "PATCH", "/v1.0/domains/contoso.com", "").refused(t, 400, "BadRequest",
		"Empty Payload. JSON content expected.")
	s.do(t, "PATCH", "/v1.0/domains/contoso.com", `{}`, "Content-Type", "text/plain").refused(t, 400, "BadRequest",
		"Entity only allows writes with a JSON Content-Type header.")
	s.do(t, "PATCH", "/v1.0/domains/contoso.com", `{"x":"`+strings.Repeat("x", 1<<20)+`"}`).refused(t, 413, "BadRequest",
		"The request body is larger than 1 MB.")
	s.do(t, "PATCH", "/v1.0/domains/contoso.com", `{}`, "Content-Encoding", "br").refused(t, 415, "BadRequest",
		"Content-Encoding is not supported; send the body plain or as gzip.")
	assert.Equal(t, 204, s.do(t, "PATCH", "/v1.0/domains/contoso.com", `{"isdefault":true,"unknownProperty":1}`,
		"Content-Type", "application/json; charset=utf-8").status)

	assert.Equal(t, 204, s.do(t, "PATCH", "/v1.0/domains/contoso.onmicrosoft.com", packed(t, `{"isDefault":true}`),
		"Content-Encoding", "gzip").status)
	s.do(t, "PATCH", "/v1.0/domains/contoso.com", packed(t, `{"x":"`+strings.Repeat("x", 2<<20)+`"}`),
		"Content-Encoding", "gzip").refused(t, 413, "BadRequest", "The request body is larger than 1 MB.")
	s.do(t, "PATCH", "/v1.0/domains/contoso.com", "{}", "Content-Encoding", "gzip").refused(t, 400, "BadRequest",
		unreadable)
}

func packed(t *testing.T, body string) string {
	t.Helper()
	var b bytes.Buffer
	w := gzip.NewWriter(&b)
	_, err := w.Write([]byte(body))
	require.NoError(t, err)
	require.NoError(t, w.Close())
	return b.String()
}

func TestRecord(t *testing.T) {
	s := newSite(t)
	a := s.do(t, "GET", "/v1.0/domains", "")
	last, ok := s.log.Last(nil)
	require.True(t, ok)
	assert.Equal(t, record.Microsoft, last.By)
	assert.Equal(t, record.GraphCall, last.Kind)
	assert.Equal(t, "GET /v1.0/domains", last.Title)
	assert.Equal(t, &record.HTTP{
		Method: "GET",
		URL:    "https://" + s.Listener.Addr().String() + "/v1.0/domains",
		Status: 200,
	},
		last.HTTP)
	assert.Equal(t, record.Accepted, last.Verdict)
	assert.Equal(t, a.header.Get("request-id"), last.CorrelationID)
	assert.Equal(t, "200", last.Checks[0].Got)

	s.do(t, "POST", "/v1.0/domains/unverified.example/federationConfiguration", federation(t))
	last, _ = s.log.Last(nil)
	assert.Equal(t, record.Refused, last.Verdict)
	assert.Equal(t, "unverified.example", last.Subject)
	assert.Equal(t, "Request_BadRequest", last.Refusal.Code)
	assert.NotEmpty(t, last.Refusal.Fix)
	assert.Equal(t, "400", last.Checks[0].Got)
	assert.Contains(t, last.Message, "https://contoso.com")

	s.do(t, "PATCH", "/v1.0/users/"+adminID, `{"passwordProfile":{"password":"Entra-Passw0rd!"}}`)
	written, err := json.Marshal(s.log.Since(0))
	require.NoError(t, err)
	assert.NotContains(t, string(written), "Passw0rd")
	assert.NotContains(t, string(written), "eyJ", "no token is recorded")
}

func TestManyClients(t *testing.T) {
	s := newSite(t)
	var clients sync.WaitGroup
	for i := range 8 {
		clients.Go(func() {
			domain := fmt.Sprintf("d%d.example", i)
			assert.Equal(t, 201, s.do(t, "POST", "/v1.0/domains", `{"id":"`+domain+`"}`).status)
			assert.Equal(t, 200, s.do(t, "POST", "/v1.0/domains/"+domain+"/verify", "").status)
			for range 5 {
				assert.Equal(t, 201, s.do(t, "POST", "/v1.0/domains/"+domain+"/federationConfiguration",
					federation(t, "issuerUri", "https://"+domain)).status)
				assert.Equal(t, 204, s.do(t, "PATCH", "/v1.0/domains/"+domain, `{"authenticationType":"Managed"}`).status)
				assert.Equal(t, 200, s.do(t, "GET", "/v1.0/organization", "").status)
			}
		})
	}
	clients.Wait()
	assert.Len(t, s.do(t, "GET", "/v1.0/domains", "").values(t), 12)
}
