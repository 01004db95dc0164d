package federation

import (
	"context"
	"crypto/sha1"
	"crypto/x509"
	"encoding/hex"
	"net/http"
	"slices"
	"strings"

	"samlharness/certs"
	"samlharness/federation/msgraph"
	"samlharness/internal/domainname"
)

// lastSignIn is the newest entry of the sign-in log that tells with which certificate somebody of a domain signed in.
func (r *run) lastSignIn(ctx context.Context, domain string) (last msgraph.SignIn, found bool, err error) {
	entries, err := r.Graph.SignIns(ctx)
	i := slices.IndexFunc(entries, func(s msgraph.SignIn) bool { return of(s, domain) && s.Thumbprint() != "" })
	if err != nil || i < 0 {
		return msgraph.SignIn{}, false, err
	}
	return entries[i], true, nil
}

// closed says whether the sign-in log is closed to the token, or to a tenant without a P1 license: Graph answers 403 to
// both. Every other error may pass. Source: Microsoft Graph, List signIns, permissions.
func closed(err error) bool { return msgraph.HasStatus(err, http.StatusForbidden) }

// of says whether an entry is about somebody of a domain.
func of(s msgraph.SignIn, domain string) bool {
	return domainname.In(s.UserPrincipalName, domain)
}

// signedBy says whether an entry of the sign-in log names a certificate.
func signedBy(s msgraph.SignIn, c *x509.Certificate) bool {
	return strings.EqualFold(s.Thumbprint(), sha1Of(c))
}

// signingField names the field of a configuration that has the certificate of an entry of the sign-in log.
func signingField(c Configuration, s msgraph.SignIn) (name string, ok bool) {
	for _, field := range everyField(c) {
		if one, err := certs.ParseCertificate(field.value); err == nil && signedBy(s, one) {
			return field.name, true
		}
	}
	return "", false
}

// sha1Of is a certificate's thumbprint as the sign-in log has it; it names the certificate, nothing relies on it.
func sha1Of(c *x509.Certificate) string {
	sum := sha1.Sum(c.Raw)
	return hex.EncodeToString(sum[:])
}
