package world_test

import (
	"context"
	"crypto/tls"
	"crypto/x509"
	"io"
	"net"
	"net/http"
	"net/http/cookiejar"
	"net/url"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"samlharness/world"
)

func get(t *testing.T, client *http.Client, address string) (*http.Response, string, error) {
	t.Helper()
	request, err := http.NewRequestWithContext(t.Context(), http.MethodGet, address, nil)
	require.NoError(t, err)
	response, err := client.Do(request)
	if err != nil {
		return nil, "", err
	}
	defer response.Body.Close()
	body, err := io.ReadAll(response.Body)
	require.NoError(t, err)
	return response, string(body), nil
}

// throughProxy is any client: it knows the proxy's address and the certificate file, nothing else.
func throughProxy(t *testing.T, w *world.World) *http.Client {
	t.Helper()
	address, err := w.ProxyURL(t.Context())
	require.NoError(t, err)
	proxy, err := url.Parse(address)
	require.NoError(t, err)
	roots := x509.NewCertPool()
	require.True(t, roots.AppendCertsFromPEM(w.CAPEM()))
	transport := &http.Transport{Proxy: http.ProxyURL(proxy), TLSClientConfig: &tls.Config{RootCAs: roots}}
	t.Cleanup(transport.CloseIdleConnections)
	return &http.Client{Transport: transport}
}

func TestProxyServesTheWorldsHosts(t *testing.T) {
	t.Parallel()
	w := world.Start(t, world.Options{})
	client := throughProxy(t, w)
	response, body, err := get(t, client,
		"https://login.microsoftonline.com/common/userrealm/alice@contoso.com?api-version=1.0")
	require.NoError(t, err)
	assert.Equal(t, http.StatusOK, response.StatusCode)
	assert.Contains(t, body, `"Managed"`)
}

func TestNothingLeavesTheMachine(t *testing.T) {
	t.Parallel()
	w := world.Start(t, world.Options{})
	for _, address := range []string{"https://www.example.com/", "https://login.microsoftonline.com.evil.example/",
		"https://login.microsoftonline.com:8443/"} {
		_, _, err := get(t, throughProxy(t, w), address)
		assert.ErrorContains(t, err, "Forbidden", address)
		_, _, err = get(t, w.HTTPClient(), address)
		var unknown *world.UnknownHostError
		assert.ErrorAs(t, err, &unknown, address)
	}
	response, _, err := get(t, throughProxy(t, w), "http://login.microsoftonline.com/")
	require.NoError(t, err)
	assert.Equal(t, http.StatusForbidden, response.StatusCode)
}

func TestListenersAreLoopbackOnly(t *testing.T) {
	t.Parallel()
	for _, address := range []string{"0.0.0.0:0", "[::]:0", ":0", "192.0.2.1:0", "nonsense"} {
		_, err := world.New(t.Context(), world.Options{Address: address})
		var refused *world.ListenError
		assert.ErrorAs(t, err, &refused, address)
	}
}

func TestPortTaken(t *testing.T) {
	t.Parallel()
	l, err := net.Listen("tcp", "127.0.0.1:0")
	require.NoError(t, err)
	defer l.Close()
	_, err = world.New(t.Context(), world.Options{Address: l.Addr().String()})
	var refused *world.ListenError
	require.ErrorAs(t, err, &refused)
	assert.Equal(t, l.Addr().String(), refused.Address)
}

func TestWorldThatCannotBeLetsGoOfItsPort(t *testing.T) {
	l, err := net.Listen("tcp", "127.0.0.1:0")
	require.NoError(t, err)
	address := l.Addr().String()
	require.NoError(t, l.Close())
	_, err = world.New(t.Context(), world.Options{Address: address, Spec: &world.Spec{InitialDomain: "x"}})
	require.Error(t, err)
	l, err = net.Listen("tcp", address)
	require.NoError(t, err)
	require.NoError(t, l.Close())
}

func TestProxyIsOpenedOnce(t *testing.T) {
	t.Parallel()
	w := world.Start(t, world.Options{})
	first, err := w.ProxyURL(t.Context())
	require.NoError(t, err)
	again, err := w.ProxyURL(t.Context())
	require.NoError(t, err)
	assert.Equal(t, first, again)
}

func TestReboundNameGetsNoSite(t *testing.T) {
	t.Parallel()
	w := world.Start(t, world.Options{})
	request, err := http.NewRequestWithContext(t.Context(), http.MethodGet, "https://login.microsoftonline.com/", nil)
	require.NoError(t, err)
	request.Host = "evil.example"
	response, err := w.HTTPClient().Do(request)
	require.NoError(t, err)
	defer response.Body.Close()
	assert.Equal(t, http.StatusMisdirectedRequest, response.StatusCode)
}

