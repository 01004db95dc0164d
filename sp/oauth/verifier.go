package oauth

import "github.com/jonboulle/clockwork"

// Verifier checks the access tokens of one tenant, as Graph does.
type Verifier struct {
	// Keys is the key that the tokens are signed with.
	Keys *SigningKey
	// TenantID is the tenant whose tokens are taken.
	TenantID string
	// Clock is the world's clock; nil means the real one.
	Clock clockwork.Clock
}
