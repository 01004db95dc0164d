package msgraph

import (
	"context"
	"net/http"

	"github.com/Azure/azure-sdk-for-go/sdk/azcore/policy"
)

// Unless is a context for a write whose answer is waited for although whoever asked for it has left: once left has
// ended, the write is not sent, or not once more.
func Unless(ctx, left context.Context) context.Context {
	return context.WithValue(ctx, leftKey{}, left)
}

type leftKey struct{}

// NotSentError says that a write was not sent, or turned away and not sent once more, because of [Unless].
type NotSentError struct{ Err error }

// Error tells why.
func (e *NotSentError) Error() string { return "not sent: " + e.Err.Error() }

// Unwrap gives the cause.
func (e *NotSentError) Unwrap() error { return e.Err }

// unlessLeft looks before each try whether the context of [Unless] has ended.
type unlessLeft struct{}

// Do passes the try on.
func (unlessLeft) Do(r *policy.Request) (*http.Response, error) {
	if left, ok := r.Raw().Context().Value(leftKey{}).(context.Context); ok && left.Err() != nil {
		return nil, &NotSentError{left.Err()}
	}
	return r.Next()
}
