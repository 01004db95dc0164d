package signin_test

import (
	"encoding/json"
	"encoding/xml"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"samlharness/sp/directory"
)

const loginHost = "https://login.microsoftonline.com"

func TestGetUserRealm(t *testing.T) {
	f := start(t)
	f.federate("fabrikam.com", func(c *directory.Federation) {
		c.PreferredAuthenticationProtocol, c.PassiveSignInURI = directory.ProtocolWSFed, "https://sts.fabrikam.com/adfs/ls/"
	})
	for _, c := range []struct{ name, query, want string }{
		{
			"SAML",
			"login=ada@contoso.com",
			`{"State":3,"UserState":2,"Login":"ada@contoso.com","NameSpaceType":"Federated","DomainName":"contoso.com",` +
				`"FederationGlobalVersion":-1,` +
				`"AuthURL":"https://login.microsoftonline.com/common/federation/redirect?username=ada%40contoso.com",` +
				`"FederationBrandName":"Contoso","CloudInstanceName":"microsoftonline.com",` +
				`"CloudInstanceIssuerUri":"urn:federation:MicrosoftOnline"}`,
		},
		{"WS-Federation", "login=ada@fabrikam.com&json=1",
			`{"State":3,"UserState":2,"Login":"ada@fabrikam.com","NameSpaceType":"Federated","DomainName":"fabrikam.com",` +
				`"FederationGlobalVersion":-1,` +
				`"AuthURL":"https://sts.fabrikam.com/adfs/ls/?username=ada%40fabrikam.com` +
				`&wa=wsignin1.0&wtrealm=urn%3afederation%3aMicrosoftOnline&wctx=",` +
				`"FederationBrandName":"Contoso","CloudInstanceName":"microsoftonline.com",` +
				`"CloudInstanceIssuerUri":"urn:federation:MicrosoftOnline"}`},
		{"managed, bare domain", "login=contoso.onmicrosoft.com",
			`{"State":4,"UserState":1,"Login":"contoso.onmicrosoft.com","NameSpaceType":"Managed",` +
				`"DomainName":"contoso.onmicrosoft.com","FederationBrandName":"Contoso",` +
				`"CloudInstanceName":"microsoftonline.com","CloudInstanceIssuerUri":"urn:federation:MicrosoftOnline"}`},
		{"unknown", "login=x@nowhere.test", `{"State":4,"UserState":1,"Login":"x@nowhere.test","NameSpaceType":"Unknown"}`},
		{"two signs, of which the last counts", "login=ada@fabrikam.com@contoso.onmicrosoft.com",
			`{"State":4,"UserState":1,"Login":"ada@fabrikam.com@contoso.onmicrosoft.com","NameSpaceType":"Managed",` +
				`"DomainName":"contoso.onmicrosoft.com","FederationBrandName":"Contoso",` +
				`"CloudInstanceName":"microsoftonline.com","CloudInstanceIssuerUri":"urn:federation:MicrosoftOnline"}`},
		{"nothing", "", `{"State":4,"UserState":1,"Login":"","NameSpaceType":"Unknown"}`},
	} {
		t.Run(c.name, func(t *testing.T) {
			for _, path := range []string{"/getuserrealm.srf?", "/GetUserRealm.srf?"} {
				_, body := f.send("GET", loginHost+path+c.query, "", "")
				assert.JSONEq(t, c.want, body)
			}
		})
	}
	_, body := f.send("GET", loginHost+"/getuserrealm.srf?xml=1&login=contoso.onmicrosoft.com", "", "")
	assert.Equal(t, `<RealmInfo Success="true"><State>4</State><UserState>1</UserState>`+
		`<Login>contoso.onmicrosoft.com</Login><NameSpaceType>Managed</NameSpaceType>`+
		`<DomainName>contoso.onmicrosoft.com</DomainName><IsFederatedNS>false</IsFederatedNS>`+
		`<FederationBrandName>Contoso</FederationBrandName><CloudInstanceName>microsoftonline.com</CloudInstanceName>`+
		`<CloudInstanceIssuerUri>urn:federation:MicrosoftOnline</CloudInstanceIssuerUri></RealmInfo>`, body)
}

// Where an active endpoint is configured, which browsers never use, programs are told.
func TestActiveEndpointsAreTold(t *testing.T) {
	f := start(t)
	f.federate("fabrikam.com", func(c *directory.Federation) {
		c.ActiveSignInURI, c.MetadataExchangeURI = "https://sso.example/active", "https://sso.example/mex"
	})
	_, body := f.send("GET", loginHost+"/getuserrealm.srf?xml=1&login=wang@fabrikam.com", "", "")
	assert.Contains(t, body, "<STSAuthURL>https://sso.example/active</STSAuthURL>")
	_, body = f.send("GET", loginHost+"/common/userrealm/wang@fabrikam.com?api-version=1.0", "", "")
	assert.Contains(t, body, `"federation_active_auth_url":"https://sso.example/active"`)
	assert.Contains(t, body, `"federation_metadata_url":"https://sso.example/mex"`)
}

