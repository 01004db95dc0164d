package xmltree

import (
	"net/netip"
	"strings"
)

// isAbsoluteURI says whether s is a URI with a scheme by RFC 3986, section 3. A namespace must be one, or canonical
// forms differ from reader to reader (Canonical XML 1.0, section 1.3). No IRI is taken. A port that is empty or longer
// than nine digits, which the grammar allows and libxml2 does not, is refused too.
func isAbsoluteURI(s string) bool {
	scheme, rest, found := strings.Cut(s, ":")
	if !found || !isScheme(scheme) {
		return false
	}
	rest, fragment, _ := strings.Cut(rest, "#")
	rest, query, _ := strings.Cut(rest, "?")
	if !allOf(fragment, pchar+"/?") || !allOf(query, pchar+"/?") {
		return false
	}
	path := rest
	if after, has := strings.CutPrefix(rest, "//"); has {
		authority := after
		path = ""
		if i := strings.IndexByte(after, '/'); i >= 0 {
			authority, path = after[:i], after[i:]
		}
		if !isAuthority(authority) {
			return false
		}
	}
	return allOf(path, pchar+"/")
}

// The characters of RFC 3986, appendix A, beside letters, digits and percent-escapes.
const (
	unreserved = "-._~"
	subDelims  = "!$&'()*+,;="
	pchar      = unreserved + subDelims + ":@"
)

func isScheme(s string) bool {
	return s != "" && isLetter(s[0]) && !strings.Contains(s, "%") && allOf(s, "+-.")
}

// isAuthority says whether s is [userinfo@]host[:port] (section 3.2).
func isAuthority(s string) bool {
	user, host, found := strings.Cut(s, "@")
	if !found {
		user, host = "", s
	}
	if !allOf(user, unreserved+subDelims+":") {
		return false
	}
	if literal, after, ok := strings.Cut(host, "]"); ok {
		literal, opened := strings.CutPrefix(literal, "[")
		return opened && isIPLiteral(literal) && (after == "" || after[0] == ':' && isPort(after[1:]))
	}
	name, port, has := strings.Cut(host, ":")
	return allOf(name, unreserved+subDelims) && (!has || isPort(port))
}

// isIPLiteral says whether s may stand between brackets: an IPv6 address without a zone, or an IPvFuture (3.2.2).
func isIPLiteral(s string) bool {
	if s != "" && s[0]|0x20 == 'v' {
		version, address, found := strings.Cut(s[1:], ".")
		return found && version != "" && address != "" && strings.Trim(version, hexDigits) == "" &&
			!strings.Contains(address, "%") && allOf(address, unreserved+subDelims+":")
	}
	ip, err := netip.ParseAddr(s)
	return err == nil && ip.Is6() && ip.Zone() == ""
}

const hexDigits = "0123456789abcdefABCDEF"

func isPort(s string) bool {
	return s != "" && len(s) <= 9 && strings.Trim(s, "0123456789") == ""
}

// allOf says whether s is made of letters, digits, well-formed percent-escapes and the characters given.
func allOf(s, characters string) bool {
	for i := 0; i < len(s); i++ {
		switch b := s[i]; {
		case isLetter(b), isDigit(b), strings.IndexByte(characters, b) >= 0:
		case b == '%' && i+2 < len(s) && strings.Trim(s[i+1:i+3], hexDigits) == "":
			i += 2
		default:
			return false
		}
	}
	return true
}

func isLetter(b byte) bool { return b|0x20 >= 'a' && b|0x20 <= 'z' }
func isDigit(b byte) bool  { return b >= '0' && b <= '9' }
