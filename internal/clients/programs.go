package clients

import (
	"strings"

	"samlharness/internal/cloud"
	"samlharness/internal/shell"
)

// login and graph are the roots of the cloud's sign-in host and Graph.
func (w World) login() string { return "https://" + w.Cloud.Login() }

func (w World) graph() string { return w.Cloud.GraphResource() }

func (w World) domains() string { return w.graph() + "/v1.0/domains" }

// trust are the variables by which most clients find the proxy, and the authority that they are to trust.
func (w World) trust(authority ...string) []string {
	set := []string{export("HTTPS_PROXY", w.ProxyURL), export("NO_PROXY", "localhost,127.0.0.1")}
	for _, name := range authority {
		set = append(set, export(name, w.CACertificateFile))
	}
	return set
}

func (w World) harness() Client {
	return Client{
		Name: "harness", Title: "harness", Shell: POSIX, Tested: true,
		Note: "How the other commands find this world.",
		Set:  []string{export("HARNESS_CONNECT", w.ConnectionFile)},
		Try:  []string{"harness federation show --domain contoso.com", "harness record show"},
	}
}

// browser starts Chromium with a profile of its own: neither its trust nor its proxy reach the usual one.
func (w World) browser() Client {
	return Client{
		Name: "browser", Title: "A browser, by the names of production", Shell: POSIX, Tested: true,
		Note: "The addresses under localhost need none of this. By the names of production a Chromium goes through the " +
			"proxy and trusts the world's key for this run alone, in a profile of its own; the proxy refuses every other host.",
		Set: []string{strings.Join([]string{
			"chromium", `--user-data-dir="$(mktemp -d)"`, "--no-first-run",
			"--proxy-server=" + shell.Word(w.ProxyURL), "--proxy-bypass-list='localhost;*.localhost;127.0.0.1'",
			"--ignore-certificate-errors-spki-list=" + shell.Word(w.KeyPin), "https://" + w.Cloud.Office() + "/",
		}, " ")},
	}
}

func (w World) curl() Client {
	return Client{
		Name: "curl", Title: "curl", Shell: POSIX, Tested: true,
		Set: append(w.trust("CURL_CA_BUNDLE"), export("AZURE_TENANT_ID", w.TenantID),
			export("AZURE_CLIENT_ID", w.ClientID), export("AZURE_CLIENT_SECRET", w.secret())),
		Try: []string{
			"curl " + w.login() + "/",
			`TOKEN=$(curl -s -d "grant_type=client_credentials&client_id=$AZURE_CLIENT_ID` +
				`&client_secret=$AZURE_CLIENT_SECRET&scope=` + w.graph() + `/.default" ` +
				`"` + w.login() + `/$AZURE_TENANT_ID/oauth2/v2.0/token" | sed 's/.*"access_token":"\([^"]*\)".*/\1/')`,
			`curl -H "Authorization: Bearer $TOKEN" ` + w.domains(),
		},
	}
}

// az: Azure CLI reads REQUESTS_CA_BUNDLE and HTTPS_PROXY (learn.microsoft.com/cli/azure/use-azure-cli-successfully).
func (w World) az() Client {
	c := Client{
		Name: "az", Title: "Azure CLI (az)", Shell: POSIX, Tested: true,
		Note: "The world has no subscriptions. AZURE_CONFIG_DIR keeps what az knows of the world apart from your own.",
		Set:  append(w.trust("REQUESTS_CA_BUNDLE"), `export AZURE_CONFIG_DIR="$(mktemp -d)"`),
	}
	if name := w.Cloud.Azure(); name != cloud.Global.Azure() {
		c.Try = append(c.Try, "az cloud set -n "+name)
	}
	c.Try = append(c.Try,
		"az login --service-principal --allow-no-subscriptions --tenant "+shell.Word(w.TenantID)+
			" -u "+shell.Word(w.ClientID)+" -p "+shell.Word(w.secret()),
		"az rest --url "+w.domains())
	return c
}

// m365: CLI for Microsoft 365 has five clouds built in, and goes through HTTPS_PROXY (pnp.github.io/cli-microsoft365).
func (w World) m365() Client {
	return Client{
		Name: "m365", Title: "CLI for Microsoft 365 (m365)", Shell: POSIX,
		Note: "It also asks for updates and sends telemetry, to hosts that the proxy refuses; that does no harm.",
		Set:  w.trust("NODE_EXTRA_CA_CERTS"),
		Try: []string{
			"m365 login --authType secret --tenant " + shell.Word(w.TenantID) + " --appId " + shell.Word(w.ClientID) +
				" --secret " + shell.Word(w.secret()),
			"m365 request --url " + w.domains(),
		},
	}
}

// terraform: azuread's provider takes its credentials from ARM_ variables (registry.terraform.io, azuread).
func (w World) terraform() Client {
	return Client{
		Name: "terraform", Title: "Terraform (azuread)", Shell: POSIX,
		Note: "Go programs read SSL_CERT_FILE on Linux alone: on macOS and Windows run Terraform in a container. The " +
			"provider itself has to be installed before: the proxy refuses the registry.",
		Set: append(w.trust("SSL_CERT_FILE"), export("ARM_TENANT_ID", w.TenantID), export("ARM_CLIENT_ID", w.ClientID),
			export("ARM_CLIENT_SECRET", w.secret())),
		Try: []string{`provider "azuread" {}`, `data "azuread_domains" "all" {}`},
	}
}
