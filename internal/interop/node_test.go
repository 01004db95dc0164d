package interop_test

import (
	"bufio"
	"encoding/json"
	"net/http"
	"net/http/httputil"
	"net/url"
	"os"
	"os/exec"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"samlharness/certs"
	"samlharness/idp/org"
	"samlharness/idp/signon"
	"samlharness/internal/needs"
	"samlharness/record"
	"samlharness/world"
)

// nodeFolder holds JavaScript counterparts and the list of their packages.
const nodeFolder = "testdata/node"

// node is a script of a folder with its configuration, which goes by the environment because it may hold a secret.
func node(t testing.TB, folder, script string, config any) *exec.Cmd {
	t.Helper()
	c := exec.CommandContext(t.Context(), needs.NodePackages(t, folder), script)
	encoded, err := json.Marshal(config)
	require.NoError(t, err)
	c.Dir, c.Env, c.Stderr = folder, append(os.Environ(), "INTEROP="+string(encoded)), t.Output()
	return c
}

// TestMSALNode has MSAL for Node, which knows Microsoft's clouds by heart, get a token through the proxy and read
// Graph.
func TestMSALNode(t *testing.T) {
	t.Parallel()
	w := startWorld(t)
	proxy, authority := proxied(t, w)
	run := func(secret string) (said struct {
		Asked, Domains []string
		Cached         bool
		Error          string
	}) {
		out, err := node(t, nodeFolder, "msal.mjs", map[string]string{
			"proxy":        proxy,
			"authority":    authority,
			"tenant":       w.Entra.ID(),
			"clientId":     w.ClientID,
			"clientSecret": secret,
		}).Output()
		require.NoError(t, err)
		require.NoError(t, json.Unmarshal(out, &said), "%s", out)
		return said
	}
	said := run(w.ClientSecret)
	require.Empty(t, said.Error)
	assert.Contains(t, said.Domains, "staging.contoso.net")
	assert.True(t, said.Cached)
	assert.Equal(t, []string{"https://login.microsoftonline.com/" + w.Entra.ID() + "/oauth2/v2.0/token"}, said.Asked)
	assert.Contains(t, run("wrong").Error, "AADSTS7000215")
}

// nodeSP opens an application that node-saml guards at https://wiki.example.com.
func nodeSP(t testing.TB, w *world.World, binding string, uncompressed, responseSigned bool) {
	t.Helper()
	entityID, acs := wikiSite+"/saml", wikiSite+"/saml/acs"
	registerWiki(t, w, entityID, acs, true)
	app, err := w.JumpCloud.UpdateApplication(t.Context(), wikiLabel, org.ApplicationUpdate{SignResponse: &responseSigned})
	require.NoError(t, err)
	certificate, err := certs.ParseDER(app.Certificate)
	require.NoError(t, err)
	serveNode(t, w, "serviceprovider.mjs", map[string]any{"entityId": entityID, "acs": acs,
		"signInUrl": app.SSOURL(), "certificate": certs.Base64(certificate),
		"idpEntityId": app.EntityID, "binding": binding, "uncompressed": uncompressed, "responseSigned": responseSigned})
}

// serveNode runs a script that guards an application, and serves it at https://wiki.example.com.
func serveNode(t testing.TB, w *world.World, script string, config map[string]any) {
	t.Helper()
	c := node(t, nodeFolder, script, config)
	stdin, err := c.StdinPipe()
	require.NoError(t, err)
	stdout, err := c.StdoutPipe()
	require.NoError(t, err)
	require.NoError(t, c.Start())
	t.Cleanup(func() {
		_ = stdin.Close()
		_ = c.Wait() // ended by its input, or with the test
	})
	port, err := bufio.NewReader(stdout).ReadString('\n')
	require.NoError(t, err)
	serveWiki(t, w, strings.TrimSpace(port))
}

// serveWiki serves what listens on a port of 127.0.0.1 at https://wiki.example.com.
func serveWiki(t testing.TB, w *world.World, port string) {
	t.Helper()
	handle(t, w, hostOf(wikiSite), httputil.NewSingleHostReverseProxy(&url.URL{Scheme: "http", Host: "127.0.0.1:" + port}))
}

// TestNodeServiceProvider signs in at an application that node-saml guards.
func TestNodeServiceProvider(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		binding                      string
		uncompressed, responseSigned bool
		carried                      string
	}{
		{"HTTP-POST", true, false, "POST"},
		{"HTTP-Redirect", false, true, "Redirect"},
	} {
		t.Run(c.binding, func(t *testing.T) {
			t.Parallel()
			w := startWorld(t)
			nodeSP(t, w, c.binding, c.uncompressed, c.responseSigned)
			b := w.Browser()
			page, err := b.Open(t.Context(), wikiSite+"/")
			require.NoError(t, err)
			page = signInAtJumpCloud(t, w, b, page, "alice@contoso.com")
			require.Equal(t, http.StatusOK, page.Status, "%s", page.Body)
			assert.JSONEq(t, `{"issuer": "https://jumpcloud.contoso.com", "nameID": "alice@contoso.com",
				"nameIDFormat": "urn:oasis:names:tc:SAML:1.0:nameid-format:unspecified",
				"attributes": {"mail": "alice@contoso.com", "name": "Alice Adams", "company": "Contoso <\"&'> 王",
				"memberOf": "All Users"}, "relayState": "from the wiki"}`, string(page.Body))
			assert.Equal(t, []string{c.carried}, carried(b.Transcript()))
		})
	}
}

// TestNodeServiceProviderRefuses shows that node-saml judges: another key than the one it knows, and a response that it
// did not ask for.
func TestNodeServiceProviderRefuses(t *testing.T) {
	t.Parallel()
	w := startWorld(t)
	nodeSP(t, w, "HTTP-Redirect", false, false)
	b := w.Browser()
	page, err := b.Open(t.Context(), "https://sso.jumpcloud.com/saml2/wiki")
	require.NoError(t, err)
	page = signInAtJumpCloud(t, w, b, page, "alice@contoso.com")
	assert.Equal(t, http.StatusForbidden, page.Status)
	assert.Contains(t, page.Text(), "InResponseTo is missing from response")

	_, err = w.JumpCloud.RegenerateCertificate(t.Context(), wikiLabel)
	require.NoError(t, err)
	page, err = b.Open(t.Context(), wikiSite+"/")
	require.NoError(t, err)
	assert.Equal(t, http.StatusForbidden, page.Status)
	assert.Contains(t, page.Text(), "Invalid signature")
}

// TestNodeServiceProviderCompressesPosts checks that a request which is compressed although it is posted, as node-saml
// sends it unless told not to, is refused and explained.
func TestNodeServiceProviderCompressesPosts(t *testing.T) {
	t.Parallel()
	w := startWorld(t)
	nodeSP(t, w, "HTTP-POST", false, false)
	page, err := w.Browser().Open(t.Context(), wikiSite+"/")
	require.NoError(t, err)
	reason, ok := page.ByAttribute("data-reason", "")
	require.True(t, ok, page.Text())
	assert.Equal(t, signon.CodeInvalidRequest, reason.Attributes["data-reason"])
	refused, ok := w.Record.Last(func(e record.Exchange) bool { return e.Verdict == record.Refused })
	require.True(t, ok)
	assert.Contains(t, refused.Refusal.Got, "by HTTP-POST it goes uncompressed")
}
