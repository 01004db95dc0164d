package org

import "context"

// DirectorySync carries immutable IDs to Microsoft. [samlharness/idp/m365.Integration] does it over Graph.
type DirectorySync interface {
	// Bind writes the immutable ID of a user into the tenant.
	Bind(ctx context.Context, u User, immutableID string) error
	// BindAll does that for many users, with the immutable IDs that they have. Its errors stand in the order of the users,
	// nil for those whom Microsoft took.
	BindAll(ctx context.Context, users []User) []error
	// Unbind removes it there; the account itself stays.
	Unbind(ctx context.Context, u User) error
}
