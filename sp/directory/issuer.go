package directory

import (
	"net/url"
	"strconv"
	"strings"

	"samlharness/internal/store"
)

// validIssuer says whether a value is an issuer URI that Graph takes: with a scheme and a host, or a URN. A scheme
// whose slashes were lost, as in https:contoso.com, is what microsoftgraph/msgraph-sdk-powershell#3184 was refused for.
func validIssuer(issuer string) bool {
	if len(issuer) > store.MaxKey || strings.ContainsFunc(issuer, func(r rune) bool { return r <= ' ' || r == 0x7f }) {
		return false
	}
	u, err := url.Parse(issuer)
	switch {
	case err != nil || u.Scheme == "":
		return false
	case strings.EqualFold(u.Scheme, "urn"): // urn:NID:NSS, RFC 8141 2
		nid, nss, _ := strings.Cut(u.Opaque, ":")
		return nid != "" && nss != ""
	case u.Opaque != "" || u.Hostname() == "":
		return false
	}
	port := u.Port()
	n, err := strconv.ParseUint(port, 10, 16)
	return port == "" && !strings.HasSuffix(u.Host, ":") || err == nil && n > 0
}
