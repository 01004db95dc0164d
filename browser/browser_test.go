package browser_test

import (
	"context"
	"fmt"
	"net/http"
	"net/url"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/jonboulle/clockwork"
	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"samlharness/browser"
	"samlharness/internal/testsite"
)

func TestNavigationsThatReachNoPage(t *testing.T) {
	mux := http.NewServeMux()
	mux.HandleFunc("/around", func(w http.ResponseWriter, r *http.Request) {
		http.Redirect(w, r, "/around", http.StatusFound)
	})
	mux.HandleFunc("/again", func(w http.ResponseWriter, _ *http.Request) {
		testsite.Write(w, "Again", `<form id=autopost method=post action="/again"><input type=hidden name=a value=1></form>`)
	})
	n := 0
	mux.HandleFunc("/more", func(w http.ResponseWriter, _ *http.Request) {
		n++
		testsite.Write(w, "More", `<form method=post action="/more"><input type=hidden name=a value="`+strconv.Itoa(n)+
			`"></form><body onload="document.forms[0].submit()">`)
	})
	mux.HandleFunc("/big", func(w http.ResponseWriter, _ *http.Request) { fmt.Fprint(w, strings.Repeat("x", 8<<20+1)) })
	mux.HandleFunc("/script", func(w http.ResponseWriter, _ *http.Request) {
		w.Header().Set("Location", "javascript:alert(1)")
		w.WriteHeader(http.StatusFound)
	})
	mux.HandleFunc("/ftp", func(w http.ResponseWriter, r *http.Request) {
		http.Redirect(w, r, "ftp://h/x", http.StatusFound)
	})
	b := serve(t, mux, browser.Options{})
	for _, c := range []struct {
		target string
		kind   browser.Kind
		hops   int
	}{
		{"https://h/around", browser.TooManyRedirects, 21},
		{"https://h/again", browser.Loop, 2},
		{"https://h/more", browser.Loop, 11},
		{"https://h/big", browser.BodyTooLarge, 1},
		{"https://h/script", browser.BadURL, 1},
		{"https://h/ftp", browser.BadURL, 2},
		{"not a url", browser.BadURL, 0},
		{"https://h/%zz", browser.BadURL, 0},
	} {
		t.Run(c.target, func(t *testing.T) {
			page, err := b.Open(t.Context(), c.target)
			assert.Nil(t, page)
			var e *browser.Error
			require.ErrorAs(t, err, &e)
			assert.Equal(t, c.kind, e.Kind, "%v", err)
			assert.Len(t, e.Transcript, c.hops)
		})
	}
}

func TestContextEndsANavigation(t *testing.T) {
	b := serve(t, http.NewServeMux(), browser.Options{})
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	_, err := b.Open(ctx, "https://h/")
	assert.ErrorIs(t, err, context.Canceled)
}

func TestCookiesEndByTheWorldsClock(t *testing.T) {
	clock := clockwork.NewFakeClockAt(morning)
	mux := http.NewServeMux()
	mux.HandleFunc("/set", func(w http.ResponseWriter, r *http.Request) {
		http.SetCookie(w, &http.Cookie{Name: "hour", Value: "a.b", Path: "/", MaxAge: 3600})
		http.SetCookie(w, &http.Cookie{Name: "day", Value: "d", Path: "/", Expires: clock.Now().Add(24 * time.Hour)})
		http.SetCookie(w, &http.Cookie{Name: "past", Value: "p", Path: "/", Expires: clock.Now().Add(-time.Hour)})
		http.SetCookie(w, &http.Cookie{Name: "session", Value: `q"`, Path: "/"})
	})
	mux.HandleFunc("/unset", func(w http.ResponseWriter, r *http.Request) {
		http.SetCookie(w, &http.Cookie{Name: "session", Path: "/", MaxAge: -1})
	})
	mux.HandleFunc("/get", func(w http.ResponseWriter, r *http.Request) {
		var have []string
		for _, c := range r.Cookies() {
			have = append(have, c.Name+"="+c.Value)
		}
		fmt.Fprint(w, strings.Join(have, " "))
	})
	b := serve(t, mux, browser.Options{Clock: clock})
	visit := func(path string) string {
		page, err := b.Open(t.Context(), "https://h.example"+path)
		require.NoError(t, err)
		return page.Text()
	}
	visit("/set")
	assert.Equal(t, "hour=a.b day=d session=q", visit("/get"))
	clock.Advance(time.Hour)
	assert.Equal(t, "day=d session=q", visit("/get"))
	visit("/unset")
	clock.Advance(24 * time.Hour)
	assert.Empty(t, visit("/get"))
}

