package clients

// keyOf has the shell ask for the key of JumpCloud's API, so that no line holds it.
const keyOf = `export JC_API_KEY="$(harness jumpcloud apikey show --json | sed -n 's/.*"apiKey": "\(.*\)".*/\1/p')"`

// jumpcloud: the REST API takes its key in the header x-api-key (docs.jumpcloud.com/api).
func (w World) jumpcloud() Client {
	return Client{
		Name: "jumpcloud", Title: "JumpCloud's REST API", Shell: POSIX,
		Note: "The key is printed by `harness jumpcloud apikey show`, and replaced by `harness jumpcloud apikey rotate`.",
		Set:  append(w.trust("CURL_CA_BUNDLE"), export("HARNESS_CONNECT", w.ConnectionFile), keyOf),
		Try: []string{
			`curl -H "x-api-key: $JC_API_KEY" "https://console.jumpcloud.com/api/systemusers?limit=2&fields=email"`,
			`curl -H "x-api-key: $JC_API_KEY" https://console.jumpcloud.com/api/v2/usergroups`,
			`curl -H "x-api-key: $JC_API_KEY" -d '{"service":["all"],"start_time":"2026-01-01T00:00:00Z"}' ` +
				`https://api.jumpcloud.com/insights/directory/v1/events`,
		},
	}
}

// jc: JumpCloud's command line knows its hosts by name and ignores HTTPS_PROXY (TheJumpCloud/jc-cli, internal/api).
func (w World) jc() Client {
	return Client{
		Name: "jc", Title: "JumpCloud's command line (jc)", Shell: POSIX,
		Note: "jc reads no proxy: begin the world with `harness up --listen 127.0.0.1:443`, and have console.jumpcloud.com " +
			"and api.jumpcloud.com lead to 127.0.0.1 for jc alone, in a container's hosts file. SSL_CERT_FILE works on " +
			"Linux.",
		Set: []string{export("SSL_CERT_FILE", w.CACertificateFile), export("HARNESS_CONNECT", w.ConnectionFile), keyOf},
		Try: []string{"jc users list", "jc groups list", "jc apps list", "jc office365 list"},
	}
}
