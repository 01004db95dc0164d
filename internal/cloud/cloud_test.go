package cloud_test

import (
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"samlharness/internal/cloud"
)

// The names that Microsoft documents (Microsoft Learn: National cloud deployments; Federation metadata; Azure
// environments of Azure CLI).
func TestDocumentedNames(t *testing.T) {
	for name, want := range map[cloud.Cloud][]string{
		"": {"login.microsoftonline.com", "graph.microsoft.com", "management.azure.com", "portal.azure.com",
			"urn:federation:MicrosoftOnline", "onmicrosoft.com", "www.office.com", "https://sts.windows.net/t/"},
		cloud.USGov: {"login.microsoftonline.us", "graph.microsoft.us", "management.usgovcloudapi.net",
			"portal.azure.us", "urn:federation:MicrosoftOnline", "onmicrosoft.us", "www.office365.us",
			"https://sts.windows.net/t/"},
		cloud.USGovDoD: {"login.microsoftonline.us", "dod-graph.microsoft.us", "management.usgovcloudapi.net",
			"portal.azure.us", "urn:federation:MicrosoftOnline", "onmicrosoft.us", "www.ohome.apps.mil",
			"https://sts.windows.net/t/"},
		cloud.China: {"login.partner.microsoftonline.cn", "microsoftgraph.chinacloudapi.cn", "management.chinacloudapi.cn",
			"portal.azure.cn", "urn:federation:partner.microsoftonline.cn", "partner.onmschina.cn",
			"portal.partner.microsoftonline.cn", "https://sts.chinacloudapi.cn/t/"},
	} {
		got := []string{name.Login(), name.Graph(), name.Management(), name.Portal(), name.EntityID(), name.InitialSuffix(),
			name.Office(), name.IssuerV1("t")}
		assert.Equal(t, want, got, name)
		assert.True(t, cloud.IsGraph("https://"+name.Graph()))
	}
	assert.False(t, cloud.IsGraph("https://graph.windows.net"))
}

func TestParseAndServing(t *testing.T) {
	for _, name := range cloud.Names() {
		c, err := cloud.Parse(name)
		require.NoError(t, err)
		assert.Equal(t, c, cloud.Serving(map[string]string{"sso.jumpcloud.com": "", c.Graph(): ""}))
	}
	c, err := cloud.Parse("")
	require.NoError(t, err)
	assert.Equal(t, cloud.Global, c)
	assert.Equal(t, cloud.Global, cloud.Serving(nil))
	_, err = cloud.Parse("USGov")
	require.EqualError(t, err, `the cloud "USGov" is not one of global, usgov, usgov-dod, china`)
}
