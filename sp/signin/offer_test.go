package signin_test

import (
	"fmt"
	"net/http"
	"net/http/httptest"
	"net/url"
	"strings"
	"testing"

	"github.com/jonboulle/clockwork"
	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"samlharness/record"
	"samlharness/sp"
	"samlharness/sp/directory"
)

const desk = "http://localhost:8080"

// served is Microsoft with a tenant of one domain, as somebody at a desk sees it.
type served struct {
	*directory.Tenant
	record *record.Log
	ask    func(method, path, body string) string
}

func serve(t *testing.T, desk string) served {
	t.Helper()
	log := record.NewLog(record.Options{})
	microsoft, err := sp.New(sp.Options{
		Directory: directory.Options{DisplayName: "Contoso", InitialDomain: "contoso.onmicrosoft.com"},
		Clock:     clockwork.NewFakeClockAt(worldStart), Record: log,
		Desk: func() string { return desk }, DemoPassword: passwordStep,
	})
	require.NoError(t, err)
	mux := http.NewServeMux()
	microsoft.Mount(mux)
	return served{microsoft.Tenant, log, func(method, path, body string) string {
		r := httptest.NewRequest(method, loginHost+path, strings.NewReader(body))
		r.Header.Set("Content-Type", "application/x-www-form-urlencoded")
		w := httptest.NewRecorder()
		mux.ServeHTTP(w, r)
		return w.Body.String()
	}}
}

func TestNamePageOffersThePeopleOfTheWorld(t *testing.T) {
	s := serve(t, desk)
	assert.NotContains(t, s.ask("GET", "/", ""), "People of this world", "there are none")
	for _, u := range []directory.NewUser{
		{UserPrincipalName: "own@contoso.onmicrosoft.com", DisplayName: "Own", Password: "a secret of their own"},
		{UserPrincipalName: "off@contoso.onmicrosoft.com", DisplayName: "Off", Password: passwordStep, Disabled: true},
		{UserPrincipalName: "wang@contoso.onmicrosoft.com", DisplayName: "王小明", Password: passwordStep},
		{UserPrincipalName: "s@contoso.onmicrosoft.com", DisplayName: "<script>alert(1)</script>", Password: passwordStep},
	} {
		_, err := s.CreateUser(t.Context(), u)
		require.NoError(t, err)
	}
	page := s.ask("GET", "/", "")
	assert.Contains(t, page, "<b>Microsoft 365</b><small>at Contoso</small>")
	assert.Contains(t, page, `name="loginfmt" value="wang@contoso.onmicrosoft.com"`)
	assert.Contains(t, page, "off@contoso.onmicrosoft.com · disabled")
	assert.Equal(t, 2, strings.Count(page, "<code>"+passwordStep+"</code>"), "of those who can sign in with it")
	assert.NotContains(t, page, "<script>alert")
	assert.NotContains(t, page, "secret")

	page = s.ask("POST", "/common/login", "loginfmt=wang%40contoso.onmicrosoft.com")
	assert.Contains(t, page, `href="/?login_hint=wang%40contoso.onmicrosoft.com" id="idBtn_Back"`)
	assert.Contains(t, page, `id="idA_PWD_ForgotPassword"`)
	assert.Contains(t, page, `<input type="submit" id="idSIButton9" value="Sign in">`)
	assert.Contains(t, page, "<small>at contoso.onmicrosoft.com</small>")
	assert.Contains(t, page, "In this world the password is <code>"+passwordStep)
	page = s.ask("POST", "/common/login", "loginfmt=own%40contoso.onmicrosoft.com")
	assert.NotContains(t, page, "In this world the password is")
}

func TestOfAnyNumberOfPeopleSomeAreOffered(t *testing.T) {
	s := serve(t, desk)
	var crowd []directory.NewUser
	for i := range 10_000 {
		crowd = append(crowd, directory.NewUser{
			UserPrincipalName: fmt.Sprintf("user%05d@contoso.onmicrosoft.com", i), DisplayName: "U", Password: passwordStep,
		})
	}
	_, err := s.CreateUsers(t.Context(), crowd)
	require.NoError(t, err)
	page := s.ask("GET", "/", "")
	assert.Equal(t, 8, strings.Count(page, "<li>"))
	assert.Contains(t, page, "There are more")
	assert.Less(t, len(page), 16<<10)
}

