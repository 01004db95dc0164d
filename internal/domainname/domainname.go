// Package domainname is the one answer to the question whether a text can be the name of a domain that a tenant
// verifies, such as contoso.com.
package domainname

import "strings"

// The most bytes of a name and of one of its labels (RFC 1035 2.3.4; the root's dot and the length bytes of a message
// are not counted).
const (
	maxName  = 253
	maxLabel = 63
)

// Of is the domain of a user principal name or an address of mail, in its letter case: what follows the first @; ""
// when there is none.
func Of(upn string) string {
	_, domain, _ := strings.Cut(upn, "@")
	return domain
}

// In says whether a user principal name or an address of mail is in a domain, whose letter case does not count.
func In(upn, domain string) bool { return strings.EqualFold(Of(upn), domain) }

// Valid reports whether name is a host name of two or more labels (RFC 1123 2.1): ASCII letters in any case, digits,
// and hyphens that neither begin nor end a label. The last label has a letter, since otherwise the name is an address.
// A name beyond ASCII is written in its xn-- form. A dot at the end and underscores are not taken: such a name can be
// verified nowhere. A valid name is safe in the path of a URL and in the name of a file.
func Valid(name string) bool {
	if len(name) > maxName {
		return false
	}
	labels := strings.Split(name, ".")
	for _, label := range labels {
		if !validLabel(label) {
			return false
		}
	}
	return len(labels) > 1 && strings.ContainsFunc(labels[len(labels)-1], letter)
}

func validLabel(label string) bool {
	if label == "" || len(label) > maxLabel || label[0] == '-' || label[len(label)-1] == '-' {
		return false
	}
	return !strings.ContainsFunc(label, func(r rune) bool { return !letter(r) && (r < '0' || r > '9') && r != '-' })
}

func letter(r rune) bool { return 'a' <= r && r <= 'z' || 'A' <= r && r <= 'Z' }
