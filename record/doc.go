// Package record keeps what happened in a world: every message that passed between a browser, JumpCloud, Microsoft and
// the operator, each check that was made on it, and the verdict; the hops of browsers and the calls of Graph.
//
// An exchange has a [Kind] and is a part of a flow, such as one sign-in: who writes passes the context on to [Log.Add].
// Nothing in it is a password, a cookie, a token or a code.
//
// Both companies write to a [Log], and reports, pages and the command line read it. What a page shows a person is
// exactly the vendor's text; the record holds the rest, so that a refusal can be explained: what was expected, what
// came, where they first differ, and what to mend.
package record
