package flow_test

import (
	"fmt"
	"io"
	"net/http"
	"net/http/cookiejar"
	"net/http/httptest"
	"net/url"
	"strings"
	"testing"

	"github.com/jonboulle/clockwork"
	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"samlharness/internal/flow"
	"samlharness/internal/wire"
	"samlharness/record"
)

const request = `<samlp:AuthnRequest xmlns:samlp="urn:oasis:names:tc:SAML:2.0:protocol" ID="_12345678"/>`

// site is a site of somebody else, which records nothing.
func site(t *testing.T) (*httptest.Server, *record.Log) {
	log := record.NewLog(record.Options{})
	mux := http.NewServeMux()
	page := func(w http.ResponseWriter, text string) {
		w.Header().Set("Content-Type", "text/html; charset=utf-8")
		fmt.Fprint(w, text)
	}
	mux.HandleFunc("GET /start", func(w http.ResponseWriter, r *http.Request) {
		http.Redirect(w, r, "/page#top", http.StatusFound)
	})
	mux.HandleFunc("GET /page", func(w http.ResponseWriter, r *http.Request) {
		page(w, `<form><input value='`+strings.Repeat("&#43;", 20)+`' name="ctx" type="hidden"></form>`)
	})
	mux.HandleFunc("POST /form", func(w http.ResponseWriter, r *http.Request) {
		assert.NoError(t, r.ParseForm())
		for name := range r.Header {
			assert.NotContains(t, name, "Harness")
		}
		_, err := r.Cookie("harness_browser")
		assert.ErrorIs(t, err, http.ErrNoCookie)
		page(w, fmt.Sprintf("%d fields, %d bytes", len(r.PostForm), len(r.PostForm.Get("big"))))
	})
	mux.HandleFunc("GET /style", func(w http.ResponseWriter, r *http.Request) {
		w.Header().Set("Content-Type", "text/css")
		fmt.Fprint(w, "a {}")
	})
	mux.HandleFunc("GET /large", func(w http.ResponseWriter, r *http.Request) {
		page(w, strings.Repeat("<p>", 1<<20))
	})
	mux.HandleFunc("GET /stream", func(w http.ResponseWriter, r *http.Request) {
		page(w, "one")
		assert.NoError(t, http.NewResponseController(w).Flush())
		fmt.Fprint(w, "two")
	})
	server := httptest.NewTLSServer(flow.New(flow.Options{
		Sites:   mux,
		Record:  log,
		Clock:   clockwork.NewFakeClock(),
		Network: clockwork.NewFakeClock(),
		Party:   func(string) record.Party { return "" },
	}))
	t.Cleanup(server.Close)
	return server, log
}

func get(t *testing.T, client *http.Client, address string, header ...string) (int, string) {
	t.Helper()
	r, err := http.NewRequestWithContext(t.Context(), http.MethodGet, address, nil)
	require.NoError(t, err)
	for i := 0; i < len(header); i += 2 {
		r.Header.Set(header[i], header[i+1])
	}
	return answer(t, client, r)
}

func post(t *testing.T, client *http.Client, address string, form url.Values, header ...string) (int, string) {
	t.Helper()
	r, err := http.NewRequestWithContext(t.Context(), http.MethodPost, address, strings.NewReader(form.Encode()))
	require.NoError(t, err)
	r.Header.Set("Content-Type", "application/x-www-form-urlencoded")
	for i := 0; i < len(header); i += 2 {
		r.Header.Set(header[i], header[i+1])
	}
	return answer(t, client, r)
}

func answer(t *testing.T, client *http.Client, r *http.Request) (int, string) {
	t.Helper()
	resp, err := client.Do(r)
	require.NoError(t, err)
	defer resp.Body.Close()
	body, err := io.ReadAll(resp.Body)
	require.NoError(t, err)
	return resp.StatusCode, string(body)
}

// flows are the numbers of the flows of all hops.
func flows(log *record.Log) (numbers []int64) {
	for _, e := range log.Since(0) {
		numbers = append(numbers, e.Flow)
	}
	return numbers
}

