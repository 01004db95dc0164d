package scenarios_test

import (
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"samlharness/report"
	"samlharness/scenarios"
)

// Why a site cannot be is said with what to do.
func TestSitesThatCannotBe(t *testing.T) {
	r, err := scenarios.Run(t.Context(), scenarios.RunOptions{
		TempDir:   t.TempDir(),
		KeepGoing: true,
		Scripts: []scenarios.Script{{
			Name: "sites.txtar",
			Data: []byte(`
# A host that is taken, a company's, or not a host
site sp wiki.example
! site sp Wiki.Example
stderr '"Wiki.Example": the host is handled already'
! site add login.microsoftonline.com http://127.0.0.1:3000
stderr 'microsoftonline.com belongs to one of the emulated companies'
! site idp https://idp.example/ alice@contoso.com=c0ffee
stderr '"https://idp.example/": expected a host name such as wiki.example, without scheme'

# A site that is not there, or has no metadata
! site remove nosuch.example
stderr '"nosuch.example": no site was brought in under this name'
site add server.example http://127.0.0.1:3000
! site metadata server.example
stderr 'server.example is not a site with metadata of its own'
! site trust nosuch.example --xml-file m.xml
stderr 'nosuch.example is not a site with metadata of its own'
site remove server.example
! signin alice@contoso.com --at https://server.example/
stderr 'no host server.example:443 in this world'

# Metadata of the wrong side
jumpcloud app create office365 --domain contoso.com
jumpcloud metadata export office365 --out JumpCloud-office365-metadata.xml
site idp idp.example alice@contoso.com=c0ffee
! site trust idp.example --xml-file JumpCloud-office365-metadata.xml
stderr 'JumpCloud-office365-metadata.xml: .*expected "SPSSODescriptor", got "IDPSSODescriptor"'
! site trust wiki.example --xml-file https://wiki.example/metadata
stderr 'https://wiki.example/metadata: .*expected "IDPSSODescriptor", got "SPSSODescriptor"'
! signin alice@contoso.com --at https://wiki.example/
stderr 'HTTP 503: This site has no identity provider: give it one: site trust wiki.example --xml-file FILE'
-- m.xml --
<a/>
`),
		}},
	})
	require.NoError(t, err)
	requirePassed(t, r)
}

func TestSiteCallsThatCannotBeUnderstood(t *testing.T) {
	for line, want := range map[string]string{
		"site add wiki.example http://10.0.0.1":        "site add cannot lead to http://10.0.0.1",
		"site idp idp.example alice@contoso.com":       "site idp cannot read alice@contoso.com",
		"site trust wiki.example":                      "site trust lacks --xml-file FILE",
		"signin alice@contoso.com --at wiki.example":   `--at cannot be "wiki.example"`,
		"signin alice@contoso.com --attack xsw99":      `--attack cannot be "xsw99"`,
		"signin alice@contoso.com --push sometimes":    `--push cannot be "sometimes"`,
		"jumpcloud apikey throttle -- -1":              "NUMBER must be a whole number from 0",
		"signin alice@contoso.com wiki --at https://x": "signin takes an application only with --idp-initiated",
	} {
		err := scenarios.Check([]scenarios.Script{{Name: "s.txtar", Data: []byte(line + "\n")}})
		require.ErrorContains(t, err, want, line)
	}
}

// A service provider that keeps its request in a cookie which does not come back with the response is told so.
func TestACookieThatTheResponseCannotBring(t *testing.T) {
	mux := http.NewServeMux()
	mux.HandleFunc("/{$}", func(w http.ResponseWriter, r *http.Request) {
		http.SetCookie(w, &http.Cookie{Name: "saml_request", Value: "1", Path: "/", Secure: true})
		http.Redirect(w, r, "https://sso.jumpcloud.com/saml2/wiki", http.StatusFound)
	})
	mux.HandleFunc("/acs", func(w http.ResponseWriter, r *http.Request) {
		if _, err := r.Cookie("saml_request"); err != nil {
			http.Error(w, "no request of mine", http.StatusForbidden)
		}
	})
	provider := httptest.NewServer(mux)
	defer provider.Close()
	r, err := scenarios.Run(t.Context(), scenarios.RunOptions{
		TempDir: t.TempDir(),
		Scripts: []scenarios.Script{{Name: "cookie.txtar", Data: []byte(`
site add wiki.example ` + provider.URL + `
jumpcloud app create saml2 --label Wiki --entity-id urn:uri:idp --sp-entity-id urn:x --acs-url https://wiki.example/acs
jumpcloud group bind 'All Users' wiki
signin alice@contoso.com --at https://wiki.example/
`)}},
	})
	require.NoError(t, err)
	var told strings.Builder
	require.NoError(t, r.WriteText(&told, report.TextOptions{}))
	require.Contains(t, told.String(), "wiki.example refused alice@contoso.com: HTTP 403: no request of mine\n")
	require.Contains(t, told.String(), "fix       the browser sent the response without saml_request, since another site "+
		"posts it: if the site needs it, set it with SameSite=None; Secure\n")
}
