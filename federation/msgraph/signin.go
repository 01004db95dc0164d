package msgraph

import (
	"cmp"
	"context"
	"sync"

	"github.com/Azure/azure-sdk-for-go/sdk/azcore"
	"github.com/Azure/azure-sdk-for-go/sdk/azcore/policy"
)

// credential gets tokens from azidentity, and keeps what the network said where azidentity leaves nothing of it but
// words.
type credential struct {
	kind CredentialKind
	azcore.TokenCredential
}

// GetToken fails with *[SignInError], or with the end of the context.
func (c *credential) GetToken(ctx context.Context, o policy.TokenRequestOptions) (azcore.AccessToken, error) {
	failure := &failure{}
	token, err := c.TokenCredential.GetToken(context.WithValue(ctx, failureKey{}, failure), o)
	switch {
	case err == nil:
		return token, nil
	case ctx.Err() != nil:
		return token, ctx.Err()
	}
	network := failure.last()
	return token, &SignInError{Kind: c.kind, Network: network != nil, Err: cmp.Or(network, err)}
}

// SignInError says that a credential gave no token.
type SignInError struct {
	Kind CredentialKind
	// Network says that the sign-in host gave no answer.
	Network bool
	// Err is a *[ConnectError] or *[RedirectError] where the sign-in host was not reached or sent us elsewhere, and
	// otherwise what azidentity says.
	Err error
}

// Error is what the credential said.
func (e *SignInError) Error() string { return e.Err.Error() }

// Unwrap gives the cause.
func (e *SignInError) Unwrap() error { return e.Err }

// NonRetriable tells the SDK not to ask for a token once more: the credential has tried.
func (*SignInError) NonRetriable() {}

// failureKey is the key of the *failure in a context.
type failureKey struct{}

// failure is the error of the network in the last request below a call of GetToken, nil when it was answered.
type failure struct {
	mu  sync.Mutex
	err error
}

func (f *failure) note(err error) {
	f.mu.Lock()
	defer f.mu.Unlock()
	f.err = err
}

func (f *failure) last() error {
	f.mu.Lock()
	defer f.mu.Unlock()
	return f.err
}
