package flow

import (
	"net/url"
	"slices"
	"strings"
)

// harmless are the parameters whose values the record keeps; all others may carry a secret on.
func harmless(name string) bool {
	return slices.Contains([]string{
		"username", "login_hint", "domain_hint", "whr", "wa", "login", "user", "prompt", "mkt", "xml", "json",
		"response_type", "response_mode", "scope", "client_id", "client-request-id", "context", "api-version",
		"step", "error",
	}, strings.ToLower(name))
}

// hidden stands for a value that is not kept.
const hidden = "***"

// Clean is an address without secrets; what cannot be read as one is not kept.
func Clean(address string) string {
	u, err := url.Parse(address)
	if err != nil {
		return hidden
	}
	return clean(u)
}

// clean is an address without secrets.
func clean(u *url.URL) string {
	shown := url.URL{Scheme: u.Scheme, Host: u.Host, Path: u.Path, RawPath: u.RawPath}
	if u.RawQuery == "" {
		return shown.String()
	}
	var parts []string
	for part := range strings.SplitSeq(u.RawQuery, "&") {
		name, _, valued := strings.Cut(part, "=")
		if plain, err := url.QueryUnescape(name); valued && (err != nil || !harmless(plain)) {
			part = name + "=" + hidden
		}
		parts = append(parts, part)
	}
	shown.RawQuery = strings.Join(parts, "&")
	return shown.String()
}
