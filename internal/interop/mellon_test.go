package interop_test

import (
	"fmt"
	"net"
	"os"
	"os/exec"
	"path/filepath"
	"strconv"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"samlharness/browser"
	"samlharness/certs"
	"samlharness/internal/corpus"
	"samlharness/internal/needs"
	"samlharness/world"
)

// mellonConfig is an Apache that mod_auth_mellon guards: a folder with its files, its port of 127.0.0.1, its user.
const mellonConfig = `ServerRoot "%[1]s"
ServerName https://wiki.example.com
UseCanonicalName On
Listen 127.0.0.1:%[2]d
PidFile "%[1]s/pid"
ErrorLog "%[1]s/error.log"
DocumentRoot "%[1]s/site"
%[3]s
LoadModule mpm_event_module /usr/lib/apache2/modules/mod_mpm_event.so
LoadModule authn_core_module /usr/lib/apache2/modules/mod_authn_core.so
LoadModule authz_core_module /usr/lib/apache2/modules/mod_authz_core.so
LoadModule authz_user_module /usr/lib/apache2/modules/mod_authz_user.so
LoadModule dir_module /usr/lib/apache2/modules/mod_dir.so
LoadModule alias_module /usr/lib/apache2/modules/mod_alias.so
LoadModule include_module /usr/lib/apache2/modules/mod_include.so
LoadModule headers_module /usr/lib/apache2/modules/mod_headers.so
LoadModule auth_mellon_module /usr/lib/apache2/modules/mod_auth_mellon.so
LoadModule mime_module /usr/lib/apache2/modules/mod_mime.so
TypesConfig /dev/null
AddType text/html .html
<Location />
  MellonEnable info
  MellonEndpointPath /saml
  MellonSPentityId https://wiki.example.com/saml/metadata
  MellonSPPrivateKeyFile "%[1]s/key.pem"
  MellonSPCertFile "%[1]s/certificate.pem"
  MellonIdPMetadataFile "%[1]s/idp.xml"
  MellonSecureCookie On
  MellonCookieSameSite None
  MellonDefaultLoginPath /private/
  MellonEnvPrefix MELLON_
  MellonMergeEnvVars On
</Location>
<Location /private/>
  MellonEnable auth
  AuthType Mellon
  Require valid-user
  Options +Includes
  SetOutputFilter INCLUDES
</Location>
`

// mellonPage shows what mod_auth_mellon tells an application.
const mellonPage = `<!--#echo var="MELLON_NAME_ID" --> <!--#echo var="MELLON_mail" --> ` +
	`<!--#echo var="MELLON_memberOf" -->`

// startMellon starts Apache with mod_auth_mellon, whose binding is that of JumpCloud's metadata: HTTP-Redirect if it is
// declared, else HTTP-POST. Its pages say nothing of why, its log does.
func startMellon(t testing.TB, w *world.World, _ custom, idp []byte) func(*browser.Page) string {
	t.Helper()
	apache := needs.Program(t, "apache2")
	if _, err := os.Stat("/usr/lib/apache2/modules/mod_auth_mellon.so"); err != nil {
		says := "mod_auth_mellon is not installed: apt-get install libapache2-mod-auth-mellon"
		if os.Getenv("CI") != "" {
			t.Fatal(says)
		}
		t.Skip("NOT CHECKED, " + says)
	}
	folder, err := os.MkdirTemp("", "mellon")
	require.NoError(t, err)
	t.Cleanup(func() { _ = os.RemoveAll(folder) })
	require.NoError(t, os.MkdirAll(filepath.Join(folder, "site/private"), 0o755))
	require.NoError(t, os.Chmod(folder, 0o755)) // Apache's workers are another user
	port, user := freePort(t), ""
	if os.Geteuid() == 0 {
		user = "User www-data\nGroup www-data"
	}
	for name, data := range map[string][]byte{"key.pem": keyPEM(t), "certificate.pem": certs.PEM(corpus.Certificate(t)),
		"idp.xml": idp, "site/private/index.html": []byte(mellonPage),
		"apache.conf": fmt.Appendf(nil, mellonConfig, folder, port, user)} {
		require.NoError(t, os.WriteFile(filepath.Join(folder, name), data, 0o644))
	}
	c := exec.Command(apache, "-f", filepath.Join(folder, "apache.conf"), "-DFOREGROUND")
	c.Stderr = t.Output()
	require.NoError(t, c.Start())
	t.Cleanup(func() {
		_ = c.Process.Signal(os.Interrupt)
		_ = c.Wait()
		if log, err := os.ReadFile(filepath.Join(folder, "error.log")); err == nil && t.Failed() {
			t.Logf("%s", log)
		}
	})
	require.Eventually(t, func() bool {
		connection, err := net.Dial("tcp", "127.0.0.1:"+strconv.Itoa(port))
		if err == nil {
			_ = connection.Close()
		}
		return err == nil
	}, 20*time.Second, 20*time.Millisecond)
	serveWiki(t, w, strconv.Itoa(port))
	return func(*browser.Page) string {
		log, err := os.ReadFile(filepath.Join(folder, "error.log"))
		require.NoError(t, err)
		return string(log)
	}
}

func freePort(t testing.TB) int {
	t.Helper()
	l, err := net.Listen("tcp", "127.0.0.1:0")
	require.NoError(t, err)
	defer func() { _ = l.Close() }()
	return l.Addr().(*net.TCPAddr).Port
}

// TestMellonByCommand signs in at an Apache that mod_auth_mellon guards, which is the family of Lasso and xmlsec. It
// signs its requests whether asked or not.
func TestMellonByCommand(t *testing.T) {
	t.Parallel()
	for _, c := range customs() {
		t.Run(c.name, func(t *testing.T) {
			c.acs = wikiSite + "/saml/postResponse"
			c.check(t, startMellon)
		})
	}
}
