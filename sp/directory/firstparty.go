package directory

import (
	"strings"

	"github.com/google/uuid"

	"samlharness/internal/cloud"
)

// The client ids of some of Microsoft's own applications (Microsoft Learn: Verify first-party Microsoft applications in
// sign-in reports).
const (
	AppAzureCLI        = "04b07795-8ddb-461a-bbee-02f9e1bf7b46"
	AppAzurePowerShell = "1950a258-227b-4e31-a9cf-717495945fc2"
	AppGraphTools      = "14d82eec-204b-4c2f-b7e8-296a70dab67e"
	AppGraphExplorer   = "de8bc8b5-d9f9-48b1-a8ad-b748da725064"
	AppOfficeHome      = "4765445b-32c6-49b0-83e6-1d93765276ca"
	AppGraph           = "00000003-0000-0000-c000-000000000000"
	AppAzureManagement = "797f4846-ba00-4fd7-ba43-dac1f8f63013"
)

// FirstParty are those of Microsoft's own applications that programs sign in with. They exist in every tenant, without
// a registration there and without a credential. That of CLI for Microsoft 365, PnP Management Shell, was deleted in
// 2024: its users register one of their own.
func FirstParty(c cloud.Cloud) []Application {
	// the second one is that of programs that watch the browser themselves
	loopback := []string{"http://localhost", "https://" + c.Login() + "/common/oauth2/nativeclient",
		"urn:ietf:wg:oauth:2.0:oob"}
	return []Application{
		{AppID: AppAzureCLI, DisplayName: "Microsoft Azure CLI", RedirectURIs: loopback, Public: true, Preauthorized: true,
			// what its tokens for Graph hold, whatever is asked for
			Scopes: []string{"AuditLog.Read.All", "Directory.AccessAsUser.All", "Group.ReadWrite.All", "User.ReadWrite.All"}},
		{AppID: AppAzurePowerShell, DisplayName: "Microsoft Azure PowerShell", RedirectURIs: loopback, Public: true,
			Preauthorized: true, Scopes: []string{"AuditLog.Read.All", "Directory.AccessAsUser.All",
				"Group.ReadWrite.All", "User.ReadWrite.All"}},
		{AppID: AppGraphTools, DisplayName: "Microsoft Graph Command Line Tools", RedirectURIs: loopback, Public: true},
		{AppID: AppGraphExplorer, DisplayName: "Graph Explorer", Public: true, RedirectURIs: []string{
			"https://developer.microsoft.com/en-us/graph/graph-explorer"}},
		{AppID: "aebc6443-996d-45c2-90f0-388ff96faa56", DisplayName: "Visual Studio Code", RedirectURIs: loopback,
			Public: true, Preauthorized: true},
		{AppID: "d3590ed6-52b3-4102-aeff-aad2292ab01c", DisplayName: "Microsoft Office", RedirectURIs: loopback,
			Public: true, Preauthorized: true},
		{AppID: "1fec8e78-bce4-4aaf-ab1b-5451cc387264", DisplayName: "Microsoft Teams", RedirectURIs: loopback,
			Public: true, Preauthorized: true},
		{AppID: "1b730954-1685-4b74-9bfd-dac224a7b894", DisplayName: "Azure Active Directory PowerShell",
			RedirectURIs: loopback, Public: true, Preauthorized: true},
		{AppID: AppOfficeHome, DisplayName: "OfficeHome", Preauthorized: true, Implicit: true,
			RedirectURIs: []string{"https://" + c.Office() + "/landingv2", "https://" + c.M365() + "/landingv2"}},
	}
}

func isFirstParty(appID string) bool {
	_, ok := firstPartyByID(cloud.Global, appID, "")
	return ok || strings.EqualFold(appID, AppGraph) || strings.EqualFold(appID, AppAzureManagement)
}

// firstPartyByID is one of Microsoft's own as a tenant has it.
func firstPartyByID(c cloud.Cloud, appID, tenantID string) (Application, bool) {
	for _, a := range FirstParty(c) {
		if strings.EqualFold(a.AppID, appID) {
			a.FirstParty = true
			a.ServicePrincipalID = uuid.NewSHA1(uuid.NameSpaceOID, []byte(tenantID+"/"+a.AppID)).String()
			return a, true
		}
	}
	return Application{}, false
}