// The same host without TLS is another site: it sets no Secure cookie, and its form brings no Lax one.
func TestCookiesKeepToTheirScheme(t *testing.T) {
	mux := http.NewServeMux()
	mux.HandleFunc("/set", func(w http.ResponseWriter, r *http.Request) {
		http.SetCookie(w, &http.Cookie{Name: "lax", Value: "1", Path: "/"})
		http.SetCookie(w, &http.Cookie{Name: "secure", Value: "1", Path: "/", Secure: true, SameSite: http.SameSiteNoneMode})
		testsite.Write(w, "", `<form method=post action="https://h.example/get"></form>`)
	})
	mux.HandleFunc("/get", func(w http.ResponseWriter, r *http.Request) { fmt.Fprint(w, r.Header.Get("Cookie")) })
	for scheme, want := range map[string]string{"http": "", "https": "lax=1; secure=1"} {
		b := serve(t, mux, browser.Options{})
		page, err := b.Open(t.Context(), scheme+"://h.example/set")
		require.NoError(t, err)
		page, err = b.Submit(t.Context(), page.Forms[0], nil)
		require.NoError(t, err)
		assert.Equal(t, want, page.Text(), scheme)
	}
}

func TestRedirectsKeepOrDropTheForm(t *testing.T) {
	for status, want := range map[int]string{301: "GET ", 302: "GET ", 303: "GET ", 307: "POST a=1", 308: "POST a=1"} {
		t.Run(strconv.Itoa(status), func(t *testing.T) {
			mux := http.NewServeMux()
			mux.HandleFunc("GET /{$}", func(w http.ResponseWriter, _ *http.Request) {
				testsite.Write(w, "", `<form method=post action=/go><input name=a value=1></form>`)
			})
			mux.HandleFunc("POST /go", func(w http.ResponseWriter, r *http.Request) { http.Redirect(w, r, "/end#part", status) })
			mux.HandleFunc("/end", func(w http.ResponseWriter, r *http.Request) {
				_ = r.ParseForm()
				fmt.Fprint(w, r.Method, " ", r.PostForm.Encode())
			})
			b := serve(t, mux, browser.Options{})
			page, err := b.Open(t.Context(), "https://h/")
			require.NoError(t, err)
			page, err = b.Submit(t.Context(), page.Forms[0], nil)
			require.NoError(t, err)
			assert.Equal(t, strings.TrimSpace(want), page.Text())
			assert.Equal(t, "part", page.URL.Fragment)
		})
	}
}

func TestFragmentsSurviveRedirects(t *testing.T) {
	mux := http.NewServeMux()
	mux.HandleFunc("/go", func(w http.ResponseWriter, r *http.Request) {
		http.Redirect(w, r, r.URL.Query().Get("to"), http.StatusFound)
	})
	mux.HandleFunc("/end", func(w http.ResponseWriter, _ *http.Request) { fmt.Fprint(w, "there") })
	b := serve(t, mux, browser.Options{})
	for target, want := range map[string]string{
		"https://h/go?to=/end#old":       "old",
		"https://h/go?to=/end%23new#old": "new",
		"https://h/go?to=/end%23#old":    "",
	} {
		page, err := b.Open(t.Context(), target)
		require.NoError(t, err)
		assert.Equal(t, want, page.URL.Fragment, target)
	}
}