func TestNobodyIsOfferedWithoutADesk(t *testing.T) {
	s := serve(t, "")
	_, err := s.CreateUser(t.Context(), directory.NewUser{
		UserPrincipalName: "wang@contoso.onmicrosoft.com", DisplayName: "王小明", Password: passwordStep,
	})
	require.NoError(t, err)
	assert.NotContains(t, s.ask("GET", "/", ""), "王小明")
	page := s.ask("POST", "/common/login", "loginfmt=wang%40contoso.onmicrosoft.com")
	assert.Contains(t, page, "Enter password")
	assert.NotContains(t, page, passwordStep)
	assert.NotContains(t, s.ask("POST", "/login.srf", "SAMLResponse=x"), "Why?")
}

func TestErrorPageLeadsToItsExchange(t *testing.T) {
	s := serve(t, desk)
	page := s.ask("POST", "/login.srf", "SAMLResponse=x")
	refused, ok := s.record.LastRefused()
	require.True(t, ok)
	assert.Contains(t, page, `href="`+desk+`/record/`+refused.CorrelationID+`"`)
	assert.Contains(t, page, "harness record show "+refused.CorrelationID)
	line := refused.Refusal.Error()
	assert.Equal(t, 1, strings.Count(page[strings.Index(page, "<body>"):strings.Index(page, "$Config")], line[:40]),
		"the sentence is said once")
}

// What nothing else tells of is recorded by the error page itself, and a wrong password leads to its exchange too.
func TestEveryRefusalLeadsToItsExchange(t *testing.T) {
	s := serve(t, desk)
	_, err := s.CreateUser(t.Context(), directory.NewUser{
		UserPrincipalName: "wang@contoso.onmicrosoft.com", DisplayName: "王小明", Password: passwordStep,
	})
	require.NoError(t, err)
	for code, page := range map[string]string{
		"AADSTS50058": s.ask("POST", "/kmsi", "LoginOptions=1"),
		"AADSTS90013": s.ask("POST", "/common/login", "loginfmt=%zz"),
		"AADSTS50126": s.ask("POST", "/common/login", "loginfmt=wang%40contoso.onmicrosoft.com&passwd=wrong"),
	} {
		refused, ok := s.record.Last(func(e record.Exchange) bool { return e.Code() == code })
		require.True(t, ok, code)
		assert.Contains(t, page, `href="`+desk+`/record/`+refused.CorrelationID+`"`, code)
	}
	page := s.ask("POST", "/common/login", "loginfmt=wang%40contoso.onmicrosoft.com&passwd=")
	assert.NotContains(t, page, "Why?", "no password was tried")
}

// The form carries the answer yes, to which the button No adds its own; the person has no way back any more.
func TestPageThatAsksToStaySignedIn(t *testing.T) {
	s := serve(t, desk)
	_, err := s.CreateUser(t.Context(), directory.NewUser{
		UserPrincipalName: "wang@contoso.onmicrosoft.com", DisplayName: "王小明", Password: passwordStep,
	})
	require.NoError(t, err)
	page := s.ask("POST", "/common/login", url.Values{
		"loginfmt": {"wang@contoso.onmicrosoft.com"}, "passwd": {passwordStep},
	}.Encode())
	assert.Contains(t, page, `<input type="submit" id="idSIButton9" value="Yes" autofocus>`)
	assert.Contains(t, page, `name="LoginOptions" value="3" id="idBtn_Back"`)
	assert.NotContains(t, page, `class="back"`)
}

func TestPagesThatTheFooterLeadsTo(t *testing.T) {
	s := serve(t, desk)
	for path, want := range map[string]string{
		"/termsofuse":                      "no terms apply",
		"/privacy":                         "stays on this machine",
		"/passwordreset?username=a%27%26b": `href="/?login_hint=a%27%26b"`,
	} {
		assert.Contains(t, s.ask("GET", path, ""), want)
	}
}