func TestUserRealm(t *testing.T) {
	f := start(t)
	for _, c := range []struct{ name, path, want string }{
		{"SAML", "/common/userrealm/ada@contoso.com?api-version=1.0",
			`{"ver":"1.0","account_type":"Federated","domain_name":"contoso.com","federation_protocol":"SAML20",` +
				`"cloud_instance_name":"microsoftonline.com","cloud_audience_urn":"urn:federation:MicrosoftOnline"}`},
		{"managed", "/common/UserRealm/wang@fabrikam.com?api-version=1.0",
			`{"ver":"1.0","account_type":"Managed","domain_name":"fabrikam.com","cloud_instance_name":"microsoftonline.com",` +
				`"cloud_audience_urn":"urn:federation:MicrosoftOnline"}`},
		{"unknown", "/common/userrealm/x@nowhere.test?api-version=1.0",
			`{"ver":"1.0","account_type":"Unknown","cloud_instance_name":"login.microsoftonline.com"}`},
		{"version 2.1", "/common/userrealm/?user=wang@fabrikam.com&api-version=2.1&checkForMicrosoftAccount=false",
			`{"NameSpaceType":"Managed","Login":"wang@fabrikam.com","DomainName":"fabrikam.com",` +
				`"FederationBrandName":"Contoso","TenantBrandingInfo":null,"cloud_instance_name":"microsoftonline.com"}`},
		{"version 2.0, SAML", "/common/userrealm/ada@contoso.com?api-version=2.0",
			`{"NameSpaceType":"Federated","federation_protocol":"SAML20","Login":"ada@contoso.com",` +
				`"AuthURL":"https://login.microsoftonline.com/common/federation/redirect?username=ada%40contoso.com",` +
				`"DomainName":"contoso.com","FederationBrandName":"Contoso","TenantBrandingInfo":null,` +
				`"cloud_instance_name":"microsoftonline.com"}`},
	} {
		t.Run(c.name, func(t *testing.T) {
			_, body := f.send("GET", loginHost+c.path, "", "")
			assert.JSONEq(t, c.want, body)
		})
	}
}

func TestGetCredentialType(t *testing.T) {
	f := start(t)
	for _, c := range []struct {
		name, username                  string
		exists, prefers, domainType, at float64
	}{
		{"federated", "ada@contoso.com", 0, 4, 4, 0},
		{"managed", "wang@fabrikam.com", 0, 1, 3, 0},
		{"managed, no such user", "nobody@fabrikam.com", 1, 1, 3, 0},
		{"unknown", "x@nowhere.test", 1, 1, 1, 1},
		{"nothing", "", 1, 1, 1, 1},
	} {
		t.Run(c.name, func(t *testing.T) {
			resp, body := f.send("POST", loginHost+"/common/GetCredentialType?mkt=en-US", "application/json; charset=UTF-8",
				`{"username":"`+c.username+`","isOtherIdpSupported":true}`)
			require.Equal(t, 200, resp.StatusCode)
			var got map[string]any
			require.NoError(t, json.Unmarshal([]byte(body), &got))
			credentials := got["Credentials"].(map[string]any)
			assert.Equal(t, c.username, got["Username"])
			assert.Equal(t, c.exists, got["IfExistsResult"])
			assert.Equal(t, c.prefers, credentials["PrefCredential"])
			assert.Equal(t, c.domainType, got["EstsProperties"].(map[string]any)["DomainType"])
			assert.Equal(t, c.at, got["ThrottleStatus"])
			if c.domainType == 4 {
				assert.Equal(t, loginHost+"/common/federation/redirect?username=ada%40contoso.com",
					credentials["FederationRedirectUrl"])
			}
		})
	}
	resp, _ := f.send("POST", loginHost+"/common/GetCredentialType", "application/json", "not JSON")
	assert.Equal(t, 400, resp.StatusCode)
}

func TestFederationRedirectPageSendsTheRequest(t *testing.T) {
	f := start(t)
	_, body := f.send("GET", loginHost+"/common/federation/redirect?username=ada%40contoso.com", "", "")
	assert.Contains(t, body, `<h1 id="loginHeader">Taking you to your organization's sign-in page</h1>`)
	assert.Contains(t, body, `action="https://sso.jumpcloud.com/saml2/office365"`)
	assert.Contains(t, body, `name="username" value="ada@contoso.com"`)
	assert.Contains(t, body, `id="aadRedirectCancel"`)
	assert.Contains(t, body, "Please wait")
}

func TestServiceProviderMetadata(t *testing.T) {
	f := start(t)
	resp, body := f.send("GET", "https://nexus.microsoftonline-p.com/federationmetadata/saml20/federationmetadata.xml",
		"", "")
	require.Equal(t, 200, resp.StatusCode)
	var m struct {
		EntityID string `xml:"entityID,attr"`
		SP       struct {
			WantAssertionsSigned bool `xml:",attr"`
			Keys                 []struct {
				Use         string `xml:"use,attr"`
				Certificate string `xml:"KeyInfo>X509Data>X509Certificate"`
			} `xml:"KeyDescriptor"`
			Formats []string `xml:"NameIDFormat"`
			ACS     []struct {
				Binding, Location string `xml:",attr"`
			} `xml:"AssertionConsumerService"`
		} `xml:"SPSSODescriptor"`
	}
	require.NoError(t, xml.Unmarshal([]byte(body), &m))
	assert.Equal(t, "urn:federation:MicrosoftOnline", m.EntityID)
	assert.True(t, m.SP.WantAssertionsSigned)
	require.Len(t, m.SP.Keys, 1)
	assert.Equal(t, "signing", m.SP.Keys[0].Use)
	assert.NotEmpty(t, m.SP.Keys[0].Certificate)
	assert.Len(t, m.SP.Formats, 5)
	require.Len(t, m.SP.ACS, 3)
	assert.Equal(t, acs, m.SP.ACS[0].Location)
	assert.Equal(t, "urn:oasis:names:tc:SAML:2.0:bindings:HTTP-POST", m.SP.ACS[0].Binding)
	_, again := f.send("GET", "https://nexus.microsoftonline-p.com/federationmetadata/saml20/federationmetadata.xml", "",
		"")
	assert.Equal(t, body, again)
}
