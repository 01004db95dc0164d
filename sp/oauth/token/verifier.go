package token

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"slices"
	"strings"
	"time"

	"github.com/go-jose/go-jose/v4"
	"github.com/go-jose/go-jose/v4/jwt"
	"github.com/jonboulle/clockwork"

	"samlharness/internal/cloud"
)

// Verifier checks the access tokens of one tenant, as Graph does.
type Verifier struct {
	// Keys is the key that the tokens are signed with.
	Keys *SigningKey
	// TenantID is the tenant whose tokens are taken.
	TenantID string
	// Cloud is where the tenant lives.
	Cloud cloud.Cloud
	// Audiences are the names of the resource that takes the tokens; nil means [GraphAudiences].
	Audiences []string
	// Clock is the world's clock. Required: nothing here reads the machine's.
	Clock clockwork.Clock
}

// GraphAudiences are the names of Microsoft Graph as a resource.
func GraphAudiences(c cloud.Cloud) []string {
	return []string{c.GraphResource(), "00000003-0000-0000-c000-000000000000"}
}

// Error is why a token was not taken, in Graph's words for InvalidAuthenticationToken. It never holds the token.
type Error struct{ Message string }

func (e *Error) Error() string { return e.Message }

// Verify checks the bearer token of a request. Its refusals are [*Error]; any other error is a failure of the emulation
// itself.
func (v *Verifier) Verify(r *http.Request) (Access, error) {
	if v == nil {
		return Access{}, errors.New("verify an access token: no verifier was handed in")
	}
	scheme, token, _ := strings.Cut(r.Header.Get("Authorization"), " ")
	if token = strings.TrimSpace(token); !strings.EqualFold(scheme, "Bearer") || token == "" {
		return Access{}, &Error{"Access token is empty."}
	}
	return v.verify(r.Context(), token)
}

func (v *Verifier) verify(ctx context.Context, token string) (Access, error) {
	c, err := v.Claims(ctx, token)
	if err != nil {
		return Access{}, err
	}
	return accessOf(c), nil
}

// Claims are those of an access token that is good; errors are those of [Verifier.Verify].
func (v *Verifier) Claims(ctx context.Context, token string) (Claims, error) {
	if !strings.Contains(token, ".") {
		return Claims{}, &Error{"IDX14100: JWT is not well formed, there are no dots (.)."}
	}
	parsed, err := jwt.ParseSigned(token, []jose.SignatureAlgorithm{jose.RS256})
	if err != nil {
		return Claims{}, &Error{"CompactToken parsing failed with error code: 80049217"}
	}
	now := v.Clock.Now()
	key, err := v.Keys.get(ctx, now)
	if err != nil {
		return Claims{}, fmt.Errorf("verify an access token: %w", err)
	}
	var c Claims
	if err := parsed.Claims(key.private.Public(), &c); err != nil {
		return Claims{}, &Error{"Access token validation failure. Invalid signature."}
	}
	return c, v.accept(c, now)
}

// TextExpired is the text of an [Error] for a token that was good once.
const TextExpired = "Lifetime validation failed, the token is expired."

func (v *Verifier) accept(c Claims, now time.Time) error {
	audiences := v.Audiences
	if audiences == nil {
		audiences = GraphAudiences(v.Cloud)
	}
	switch {
	case !slices.Contains(audiences, c.Audience):
		return &Error{"Access token validation failure. Invalid audience."}
	case c.Issuer != v.Cloud.IssuerV1(strings.ToLower(v.TenantID)):
		return &Error{"Access token validation failure. Invalid issuer."}
	case now.Unix() >= c.Expiry:
		return &Error{TextExpired}
	case now.Unix() < c.NotBefore:
		return &Error{"Access token has expired or is not yet valid."}
	}
	return nil
}