func TestWhatJoinsRequests(t *testing.T) {
	for name, c := range map[string]struct {
		do   func(t *testing.T, client *http.Client, base string)
		want []int64
	}{
		"a typed address begins": {func(t *testing.T, client *http.Client, base string) {
			get(t, client, base+"/page", "Sec-Fetch-Site", "none")
			get(t, client, base+"/page", "Sec-Fetch-Site", "none")
		}, []int64{1, 2}},
		"a redirect": {func(t *testing.T, client *http.Client, base string) {
			get(t, client, base+"/start")
			get(t, client, base+"/start")
		}, []int64{1, 1, 2, 2}},
		"a redirect without cookies": {func(t *testing.T, client *http.Client, base string) {
			client.Jar = nil
			get(t, client, base+"/start")
			get(t, client, base+"/page")
		}, []int64{1, 1, 2}},
		"what a page carries": {func(t *testing.T, client *http.Client, base string) {
			get(t, client, base+"/page")
			client.Jar = nil
			post(t, client, base+"/form", url.Values{"ctx": {strings.Repeat("+", 20)}})
			post(t, client, base+"/form", url.Values{"ctx": {strings.Repeat("-", 20)}})
		}, []int64{1, 1, 2}},
		"the browser, from a page": {func(t *testing.T, client *http.Client, base string) {
			get(t, client, base+"/page")
			post(t, client, base+"/form", url.Values{"a": {"b"}}, "Sec-Fetch-Site", "same-origin")
			client.Jar = nil
			post(t, client, base+"/form", url.Values{"a": {"b"}}, "Sec-Fetch-Site", "same-origin")
		}, []int64{1, 1, 2}},
		"a message": {func(t *testing.T, client *http.Client, base string) {
			response := `<samlp:Response InResponseTo='_12345678' ID="_87654321"><a/></samlp:Response>`
			client.Jar = nil
			post(t, client, base+"/form", url.Values{"SAMLRequest": {wire.EncodePost([]byte(request))}})
			get(t, client, base+"/page")
			post(t, client, base+"/form", url.Values{"SAMLResponse": {wire.EncodePost([]byte(response))}})
		}, []int64{1, 2, 1}},
		"a token": {func(t *testing.T, client *http.Client, base string) {
			for _, token := range []string{"a", "b", "a"} {
				get(t, client, base+"/page", "Authorization", "Bearer "+token)
			}
		}, []int64{1, 2, 1}},
		"a number that there is": {func(t *testing.T, client *http.Client, base string) {
			client.Jar = nil
			get(t, client, base+"/page")
			for _, number := range []string{"1 ", "99 ", "-1 ", "x"} {
				get(t, client, base+"/page", "Harness-Flow", number)
			}
		}, []int64{1, 1, 2, 3, 4}},
		"assets are not hops": {func(t *testing.T, client *http.Client, base string) {
			get(t, client, base+"/style")
			get(t, client, base+"/page", "Sec-Fetch-Dest", "image")
		}, nil},
	} {
		t.Run(name, func(t *testing.T) {
			server, log := site(t)
			client := server.Client()
			jar, err := cookiejar.New(nil)
			require.NoError(t, err)
			client.Jar = jar
			c.do(t, client, server.URL)
			assert.Equal(t, c.want, flows(log))
		})
	}
}

// Sites and browsers notice nothing: long bodies, pages that are too long to be held back, and streams pass.
func TestRequestsAndAnswersPass(t *testing.T) {
	server, log := site(t)
	client := server.Client()
	_, body := post(t, client, server.URL+"/form", url.Values{"a": {"b"}, "big": {strings.Repeat("x", 300<<10)}})
	assert.Equal(t, "2 fields, 307200 bytes", body)
	_, body = get(t, client, server.URL+"/large")
	assert.Len(t, body, 3<<20)
	_, body = get(t, client, server.URL+"/stream")
	assert.Equal(t, "onetwo", body)
	status, _ := get(t, client, server.URL+"/nowhere?code=secret&login_hint=alice&password=x")
	assert.Equal(t, http.StatusNotFound, status)
	last, _ := log.Last(nil)
	assert.Equal(t, server.URL+"/nowhere?code=***&login_hint=alice&password=***", last.HTTP.URL)
	post(t, client, server.URL+"/form", url.Values{"SAMLRequest": {wire.EncodePost([]byte(request))}, "RelayState": {"r"}})
	last, _ = log.Last(nil)
	assert.Equal(t, record.AuthnRequest, last.MessageKind)
	assert.Equal(t, request, last.Message)
	assert.ElementsMatch(t, []string{"SAMLRequest", "RelayState"}, last.HTTP.Fields)
}
