package world_test

import (
	"bufio"
	"bytes"
	"compress/gzip"
	"fmt"
	"io"
	"net"
	"net/http"
	"net/url"
	"strings"
	"sync"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"samlharness/world"
)

// greeter says by which name it was called.
func greeter(greeting string) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		w.Header().Set("Content-Type", "text/html")
		fmt.Fprintf(w, `%s %s <a href="https://wiki.example/next">next</a>`, greeting, r.Host)
	})
}

func TestHandledSiteIsReachedLikeTheCompanies(t *testing.T) {
	t.Parallel()
	w := world.Start(t, world.Options{})
	_, _, err := get(t, w.HTTPClient(), "https://wiki.example/")
	var unknown *world.UnknownHostError
	require.ErrorAs(t, err, &unknown, "closed until it is handled")
	proxy, err := w.ProxyURL(t.Context()) // opened before
	require.NoError(t, err)
	sites, err := w.OpenSites(t.Context(), "127.0.0.1:0")
	require.NoError(t, err)

	require.NoError(t, w.Handle("Wiki.Example.", greeter("hello")))
	page, err := w.Browser().Open(t.Context(), "https://wiki.example/")
	require.NoError(t, err)
	assert.Contains(t, page.Text(), "hello wiki.example")
	for name, client := range map[string]*http.Client{"HTTPClient": w.HTTPClient(), "proxy": throughProxy(t, w)} {
		response, body, err := get(t, client, "https://wiki.example/")
		require.NoError(t, err, name)
		assert.Contains(t, body, "hello wiki.example", name)
		assert.Equal(t, []string{"wiki.example"}, response.TLS.PeerCertificates[0].DNSNames)
		_, _, err = get(t, client, "https://other.wiki.example/")
		assert.Error(t, err, "only the host that was handled")
	}
	again, err := w.ProxyURL(t.Context())
	require.NoError(t, err)
	assert.Equal(t, proxy, again)

	console, err := url.Parse(sites["console.jumpcloud.com"])
	require.NoError(t, err)
	local := "http://" + net.JoinHostPort("wiki.example.localhost", console.Port())
	_, body, err := get(t, plainBrowser(t), local+"/")
	require.NoError(t, err)
	assert.Contains(t, body, "hello wiki.example ")
	assert.Contains(t, body, `href="`+local+`/next"`, "addresses are renamed")
}

func TestCompressedPagesAreRenamedToo(t *testing.T) {
	t.Parallel()
	w := world.Start(t, world.Options{})
	require.NoError(t, w.Handle("wiki.example", http.HandlerFunc(func(rw http.ResponseWriter, r *http.Request) {
		rw.Header().Set("Content-Type", "text/html")
		if strings.Contains(r.Header.Get("Accept-Encoding"), "gzip") {
			rw.Header().Set("Content-Encoding", "gzip")
			zip := gzip.NewWriter(rw)
			defer zip.Close()
			fmt.Fprint(zip, "https://wiki.example/")
		}
	})))
	sites, err := w.OpenSites(t.Context(), "127.0.0.1:0")
	require.NoError(t, err)
	_, body, err := get(t, plainBrowser(t), sites["wiki.example"]+"/")
	require.NoError(t, err)
	assert.Equal(t, sites["wiki.example"]+"/", body)
}

func TestHostsThatCannotBeHandled(t *testing.T) {
	t.Parallel()
	w := world.Start(t, world.Options{})
	require.NoError(t, w.Handle("wiki.example", greeter("")))
	for host, want := range map[string]string{
		"wiki.example":              "handled already",
		"WIKI.example":              "handled already",
		"login.microsoftonline.com": "microsoftonline.com belongs to one of the emulated companies",
		"portal.office.com":         "office.com belongs to",
		"cloud.microsoft":           "cloud.microsoft belongs to",
		"jumpcloud.com":             "jumpcloud.com belongs to",
		"127.0.0.1":                 "got an IP address",
		"[::1]":                     "got an IP address",
		"":                          "expected a host name",
		"localhost":                 "expected a host name",
		"wiki.localhost":            "names under localhost",
		"https://wiki.example":      "without scheme, port and path",
		"shop.example:443":          "without scheme, port and path",
		"*.example":                 "expected a host name",
		"müller.example":            "xn-- form",
		strings.Repeat("a123456789.", 25) + "example": "expected a host name",
	} {
		err := w.Handle(host, greeter(""))
		var refused *world.HostError
		require.ErrorAs(t, err, &refused, host)
		assert.Equal(t, host, refused.Host)
		assert.Contains(t, refused.Reason, want, host)
	}
	assert.ErrorContains(t, w.Handle("shop.example", nil), "expected a handler, got nil")
}

