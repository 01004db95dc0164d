package oauth

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"strings"
	"time"

	"github.com/go-jose/go-jose/v4"
	"github.com/go-jose/go-jose/v4/jwt"
	"github.com/jonboulle/clockwork"
)

// Verifier checks the access tokens of one tenant, as Graph does.
type Verifier struct {
	// Keys is the key that the tokens are signed with.
	Keys *SigningKey
	// TenantID is the tenant whose tokens are taken.
	TenantID string
	// Clock is the world's clock. Required: nothing here reads the machine's.
	Clock clockwork.Clock
}

// Token is what a good access token says.
type Token struct {
	// AppID is the client id.
	AppID string
	// Roles are application permissions, as in [App].
	Roles []string
}

// TokenError is why a token was not taken, in Graph's words for InvalidAuthenticationToken. It never holds the token.
type TokenError struct{ Message string }

func (e *TokenError) Error() string { return e.Message }

// Verify checks the bearer token of a request. Its refusals are [*TokenError]; any other error is a failure of the
// emulation itself.
func (v *Verifier) Verify(r *http.Request) (Token, error) {
	if v == nil {
		return Token{}, errors.New("verify an access token: no verifier was handed in")
	}
	scheme, token, _ := strings.Cut(r.Header.Get("Authorization"), " ")
	if token = strings.TrimSpace(token); !strings.EqualFold(scheme, "Bearer") || token == "" {
		return Token{}, &TokenError{"Access token is empty."}
	}
	return v.verify(r.Context(), token)
}

func (v *Verifier) verify(ctx context.Context, token string) (Token, error) {
	if !strings.Contains(token, ".") {
		return Token{}, &TokenError{"IDX14100: JWT is not well formed, there are no dots (.)."}
	}
	parsed, err := jwt.ParseSigned(token, []jose.SignatureAlgorithm{jose.RS256})
	if err != nil {
		return Token{}, &TokenError{"CompactToken parsing failed with error code: 80049217"}
	}
	now := v.Clock.Now()
	key, err := v.Keys.get(ctx, now)
	if err != nil {
		return Token{}, fmt.Errorf("verify an access token: %w", err)
	}
	var c claims
	if err := parsed.Claims(key.private.Public(), &c); err != nil {
		return Token{}, &TokenError{"Access token validation failure. Invalid signature."}
	}
	return v.accept(c, now)
}

func (v *Verifier) accept(c claims, now time.Time) (Token, error) {
	switch {
	case c.Audience != graphResource && c.Audience != graphAppID:
		return Token{}, &TokenError{"Access token validation failure. Invalid audience."}
	case c.Issuer != issuerOf(strings.ToLower(v.TenantID)):
		return Token{}, &TokenError{"Access token validation failure. Invalid issuer."}
	case now.Unix() >= c.Expiry:
		return Token{}, &TokenError{"Lifetime validation failed, the token is expired."}
	case now.Unix() < c.NotBefore:
		return Token{}, &TokenError{"Access token has expired or is not yet valid."}
	}
	return Token{AppID: c.AppID, Roles: c.Roles}, nil
}
