package world_test

import (
	"encoding/json"
	"io"
	"net/http"
	"net/url"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"samlharness/browser/signin"
	"samlharness/internal/cloud"
	"samlharness/world"
)

// In each cloud a domain is federated and a person signs in, at that cloud's addresses and at no other's.
func TestEveryCloud(t *testing.T) {
	for _, name := range cloud.Names() {
		t.Run(name, func(t *testing.T) {
			spec, c := world.Demo(), cloud.Cloud(name)
			spec.Cloud = c
			w := world.Start(t, world.Options{Spec: &spec})
			f, err := w.Federate(t.Context(), "contoso.com", "alice")
			require.NoError(t, err)
			assert.Equal(t, []string{c.ACS()}, f.Application.ACSURLs)
			result, err := signin.Walk(t.Context(), w.Browser(), w.Person("alice@contoso.com"), signin.Start{})
			require.NoError(t, err)
			require.Nil(t, result.Refused, "%+v", result.Refused)
			assert.Equal(t, "alice@contoso.com", result.SignedInAs)
			assert.Equal(t, c.Office(), result.Page.URL.Host)
			for _, e := range w.Record.Since(0) {
				if e.HTTP != nil {
					u, err := url.Parse(e.HTTP.URL)
					require.NoError(t, err)
					assert.Contains(t, append(c.Hosts(), "sso.jumpcloud.com", "console.jumpcloud.com", ""), u.Host)
				}
			}
			idp, err := signin.Walk(t.Context(), w.Browser(), w.Person("alice@contoso.com"),
				signin.Start{Tile: f.Application.Label})
			require.NoError(t, err)
			assert.Equal(t, "alice@contoso.com", idp.SignedInAs, "%+v", idp.Refused)
			documents(t, w, c)
		})
	}
}

// documents looks at what a cloud says of itself.
func documents(t *testing.T, w *world.World, c cloud.Cloud) {
	t.Helper()
	get := func(address string) string {
		r, err := http.NewRequestWithContext(t.Context(), http.MethodGet, address, nil)
		require.NoError(t, err)
		response, err := w.HTTPClient().Do(r)
		require.NoError(t, err)
		defer response.Body.Close()
		body, err := io.ReadAll(response.Body)
		require.NoError(t, err)
		require.Equal(t, 200, response.StatusCode, "%s: %s", address, body)
		return string(body)
	}
	metadata := get("https://" + c.Metadata() + "/federationmetadata/saml20/federationmetadata.xml")
	assert.Contains(t, metadata, `entityID="`+c.EntityID()+`"`)
	assert.Contains(t, metadata, c.ACS())
	logins := []string{c.Login()}
	if other := c.OtherLogin(); other != "" {
		logins = append(logins, other)
	}
	for _, login := range logins {
		var configuration map[string]any
		require.NoError(t, json.Unmarshal([]byte(get("https://"+login+"/"+w.Entra.ID()+
			"/v2.0/.well-known/openid-configuration")), &configuration))
		assert.Equal(t, c.Graph(), configuration["msgraph_host"])
		assert.Equal(t, c.Instance(), configuration["cloud_instance_name"])
		assert.Equal(t, "https://"+c.Login()+"/"+w.Entra.ID()+"/oauth2/v2.0/token", configuration["token_endpoint"])
		get("https://" + login + "/common/discovery/instance?api-version=1.1&authorization_endpoint=" +
			url.QueryEscape("https://"+login+"/common/oauth2/v2.0/authorize"))
	}
	assert.Contains(t, get("https://"+c.Management()+"/metadata/endpoints?api-version=2022-09-01"),
		`"microsoftGraphResourceId":"https://`+c.Graph()+`/"`)
	realm := get("https://" + c.Login() + "/common/UserRealm/alice@contoso.com?api-version=1.0")
	assert.Contains(t, realm, c.EntityID())
	if c != cloud.Global {
		assert.False(t, strings.Contains(realm+metadata, cloud.GlobalLogin), "%s\n%s", realm, metadata)
	}
}

func TestUnknownCloud(t *testing.T) {
	_, err := world.ParseSpec("w.yaml", []byte("cloud: mars\n"))
	if err == nil {
		spec := world.Demo()
		spec.Cloud = "mars"
		_, err = world.New(t.Context(), world.Options{Spec: &spec})
	}
	require.ErrorContains(t, err, `the cloud "mars" is not one of global, usgov, usgov-dod, china`)
}