func TestSitesAreAddedWhileOthersAreRead(t *testing.T) {
	t.Parallel()
	w := world.Start(t, world.Options{})
	require.NoError(t, w.Handle("wiki.example", greeter("hello")))
	sites, err := w.OpenSites(t.Context(), "127.0.0.1:0")
	require.NoError(t, err)
	var users sync.WaitGroup
	for i := range 8 {
		host := fmt.Sprintf("s%d.example", i)
		users.Go(func() {
			assert.NoError(t, w.Handle(host, greeter(host)))
			_, body, err := get(t, w.HTTPClient(), "https://"+host+"/")
			assert.NoError(t, err)
			assert.Contains(t, body, host+" "+host)
		})
		users.Go(func() {
			for _, address := range []string{"https://wiki.example/", sites["wiki.example"] + "/"} {
				client := w.HTTPClient()
				if strings.HasPrefix(address, "http:") {
					client = plainBrowser(t)
				}
				_, body, err := get(t, client, address)
				assert.NoError(t, err)
				assert.Contains(t, body, "hello")
			}
		})
	}
	users.Wait()
}

func TestSiteIsTakenAway(t *testing.T) {
	t.Parallel()
	w := world.Start(t, world.Options{})
	assert.Nil(t, w.Site("wiki.example"))
	for _, greeting := range []string{"hello", "good evening"} {
		require.NoError(t, w.Handle("wiki.example", greeter(greeting)))
		assert.NotNil(t, w.Site("Wiki.example."))
		_, body, err := get(t, w.HTTPClient(), "https://wiki.example/")
		require.NoError(t, err)
		assert.Contains(t, body, greeting+" wiki.example")
		require.NoError(t, w.Unhandle("WIKI.example"))
		assert.Nil(t, w.Site("wiki.example"))
	}
	if page, err := w.Browser().Open(t.Context(), "https://wiki.example/"); err == nil { // by a connection that is kept
		assert.Equal(t, http.StatusMisdirectedRequest, page.Status)
	}
	assert.Equal(t, 2, bytes.Count(w.CAPEM(), []byte("BEGIN CERTIFICATE")), "a host is certified once")
	for _, host := range []string{"wiki.example", "login.microsoftonline.com"} {
		var refused *world.HostError
		require.ErrorAs(t, w.Unhandle(host), &refused)
		assert.Contains(t, refused.Reason, "no site was brought in")
	}
}

// Whoever asks the proxy for another host reads how to reach that past it.
func TestProxyNamesTheBypassList(t *testing.T) {
	t.Parallel()
	w := world.Start(t, world.Options{})
	address, err := w.ProxyURL(t.Context())
	require.NoError(t, err)
	connection, err := net.Dial("tcp", strings.TrimPrefix(address, "http://"))
	require.NoError(t, err)
	defer connection.Close()
	_, err = fmt.Fprint(connection, "CONNECT packages.example:443 HTTP/1.1\r\nHost: packages.example:443\r\n\r\n")
	require.NoError(t, err)
	answer, err := http.ReadResponse(bufio.NewReader(connection), nil)
	require.NoError(t, err)
	defer answer.Body.Close()
	assert.Equal(t, http.StatusForbidden, answer.StatusCode)
	body, err := io.ReadAll(answer.Body)
	require.NoError(t, err)
	assert.Contains(t, string(body), "no host packages.example:443 in this world")
	assert.Contains(t, string(body), "bypass list: NO_PROXY, --proxy-bypass-list")
}