func TestHeadersOfANavigation(t *testing.T) {
	mux := http.NewServeMux()
	mux.HandleFunc("GET login.example/{$}", func(w http.ResponseWriter, r *http.Request) {
		w.Header().Set("Referrer-Policy", r.URL.Query().Get("policy"))
		testsite.Write(w, "", `<form id=near method=post action=/x></form>
			<form id=kin method=post action="https://sso.login.example/x"></form>
			<form id=far method=post action="https://other.example/x"></form><a href="https://other.example/x">go</a>
			<a href="/around">around</a>`)
	})
	mux.HandleFunc("login.example/around", func(w http.ResponseWriter, r *http.Request) {
		http.Redirect(w, r, "https://other.example/back", http.StatusFound)
	})
	mux.HandleFunc("other.example/back", func(w http.ResponseWriter, r *http.Request) {
		http.Redirect(w, r, "https://login.example/x", http.StatusFound)
	})
	mux.HandleFunc("/x", func(w http.ResponseWriter, r *http.Request) {
		fmt.Fprint(w, r.Header.Get("Origin"), " ", r.Header.Get("Sec-Fetch-Site"), " ", r.Header.Get("Sec-Fetch-Mode"))
	})
	b := serve(t, mux, browser.Options{})
	home, err := b.Open(t.Context(), "https://login.example/")
	require.NoError(t, err)
	for i, want := range []string{"same-origin", "same-site", "cross-site"} {
		page, err := b.Submit(t.Context(), home.Forms[i], nil)
		require.NoError(t, err)
		assert.Equal(t, "https://login.example "+want+" navigate", page.Text())
	}
	page, err := b.Click(t.Context(), home, "go")
	require.NoError(t, err)
	assert.Equal(t, "cross-site navigate", page.Text())
	page, err = b.Click(t.Context(), home, "around")
	require.NoError(t, err)
	assert.Equal(t, "cross-site navigate", page.Text(), "one foreign redirect on the way counts")
	page, err = b.Open(t.Context(), "https://other.example/x")
	require.NoError(t, err)
	assert.Equal(t, "none navigate", page.Text())
	home, err = b.Open(t.Context(), "https://login.example/?policy=no-referrer")
	require.NoError(t, err)
	page, err = b.Submit(t.Context(), home.Forms[0], nil)
	require.NoError(t, err)
	assert.Equal(t, "null same-origin navigate", page.Text())
}

func TestFormActionPolicy(t *testing.T) {
	mux := http.NewServeMux()
	mux.HandleFunc("GET a.example/{$}", func(w http.ResponseWriter, r *http.Request) {
		w.Header().Set("Content-Security-Policy", "default-src 'none'; form-action "+r.URL.Query().Get("p"))
		testsite.Write(w, "", `<form method=post action="`+r.URL.Query().Get("to")+`"></form>`)
	})
	mux.HandleFunc("a.example/away", func(w http.ResponseWriter, r *http.Request) {
		http.Redirect(w, r, "https://b.example/", http.StatusSeeOther)
	})
	mux.HandleFunc("/", func(w http.ResponseWriter, r *http.Request) { fmt.Fprint(w, "there") })
	b := serve(t, mux, browser.Options{})
	for _, c := range []struct {
		policy, to string
		allowed    bool
	}{
		{"'self'", "/x", true},
		{"'self'", "https://b.example/", false},
		{"'self' https://b.example", "https://b.example/", true},
		{"'none'", "/x", false},
		{"'self' *.example", "https://b.example/", true},
		{"https:", "https://b.example/", true},
		{"https://b.example:8443", "https://b.example/", false},
		{"https://b.example/only/", "https://b.example/else", false},
		{"'self'", "/away", false},
		{"'self' https://b.example", "/away", true},
	} {
		t.Run(c.policy+" "+c.to, func(t *testing.T) {
			page, err := b.Open(t.Context(), "https://a.example/?"+url.Values{"p": {c.policy}, "to": {c.to}}.Encode())
			require.NoError(t, err)
			_, err = b.Submit(t.Context(), page.Forms[0], nil)
			if c.allowed {
				assert.NoError(t, err)
				return
			}
			var e *browser.Error
			require.ErrorAs(t, err, &e)
			assert.Equal(t, browser.FormAction, e.Kind)
		})
	}
}
