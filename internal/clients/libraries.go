package clients

// msal: MSAL for Node has no proxy setting; Node's own is nodejs.org/api/cli.html#node_use_env_proxy1.
func (w World) msal() Client {
	return Client{
		Name: "msal", Title: "Node (Azure SDK, MSAL)", Shell: POSIX, Tested: true,
		Note: "The Azure SDK reads these variables. MSAL for Node has no proxy of its own: it needs Node 24, or 22.21, " +
			"which " +
			"read NODE_USE_ENV_PROXY, or a networkClient that goes through the proxy.",
		Set: append(w.trust("NODE_EXTRA_CA_CERTS"), export("NODE_USE_ENV_PROXY", "1"),
			export("AZURE_TENANT_ID", w.TenantID), export("AZURE_CLIENT_ID", w.ClientID),
			export("AZURE_CLIENT_SECRET", w.secret())),
		Try: []string{
			`const { ClientSecretCredential } = require("@azure/identity")`,
			"const e = process.env, credential = new ClientSecretCredential(e.AZURE_TENANT_ID, e.AZURE_CLIENT_ID, " +
				"e.AZURE_CLIENT_SECRET)",
			`credential.getToken("` + w.graph() + `/.default").then((t) => console.log(t.token))`,
		},
	}
}

// python: MSAL for Python goes by requests, which reads both variables (requests.readthedocs.io, advanced usage).
func (w World) python() Client {
	return Client{
		Name: "python", Title: "Python (MSAL, Azure SDK)", Shell: POSIX, Tested: false,
		Set: append(w.trust("REQUESTS_CA_BUNDLE"), export("AZURE_TENANT_ID", w.TenantID),
			export("AZURE_CLIENT_ID", w.ClientID), export("AZURE_CLIENT_SECRET", w.secret())),
		Try: []string{
			"import msal, os",
			`app = msal.ConfidentialClientApplication(os.environ["AZURE_CLIENT_ID"], ` +
				`client_credential=os.environ["AZURE_CLIENT_SECRET"], ` +
				`authority="` + w.login() + `/" + os.environ["AZURE_TENANT_ID"])`,
			`print(app.acquire_token_for_client(["` + w.graph() + `/.default"]))`,
		},
	}
}

// powershell: .NET reads HTTPS_PROXY everywhere and SSL_CERT_FILE where it goes by OpenSSL, which is Linux alone
// (learn.microsoft.com/dotnet, cross-platform cryptography, X509Store).
func (w World) powershell() Client {
	return Client{
		Name: "powershell", Title: "PowerShell (Microsoft Graph, JumpCloud.Office365.SSO)", Shell: PowerShell,
		Note: "PowerShell 7 on Linux, or in a container: on Windows and macOS .NET trusts the system's store alone, and " +
			"this " +
			"certificate authority does not belong there.",
		Set: []string{
			"$env:HTTPS_PROXY = " + quoted(w.ProxyURL),
			"$env:SSL_CERT_FILE = " + quoted(w.CACertificateFile),
		},
		Try: []string{
			"$secret = ConvertTo-SecureString " + quoted(w.secret()) + " -AsPlainText -Force",
			"Connect-MgGraph -TenantId " + quoted(w.TenantID) + " -ClientSecretCredential " +
				"([pscredential]::new(" + quoted(w.ClientID) + ", $secret)) -NoWelcome",
			"Get-MgDomain | Select-Object Id, AuthenticationType",
			"Enable-JumpCloud.Office365.SSO -XMLFilePath ./JumpCloud-office365-metadata.xml",
		},
	}
}
