// Package cloud has Microsoft's national clouds: one table of the host names and identifiers by which they differ.
//
// Sources: Microsoft Learn, National cloud deployments (Graph and sign-in hosts), Federation metadata (China), Azure
// Resource Manager metadata, MSAL Go 1.10 (aliases). Identifiers of the government clouds that no page gives are those
// of the global one, which is our choice.
package cloud

import (
	"fmt"
	"slices"
	"strings"
)

// Cloud is one of the clouds, by the name that commands and world files give it. The zero value is [Global].
type Cloud string

// The clouds.
const (
	Global   Cloud = "global"    // also GCC
	USGov    Cloud = "usgov"     // US Government L4, GCC High
	USGovDoD Cloud = "usgov-dod" // US Government L5
	China    Cloud = "china"     // operated by 21Vianet
)

// The hosts of the global cloud that stand in texts and examples.
const (
	GlobalLogin    = "login.microsoftonline.com"
	GlobalGraph    = "graph.microsoft.com"
	GlobalEntityID = "urn:federation:MicrosoftOnline"
)

// Names are those of all clouds.
func Names() []string {
	return []string{string(Global), string(USGov), string(USGovDoD), string(China)}
}

// Parse is the cloud of a name; "" is the global one.
func Parse(name string) (Cloud, error) {
	if name == "" {
		return Global, nil
	}
	if !slices.Contains(Names(), name) {
		return "", fmt.Errorf("the cloud %q is not one of %s", name, strings.Join(Names(), ", "))
	}
	return Cloud(name), nil
}

// Serving is the cloud that a world serves whose sites are these by host: the one whose Graph is among them.
func Serving(sites map[string]string) Cloud {
	for _, name := range Names() {
		if _, served := sites[Cloud(name).Graph()]; served {
			return Cloud(name)
		}
	}
	return Global
}

// hosts are what a cloud is called by.
type hosts struct {
	login      string
	otherLogin string // an alias of login for programs
	graph      string
	management string
	classic    string // Azure Resource Manager's older name as a resource
	metadata   string
	office     string
	m365       string // office under its newer name
	tokens     string // the issuer of v1 tokens
	instance   string // what home-realm discovery calls the cloud
	entityID   string // of the sign-in service as a service provider
	initial    string // the suffix of initial domains
	portal     string
	azure      string // its name in Azure's metadata
	azureGraph string // Azure AD Graph, which has ended but stands in discovery documents
	aliases    []string
	region     string
	account    []string // where the real service leads people besides
}

func (c Cloud) hosts() hosts {
	government := hosts{
		login: "login.microsoftonline.us", graph: "graph.microsoft.us", management: "management.usgovcloudapi.net",
		classic: "management.core.usgovcloudapi.net", metadata: "nexus.microsoftonline-p.us", office: "www.office365.us",
		m365: "portal.office365.us", tokens: "sts.windows.net", instance: "microsoftonline.us", entityID: GlobalEntityID,
		initial: "onmicrosoft.us", portal: "portal.azure.us", azure: "AzureUSGovernment",
		azureGraph: "graph.windows.net", aliases: []string{"login.usgovcloudapi.net"}, region: "USGov",
	}
	switch c {
	case USGov:
		return government
	case USGovDoD:
		government.graph, government.office, government.m365 = "dod-graph.microsoft.us", "www.ohome.apps.mil",
			"portal.apps.mil"
		government.region = "DOD"
		return government
	case China:
		return hosts{
			login: "login.partner.microsoftonline.cn", otherLogin: "login.chinacloudapi.cn",
			graph: "microsoftgraph.chinacloudapi.cn", management: "management.chinacloudapi.cn",
			classic: "management.core.chinacloudapi.cn", metadata: "nexus.partner.microsoftonline-p.cn",
			office: "portal.partner.microsoftonline.cn", m365: "portal.office.cn", tokens: "sts.chinacloudapi.cn",
			instance: "partner.microsoftonline.cn", entityID: "urn:federation:partner.microsoftonline.cn",
			initial: "partner.onmschina.cn", portal: "portal.azure.cn", azure: "AzureChinaCloud",
			azureGraph: "graph.chinacloudapi.cn", aliases: []string{"login.chinacloudapi.cn"}, region: "AS",
		}
	}
	return hosts{
		login: GlobalLogin, graph: GlobalGraph, management: "management.azure.com",
		classic: "management.core.windows.net", metadata: "nexus.microsoftonline-p.com", office: "www.office.com",
		m365: "m365.cloud.microsoft", tokens: "sts.windows.net", instance: "microsoftonline.com",
		entityID: GlobalEntityID, initial: "onmicrosoft.com", portal: "portal.azure.com", azure: "AzureCloud",
		azureGraph: "graph.windows.net", region: "NA",
		account: []string{"www.microsoft365.com", "myapplications.microsoft.com", "myaccount.microsoft.com"},
		aliases: []string{"login.windows.net", "login.microsoft.com", "sts.windows.net"},
	}
}

