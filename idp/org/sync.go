package org

import "context"

// DirectorySync carries immutable IDs to Microsoft. [samlharness/idp/m365.Integration] does it over Graph.
type DirectorySync interface {
	// Bind writes the immutable ID of an account, and what is exported, into the tenant.
	Bind(ctx context.Context, a Account) error
	// BindAll does that for many accounts. Its errors stand in their order, nil for those that Microsoft took.
	BindAll(ctx context.Context, accounts []Account) []error
	// Unbind removes the immutable ID there; the account itself stays.
	Unbind(ctx context.Context, a Account) error
}
