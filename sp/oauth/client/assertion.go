package client

import (
	"crypto/sha1"
	"crypto/sha256"
	"crypto/x509"
	"encoding/base64"
	"encoding/hex"
	"fmt"
	"slices"
	"strings"
	"time"

	"github.com/go-jose/go-jose/v4"
	"github.com/go-jose/go-jose/v4/jwt"

	"samlharness/sp/aadsts"
	"samlharness/sp/directory"
	"samlharness/sp/oauth/problem"
)

// skew is how far the client's clock may be off.
const skew = 5 * time.Minute

// checkAssertion checks a client assertion (Microsoft Learn: Application authentication certificate credentials). The
// newer libraries sign with PS256 and name the key by x5t#S256, the older ones with RS256 and by x5t.
func (a *Authenticator) checkAssertion(app directory.Application, q Request) error {
	parsed, err := jwt.ParseSigned(q.Assertion, []jose.SignatureAlgorithm{jose.PS256, jose.RS256})
	if err != nil {
		return badSignature("a JWT that is signed with PS256 or RS256", err.Error())
	}
	certificate, no := a.certificate(app, parsed.Headers[0])
	if no != nil {
		return no
	}
	var c jwt.Claims
	if err := parsed.Claims(certificate.PublicKey, &c); err != nil {
		return badSignature("a signature by the key of "+certificate.Subject.String(), "another one")
	}
	if no := a.checkClaims(app, c, q); no != nil {
		return no
	}
	if !a.fresh(app, c, q.Assertion) {
		return badSignature("a jti that names this assertion alone", c.ID)
	}
	return nil
}

func badSignature(expected, got string) *problem.Error {
	return problem.New("invalid_client", aadsts.ClientAssertionWrong).Because(expected, got,
		"sign with the key of a certificate that is registered: `harness entra app certificate add`")
}

// certificate is the registered one that the header names.
func (a *Authenticator) certificate(app directory.Application, h jose.Header) (*x509.Certificate, *problem.Error) {
	for _, registered := range app.Certificates {
		if !namedBy(h, registered.DER) {
			continue
		}
		certificate, err := x509.ParseCertificate(registered.DER)
		if err != nil {
			return nil, badSignature("a certificate", err.Error())
		}
		if now := a.clock.Now(); now.Before(certificate.NotBefore) || now.After(certificate.NotAfter) {
			return nil, badSignature("a certificate that is valid at "+now.UTC().Format(time.RFC3339), fmt.Sprintf(
				"one from %s to %s", certificate.NotBefore.UTC().Format(time.RFC3339),
				certificate.NotAfter.UTC().Format(time.RFC3339)))
		}
		return certificate, nil
	}
	return nil, badSignature(fmt.Sprintf("x5t or x5t#S256 of one of the %d certificates of the application",
		len(app.Certificates)), fmt.Sprintf("x5t %q, x5t#S256 %q, kid %q", text(h, "x5t"), text(h, "x5t#S256"), h.KeyID))
}

// namedBy tells whether a header names a certificate by its thumbprint: x5t#S256 and x5t (RFC 7515 4.1.7, 4.1.8) in the
// base64 of URLs or, as MSAL for Go writes them, in the usual one, or a kid in hexadecimal digits.
func namedBy(h jose.Header, der []byte) bool {
	short, long := sha1.Sum(der), sha256.Sum256(der)
	if name := text(h, "x5t#S256"); name != "" {
		return sameBytes(name, long[:])
	}
	if name := text(h, "x5t"); name != "" {
		return sameBytes(name, short[:])
	}
	return strings.EqualFold(h.KeyID, hex.EncodeToString(short[:])) || sameBytes(h.KeyID, short[:])
}

func sameBytes(encoded string, want []byte) bool {
	encoded = strings.TrimRight(strings.NewReplacer("+", "-", "/", "_").Replace(encoded), "=")
	got, err := base64.RawURLEncoding.DecodeString(encoded)
	return err == nil && slices.Equal(got, want)
}

func text(h jose.Header, name jose.HeaderKey) string {
	value, _ := h.ExtraHeaders[name].(string)
	return value
}

func (a *Authenticator) checkClaims(app directory.Application, c jwt.Claims, q Request) *problem.Error {
	if !strings.EqualFold(c.Issuer, app.AppID) || !strings.EqualFold(c.Subject, app.AppID) {
		return problem.New("invalid_client", aadsts.AssertionOfAnother).Because("iss and sub "+app.AppID,
			"iss "+c.Issuer+", sub "+c.Subject, "")
	}
	if !slices.ContainsFunc(c.Audience, func(audience string) bool { return a.isAudience(audience, q) }) {
		return problem.New("invalid_client", aadsts.AssertionAudience).Because(
			"aud https://"+q.Host+"/"+q.Tenant+"/oauth2/v2.0/token", "aud "+strings.Join(c.Audience, ", "), "")
	}
	now := a.clock.Now()
	if c.Expiry == nil || !now.Before(c.Expiry.Time().Add(skew)) ||
		c.NotBefore != nil && now.Add(skew).Before(c.NotBefore.Time()) {
		return problem.New("invalid_client", aadsts.AssertionTime, now.UTC().Format(time.RFC3339),
			c.Expiry.Time().UTC().Format(time.RFC3339))
	}
	return nil
}

// isAudience takes the address of the tenant's token endpoint of either version, and its issuer.
func (a *Authenticator) isAudience(audience string, q Request) bool {
	rest, ok := strings.CutPrefix(strings.ToLower(audience), "https://"+strings.ToLower(q.Host)+"/")
	tenant, path, _ := strings.Cut(rest, "/")
	return ok && (tenant == strings.ToLower(q.Tenant) || tenant == a.tenant.ID()) &&
		slices.Contains([]string{"oauth2/v2.0/token", "oauth2/token", "v2.0", "v2.0/", ""}, path)
}

// fresh tells whether an assertion may be used: one whose jti was that of another may not. The same assertion may come
// again as long as it lives, since MSAL for Node keeps its own for ten minutes.
func (a *Authenticator) fresh(app directory.Application, c jwt.Claims, assertion string) bool {
	if c.ID == "" {
		return true
	}
	key, digest := app.AppID+"/"+c.ID, fmt.Sprintf("%x", sha256.Sum256([]byte(assertion)))
	before, known := a.seen.Get(key)
	if !known {
		a.seen.Put(key, digest, c.Expiry.Time().Add(skew).Sub(a.clock.Now()))
	}
	return !known || before == digest
}