// Login is the host of the sign-in and token service.
func (c Cloud) Login() string { return c.hosts().login }

// OtherLogin is an alias of the sign-in host that programs use, "" where there is none.
func (c Cloud) OtherLogin() string { return c.hosts().otherLogin }

// LoginNames are the names under which MSAL knows the sign-in host, itself first.
func (c Cloud) LoginNames() []string { return append([]string{c.Login()}, c.hosts().aliases...) }

// Graph is the host of Microsoft Graph.
func (c Cloud) Graph() string { return c.hosts().graph }

// GraphResource is Microsoft Graph as a resource of tokens.
func (c Cloud) GraphResource() string { return "https://" + c.Graph() }

// IsGraph says whether a resource is Microsoft Graph in one of the clouds.
func IsGraph(resource string) bool {
	return slices.ContainsFunc(Names(), func(name string) bool { return Cloud(name).GraphResource() == resource })
}

// Management is the host of Azure Resource Manager.
func (c Cloud) Management() string { return c.hosts().management }

// ManagementResources are Azure Resource Manager as a resource of tokens, without a slash at the end.
func (c Cloud) ManagementResources() []string {
	return []string{"https://" + c.hosts().classic, "https://" + c.Management()}
}

// Metadata is the host of the service provider's metadata.
func (c Cloud) Metadata() string { return c.hosts().metadata }

// Office is the host where a user arrives who asked for no application, M365 its newer name.
func (c Cloud) Office() string { return c.hosts().office }

// M365 is the newer name of [Cloud.Office].
func (c Cloud) M365() string { return c.hosts().m365 }

// Arrivals are the hosts at which somebody is who has signed in: Office by its names, and the pages of the account.
func (c Cloud) Arrivals() []string {
	return append([]string{c.Office(), c.M365()}, c.hosts().account...)
}

// Hosts are those that a tenant of the cloud is served at.
func (c Cloud) Hosts() []string {
	all := []string{c.Login(), c.Graph(), c.Management(), c.Metadata(), c.Office(), c.M365()}
	if other := c.OtherLogin(); other != "" {
		all = append(all, other)
	}
	return all
}

// EntityID is that of the sign-in service as a service provider.
func (c Cloud) EntityID() string { return c.hosts().entityID }

// ACS is where the sign-in service takes responses.
func (c Cloud) ACS() string { return "https://" + c.Login() + "/login.srf" }

// Instance is what home-realm discovery calls the cloud.
func (c Cloud) Instance() string { return c.hosts().instance }

// IssuerV1 is the issuer of a tenant's access tokens, and of its ID tokens in v1 format.
func (c Cloud) IssuerV1(tenantID string) string {
	return "https://" + c.hosts().tokens + "/" + tenantID + "/"
}

// InitialSuffix is what the names of initial domains end in, without a dot before it.
func (c Cloud) InitialSuffix() string { return c.hosts().initial }

// Portal is the host of the Azure portal.
func (c Cloud) Portal() string { return c.hosts().portal }

// Azure is the cloud's name in Azure's metadata.
func (c Cloud) Azure() string { return c.hosts().azure }

// AzureGraph is the host of Azure AD Graph, which has ended but stands in documents.
func (c Cloud) AzureGraph() string { return c.hosts().azureGraph }

// Region is tenant_region_scope.
func (c Cloud) Region() string { return c.hosts().region }
