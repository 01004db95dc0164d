package pages_test

import (
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"
	"time"

	"github.com/jonboulle/clockwork"
	"github.com/stretchr/testify/assert"

	"samlharness/idp/pages"
	"samlharness/internal/page"
)

const evil = `"'><script>alert(1)</script>`

func render(write func(*pages.Pages, http.ResponseWriter)) *httptest.ResponseRecorder {
	p := pages.New(page.Site{
		World: "demo",
		Clock: clockwork.NewFakeClockAt(time.Date(2026, 3, 2, 9, 15, 0, 0, time.UTC)),
	})
	w := httptest.NewRecorder()
	write(p, w)
	return w
}

func TestPagesEscapeWhatPeopleAreCalled(t *testing.T) {
	for name, write := range map[string]func(*pages.Pages, http.ResponseWriter){
		"login": func(p *pages.Pages, w http.ResponseWriter) {
			p.Login(w, pages.Login{SSO: true, Going: evil, Action: evil, Email: evil, Alert: evil, Reason: evil,
				People: page.People{Shown: []page.Person{{
					Name:     evil,
					Address:  evil,
					Password: evil,
					Note:     evil,
				}}}, Offer: evil, DemoPassword: evil})
		},
		"portal": func(p *pages.Pages, w http.ResponseWriter) {
			p.Portal(w, pages.Applications, pages.Portal{Name: evil, LogoutURL: evil, URL: evil,
				Tiles: []pages.Tile{
					{Label: evil, Description: evil, URL: evil, Image: evil, Color: evil},
					{Label: "x", URL: "javascript:alert(1)", Image: "javascript:alert(1)"},
				}})
		},
		"profile": func(p *pages.Pages, w http.ResponseWriter) {
			p.Portal(w, pages.Profile, pages.Portal{Name: evil, Username: evil, Email: evil})
		},
		"security": func(p *pages.Pages, w http.ResponseWriter) {
			p.Portal(w, pages.Security, pages.Portal{PasswordStatus: evil})
		},
		"refusal": func(p *pages.Pages, w http.ResponseWriter) {
			p.Refuse(w, pages.Refusal{Title: evil, Text: evil, Reason: evil, PortalURL: evil})
		},
		"autopost": func(p *pages.Pages, w http.ResponseWriter) {
			p.AutoPost(w, pages.AutoPost{Target: "javascript:alert(1)", Label: evil, SAMLResponse: evil, RelayState: evil})
		},
	} {
		t.Run(name, func(t *testing.T) {
			body := render(write).Body.String()
			assert.NotContains(t, body, "<script>")
			assert.NotContains(t, body, `="javascript:`)
			assert.Contains(t, body, "<b>Emulation</b>")
			assert.Contains(t, body, "of JumpCloud for tests, not the real service")
			assert.Contains(t, body, `<time datetime="2026-03-02T09:15:00Z">09:15 UTC</time>`)
		})
	}
}

func TestLoginHooks(t *testing.T) {
	sso := render(func(p *pages.Pages, w http.ResponseWriter) {
		p.Login(w, pages.Login{SSO: true, Action: "/login", FormTargets: []string{"https://sso.jumpcloud.com"}})
	})
	for _, hook := range []string{`name="email"`, `name="password"`, `data-automation="loginButton"`, "SSO Login",
		"Log in to your application using JumpCloud",
		"User Email Address", "User Password", "Reset User Password", "LoginActionButton__successButton"} {
		assert.Contains(t, sso.Body.String(), hook)
	}
	assert.NotContains(t, sso.Body.String(), "error-alert\"")
	assert.Contains(t, sso.Header().Get("Content-Security-Policy"), "form-action 'self' https://sso.jumpcloud.com")
	failed := render(func(p *pages.Pages, w http.ResponseWriter) {
		p.Login(w, pages.Login{
			PasswordStep: true,
			Action:       "/login",
			Email:        "a@b",
			Alert:        "Authentication failed.",
			Reason:       "r",
		})
	})
	assert.Equal(t, http.StatusUnauthorized, failed.Code)
	for _, hook := range []string{`data-test-id="error-alert"`, "loginAlert", `aria-invalid="true"`,
		`type="hidden" name="email" value="a@b"`, ">Login</button>"} {
		assert.Contains(t, failed.Body.String(), hook)
	}
	step1 := render(func(p *pages.Pages, w http.ResponseWriter) { p.Login(w, pages.Login{Action: "/login"}) })
	assert.Contains(t, step1.Body.String(), ">Continue</button>")
	assert.NotContains(t, step1.Body.String(), `name="password"`)
}

func TestPortalWithoutApplicationsSaysWhatToDo(t *testing.T) {
	body := render(func(p *pages.Pages, w http.ResponseWriter) {
		p.Portal(w, pages.Applications, pages.Portal{Name: "王小明", URL: "/userconsole"})
	}).Body.String()
	assert.Contains(t, body, "You have no applications.")
	assert.Contains(t, body, "王小明")
	assert.Contains(t, body, `<a href="/userconsole" aria-current="page">Applications</a>`)
	assert.Contains(t, body, `<a href="/userconsole/security">Security</a>`)
}

func TestAutoPostWorksWithoutScript(t *testing.T) {
	w := render(func(p *pages.Pages, w http.ResponseWriter) {
		p.AutoPost(w, pages.AutoPost{Target: "https://sp.example/acs", Label: "App", SAMLResponse: "PHg+", RelayState: ""})
	})
	body := w.Body.String()
	assert.Contains(t, body, `<input type="hidden" name="SAMLResponse" value="PHg&#43;">`)
	assert.Contains(t, body, `<input type="hidden" name="RelayState" value="">`)
	assert.Contains(t, body, ">Continue</button>")
	assert.Equal(t, 1, strings.Count(body, "<script nonce="))
	assert.Contains(t, w.Header().Get("Content-Security-Policy"), "form-action 'self' *",
		"a service provider may redirect on to another host of its own")
}