func TestWrongPathsAndMethodsOfAHost(t *testing.T) {
	t.Parallel()
	w := world.Start(t, world.Options{})
	sites, err := w.OpenSites(t.Context(), "127.0.0.1:0")
	require.NoError(t, err)
	local, err := url.Parse(sites["console.jumpcloud.com"])
	require.NoError(t, err)
	for _, c := range []struct {
		method, url, host string
		status            int
	}{
		{http.MethodGet, "https://login.microsoftonline.com/nothing/here", "", http.StatusNotFound},
		{http.MethodDelete, "https://console.jumpcloud.com/login", "", http.StatusMethodNotAllowed},
		{http.MethodGet, "https://console.jumpcloud.com/login", "Console.JumpCloud.COM", http.StatusOK},
		{http.MethodGet, "https://console.jumpcloud.com/login", "console.jumpcloud.com.", http.StatusOK},
		{http.MethodGet, "https://console.jumpcloud.com/login", "console.jumpcloud.com:443", http.StatusOK},
		{http.MethodGet, "https://console.jumpcloud.com/login", "console.jumpcloud.com.evil.example",
			http.StatusMisdirectedRequest},
		{http.MethodGet, sites["console.jumpcloud.com"] + "/login", strings.ToUpper(local.Host), http.StatusOK},
		{http.MethodGet, sites["console.jumpcloud.com"] + "/nothing", "", http.StatusNotFound},
	} {
		t.Run(c.method+" "+c.url+" "+c.host, func(t *testing.T) {
			request, err := http.NewRequestWithContext(t.Context(), c.method, c.url, nil)
			require.NoError(t, err)
			request.Host = c.host
			client := w.HTTPClient()
			if request.URL.Scheme == "http" {
				client = plainBrowser(t)
			}
			response, err := client.Do(request)
			require.NoError(t, err)
			defer response.Body.Close()
			assert.Equal(t, c.status, response.StatusCode)
		})
	}
}

func TestProxyKnowsHostsInAnyCase(t *testing.T) {
	t.Parallel()
	w := world.Start(t, world.Options{})
	for _, host := range []string{"LOGIN.microsoftonline.com", "login.microsoftonline.com."} {
		var d net.Dialer
		address, err := w.ProxyURL(t.Context())
		require.NoError(t, err)
		conn, err := d.DialContext(t.Context(), "tcp", strings.TrimPrefix(address, "http://"))
		require.NoError(t, err)
		defer conn.Close()
		_, err = io.WriteString(conn, "CONNECT "+host+":443 HTTP/1.1\r\nHost: "+host+":443\r\n\r\n")
		require.NoError(t, err)
		line := make([]byte, len("HTTP/1.1 200"))
		_, err = io.ReadFull(conn, line)
		require.NoError(t, err)
		assert.Equal(t, "HTTP/1.1 200", string(line), host)
	}
}

// plainBrowser resolves names under localhost as browsers do, and keeps cookies.
func plainBrowser(t *testing.T) *http.Client {
	t.Helper()
	jar, err := cookiejar.New(nil)
	require.NoError(t, err)
	transport := http.DefaultTransport.(*http.Transport).Clone()
	transport.DialContext = func(ctx context.Context, network, address string) (net.Conn, error) {
		host, port, err := net.SplitHostPort(address)
		if err != nil || !strings.HasSuffix(host, ".localhost") {
			return nil, &net.AddrError{Err: "not a local name", Addr: address}
		}
		var d net.Dialer
		return d.DialContext(ctx, network, net.JoinHostPort("127.0.0.1", port))
	}
	t.Cleanup(transport.CloseIdleConnections)
	return &http.Client{Transport: transport, Jar: jar}
}

func TestSitesUnderLocalhost(t *testing.T) {
	t.Parallel()
	w := world.Start(t, world.Options{})
	sites, err := w.OpenSites(t.Context(), "127.0.0.1:0")
	require.NoError(t, err)
	response, body, err := get(t, plainBrowser(t), sites["login.microsoftonline.com"]+"/")
	require.NoError(t, err)
	assert.Equal(t, http.StatusOK, response.StatusCode)
	assert.Contains(t, body, "Sign in")
	assert.NotContains(t, body, "https://login.microsoftonline.com")

	u, err := url.Parse(sites["login.microsoftonline.com"])
	require.NoError(t, err)
	response, body, err = get(t, plainBrowser(t), "http://other.localhost:"+u.Port()+"/")
	require.NoError(t, err)
	assert.Equal(t, http.StatusMisdirectedRequest, response.StatusCode)
	assert.Contains(t, body, sites["console.jumpcloud.com"])
}
