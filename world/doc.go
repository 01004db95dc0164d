// Package world wires one emulated JumpCloud organization and one emulated Microsoft Entra tenant together: one clock,
// one record, one certificate authority, and listeners on loopback that serve both companies under their production
// host names.
//
// In a Go test:
//
//	w := world.Start(t, world.Options{})
//	contoso, err := w.Federate(t.Context(), "contoso.com")
//	result, err := signin.Walk(t.Context(), w.Browser(), w.Person("alice@contoso.com"), signin.Start{})
//
// The result says who is signed in, or who refused and with which code, as the page shows it. [World.Record] has the
// rest: [record.Log.LastRefused] is the exchange that was refused, with its [record.Refusal] and its checks;
// [record.Exchange.FailedCheck] is the [record.Check] that failed: what was expected, what came, and how to mend it.
//
// A service provider or an identity provider of one's own joins by [World.Handle].
//
// The two companies share nothing but the wire: what passes between them passes over HTTP, through a browser, or as the
// metadata file through an operator. A world has its own clock, which stands still until it is advanced; hundreds of
// worlds run side by side in one process.
package world
