package console_test

import (
	"fmt"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"samlharness/idp"
	"samlharness/idp/org"
	"samlharness/idp/session"
	"samlharness/internal/idptest"
	"samlharness/record"
)

// atDesk is JumpCloud as somebody at a desk sees it.
func atDesk(t *testing.T, w *idptest.World, desk string) func(address string) string {
	t.Helper()
	mux := deskMux(t, w, desk)
	return func(address string) string {
		answer := httptest.NewRecorder()
		mux.ServeHTTP(answer, httptest.NewRequest(http.MethodGet, address, nil))
		return answer.Body.String()
	}
}

// deskMux serves JumpCloud beside a desk.
func deskMux(t *testing.T, w *idptest.World, desk string) *http.ServeMux {
	t.Helper()
	jumpCloud, err := idp.New(idp.Options{
		Organization: w.Organization, Clock: w.Clock, Record: w.Log,
		Desk: func() string { return desk }, DemoPassword: idptest.Password,
	})
	require.NoError(t, err)
	mux := http.NewServeMux()
	jumpCloud.Mount(mux)
	return mux
}

// Each page that refuses leads to what the record holds of it.
func TestRefusedSignInLeadsToItsExchange(t *testing.T) {
	deny := org.PolicyEffect{Action: org.PolicyDeny}
	post := func(path, form string) *http.Request {
		r := httptest.NewRequest(http.MethodPost, "https://console.jumpcloud.com"+path, strings.NewReader(form))
		r.Header.Set("Content-Type", "application/x-www-form-urlencoded")
		return r
	}
	for name, c := range map[string]struct {
		factors  []org.Factor
		request  *http.Request
		signedIn bool
		status   int
		reason   string
		kind     record.Kind
	}{
		"wrong password": {nil, post("/login?context=sso&redirectTo=saml2%2Foffice365",
			"email=alice%40contoso.com&password=x"), false, 401, org.CodeAuthenticationFailed, record.Password},
		"wrong code": {[]org.Factor{org.FactorTOTP}, post("/login/factor", "factor=totp&otp=000000"), false, 401,
			org.CodeAuthenticationFailed, record.SecondFactor},
		"push of another browser": {[]org.Factor{org.FactorPush}, post("/login/factor", "factor=push&push=another"), false,
			401, org.CodeAuthenticationFailed, record.SecondFactor},
		"no factor": {nil, httptest.NewRequest(http.MethodGet, "https://console.jumpcloud.com/login?step=mfa", nil), false,
			401, org.CodeNoFactor, record.SecondFactor},
		"portal": {nil, httptest.NewRequest(http.MethodGet, portal, nil), true, 200, org.CodePolicyDenied, record.SignIn},
	} {
		t.Run(name, func(t *testing.T) {
			w := secured(t, c.factors...)
			u, err := w.User(t.Context(), "alice")
			require.NoError(t, err)
			token := w.AwaitFactor(u.ID, "")
			if c.signedIn {
				token = w.StartSession(t.Context(), u)
				require.NoError(t, w.SetDefaultPolicy(t.Context(), org.PolicyUserPortal, deny))
			}
			c.request.AddCookie(session.NewCookie(token))
			answer := httptest.NewRecorder()
			deskMux(t, w, desk).ServeHTTP(answer, c.request)
			refused, ok := w.Log.LastRefused()
			require.True(t, ok)
			assert.Equal(t, c.status, answer.Code)
			assert.Equal(t, c.kind, refused.Kind)
			assert.Equal(t, c.reason, refused.Refusal.Code)
			assert.Contains(t, answer.Body.String(), `data-reason="`+c.reason+`"`)
			assert.Contains(t, answer.Body.String(), `href="`+desk+`/record/`+refused.CorrelationID+`"`)
		})
	}
}

const desk = "http://localhost:8080"

func TestLoginOffersThePeopleOfTheWorld(t *testing.T) {
	w := idptest.NewWorld(t)
	get := atDesk(t, w, desk)
	w.Update("bob", org.UserUpdate{Password: new("a secret of his own"), DisplayName: new("<script>alert(1)</script>")})
	w.Update("wang", org.UserUpdate{State: new(org.Suspended)})
	page := get(idptest.SSOLogin)
	assert.Contains(t, page, "Microsoft 365 at contoso.com")
	assert.Contains(t, page, `<a class="button plain small" href="/login?context=sso&amp;redirectTo=saml2%2Foffice365`+
		`&amp;email=alice%40contoso.com"`)
	assert.Contains(t, page, "王小明")
	assert.Contains(t, page, "wang@contoso.com · suspended")
	assert.Contains(t, page, "&lt;script&gt;alert(1)&lt;/script&gt;")
	assert.Equal(t, 2, strings.Count(page, "<code>"+idptest.Password+"</code>"), "of alice and wang")
	assert.NotContains(t, page, "secret")
	assert.NotContains(t, page, "There are more")

	page = get(idptest.SSOLogin + "&email=alice%40contoso.com")
	assert.Contains(t, page, `name="email" value="alice@contoso.com"`)
	assert.Contains(t, page, "In this world the password is <code>"+idptest.Password)
	page = get("https://console.jumpcloud.com/login?email=bob%40contoso.com")
	assert.Contains(t, page, `type="hidden" name="email" value="bob@contoso.com"`)
	assert.NotContains(t, page, "In this world the password is")

	page = atDesk(t, w, "")(idptest.SSOLogin)
	assert.NotContains(t, page, "People of this world", "nobody sits at a desk")
	assert.NotContains(t, page, idptest.Password)
}

func TestOfAnyNumberOfPeopleSomeAreOffered(t *testing.T) {
	w := idptest.NewWorld(t)
	var crowd []org.NewUser
	for i := range 10_000 {
		name := fmt.Sprintf("user%05d", i)
		crowd = append(crowd, org.NewUser{Username: name, Email: name + "@contoso.com", Password: idptest.Password})
	}
	_, err := w.CreateUsers(t.Context(), crowd)
	require.NoError(t, err)
	page := atDesk(t, w, desk)("https://console.jumpcloud.com/login")
	assert.Equal(t, 8, strings.Count(page, "<li>"))
	assert.Contains(t, page, `There are more: <a href="`+desk+`/#people"`)
	assert.Less(t, len(page), 16<<10)
}

func TestRefusalLeadsToItsExchange(t *testing.T) {
	w := idptest.NewWorld(t)
	page := atDesk(t, w, desk)("https://sso.jumpcloud.com/saml2/office365?SAMLRequest=x")
	refused, ok := w.Log.Last(func(e record.Exchange) bool { return e.Refusal != nil })
	require.True(t, ok)
	require.NotEmpty(t, refused.CorrelationID)
	assert.Contains(t, page, `href="`+desk+`/record/`+refused.CorrelationID+`"`)
}

func TestPagesOfThePortal(t *testing.T) {
	w := idptest.NewWorld(t)
	b := w.SignedIn("wang@contoso.com")
	for path, want := range map[string]string{
		"":          `<a href="/userconsole" aria-current="page">Applications</a>`,
		"/profile":  `<dd>wang@contoso.com</dd>`,
		"/security": `<dt>Password</dt><dd>Active</dd>`,
	} {
		page := b.Get("https://console.jumpcloud.com/userconsole" + path)
		assert.Equal(t, http.StatusOK, page.StatusCode)
		assert.Contains(t, page.Body, want)
		assert.Equal(t, 1, strings.Count(page.Body, "aria-current"))
		out := w.Browser().Get("https://console.jumpcloud.com/userconsole" + path)
		assert.Equal(t, "https://console.jumpcloud.com/login", out.Header.Get("Location"))
	}
}
