package interop_test

import (
	"encoding/json"
	"net/http"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

// TestAzureSDKForJavaScript has the Azure SDK's client read Graph. That a world stands in for Microsoft it learns from
// the usual environment variables alone.
func TestAzureSDKForJavaScript(t *testing.T) {
	t.Parallel()
	w := startWorld(t)
	proxy, authority := proxied(t, w)
	run := func(secret string) (said struct {
		Status  int
		Domains []string
		Error   string
	}) {
		c := node(t, "testdata/azureidentity", "graph.mjs", map[string]string{
			"tenant":       w.Entra.ID(),
			"clientId":     w.ClientID,
			"clientSecret": secret,
		})
		c.Env = append(c.Env, "HTTPS_PROXY="+proxy, "NODE_EXTRA_CA_CERTS="+authority, "NO_PROXY=")
		out, err := c.Output()
		require.NoError(t, err)
		require.NoError(t, json.Unmarshal(out, &said), "%s", out)
		return said
	}
	said := run(w.ClientSecret)
	require.Empty(t, said.Error)
	assert.Equal(t, http.StatusOK, said.Status)
	assert.Contains(t, said.Domains, "staging.contoso.net")
	assert.Contains(t, run("wrong").Error, "AADSTS7000215")
}
