package world

import (
	"log/slog"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"

	"samlharness/internal/cloud"

	"github.com/stretchr/testify/assert"
)

const localConsole, localSSO = "http://console.jumpcloud.localhost:8080", "http://sso.jumpcloud.localhost:8080"

// front is a front whose requests go to a handler, at port 8080.
func front(handler http.HandlerFunc) *localFront {
	s := newSites(handler, cloud.Global)
	return newLocalFront(s, 8080, inProcess{s}, slog.New(slog.DiscardHandler))
}

// inProcess lets a handler answer without a connection.
type inProcess struct{ http.Handler }

func (i inProcess) RoundTrip(r *http.Request) (*http.Response, error) {
	answer := httptest.NewRecorder()
	i.ServeHTTP(answer, r)
	return answer.Result(), nil
}

// The companies see production's names alone, and the browser sees the local ones alone.
func TestNamesAreTranslatedBothWays(t *testing.T) {
	front := front(func(w http.ResponseWriter, r *http.Request) {
		assert.Equal(t, "console.jumpcloud.com", r.Host)
		assert.Equal(t, "https://console.jumpcloud.com", r.Header.Get("Origin"))
		assert.Equal(t, "https://sso.jumpcloud.com/saml2/a", r.Header.Get("Referer"))
		assert.Equal(t, "https://sso.jumpcloud.com/x", r.URL.Query().Get("to"))
		http.SetCookie(w, &http.Cookie{Name: "c", Value: "jumpcloud.com", Domain: "jumpcloud.com", Secure: true})
		w.Header().Set("Content-Type", r.URL.Query().Get("type"))
		w.Header().Set("Location", "https://sso.jumpcloud.com/y")
		w.WriteHeader(http.StatusFound)
		_, _ = w.Write([]byte(`{"to":"https://sso.jumpcloud.com/z"}`))
	})
	for kind, body := range map[string]string{
		"application/json": `{"to":"` + localSSO + `/z"}`, "text/html; charset=utf-8": `{"to":"` + localSSO + `/z"}`,
		"application/xml": `{"to":"https://sso.jumpcloud.com/z"}`, // messages and metadata stay as they are
	} {
		r := httptest.NewRequest(http.MethodPost,
			localConsole+"/login?type="+strings.ReplaceAll(kind, "; ",
				"%3B%20")+"&to=http%3A%2F%2Fsso.jumpcloud.localhost%3A8080%2Fx", nil)
		r.Header.Set("Origin", localConsole)
		r.Header.Set("Referer", localSSO+"/saml2/a")
		answer := httptest.NewRecorder()
		front.ServeHTTP(answer, r)
		assert.Equal(t, http.StatusFound, answer.Code)
		assert.Equal(t, localSSO+"/y", answer.Header().Get("Location"))
		assert.Equal(t, "c=jumpcloud.com; Domain=jumpcloud.localhost; Secure", answer.Header().Get("Set-Cookie"))
		assert.Equal(t, body, answer.Body.String(), kind)
	}
}

func TestOtherNamesAndPortsGetTheListOfSites(t *testing.T) {
	front := front(func(http.ResponseWriter, *http.Request) {
		t.Error("reached a company")
	})
	for _, host := range []string{"evil.example:8080", "console.jumpcloud.localhost:9090", "console.jumpcloud.localhost",
		"console.jumpcloud.com:8080"} {
		r := httptest.NewRequest(http.MethodPost, "/login", nil)
		r.Host = host
		answer := httptest.NewRecorder()
		front.ServeHTTP(answer, r)
		assert.Equal(t, http.StatusMisdirectedRequest, answer.Code, host)
		assert.Contains(t, answer.Body.String(), localConsole+"/", host)
		assert.Contains(t, answer.Header().Get("Content-Type"), "text/plain")
		r.Header.Set("Accept", "text/html,*/*")
		answer = httptest.NewRecorder()
		front.ServeHTTP(answer, r)
		assert.Equal(t, http.StatusMisdirectedRequest, answer.Code, host)
		assert.Contains(t, answer.Body.String(), `<a href="`+localConsole+`/">`, "a page for a person")
	}
}

// The bare address is the home's; by any other name, nobody is led there.
func TestBareAddress(t *testing.T) {
	front := front(func(http.ResponseWriter, *http.Request) {
		t.Error("reached a company")
	})
	ask := func(host string) *httptest.ResponseRecorder {
		r := httptest.NewRequest(http.MethodGet, "/", nil)
		r.Host = host
		answer := httptest.NewRecorder()
		front.ServeHTTP(answer, r)
		return answer
	}
	assert.Equal(t, http.StatusMisdirectedRequest, ask("localhost:8080").Code, "without a home, the list")
	front.sites.setHome(http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) { _, _ = w.Write([]byte("home")) }))
	for _, host := range []string{"localhost:8080", "LOCALHOST.:8080", "127.0.0.1:8080", "[::1]:8080"} {
		assert.Equal(t, "home", ask(host).Body.String(), host)
	}
	for _, host := range []string{"evil.example:8080", "127.0.0.1.evil.example:8080", "home.localhost:8080", "localhost",
		"localhost:9090", "192.168.1.2:8080", "0.0.0.0:8080", ""} {
		assert.Equal(t, http.StatusMisdirectedRequest, ask(host).Code, host)
	}
}
