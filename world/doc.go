// Package world wires one emulated JumpCloud organization and one emulated Microsoft Entra tenant together:
// one clock, one record, one certificate authority, and listeners on loopback that serve both companies under
// their production host names.
//
// In a Go test:
//
//	w := world.Start(t, world.Options{})
//	b := w.Browser()
//	result, err := signin.Walk(t.Context(), b, w.Person("alice@contoso.com"), signin.Start{})
//
// The two companies share nothing but the wire: what passes between them passes over HTTP, through a browser,
// or as the metadata file through an operator. A world has its own clock, which stands still until it is
// advanced; hundreds of worlds run side by side in one process.
package world
