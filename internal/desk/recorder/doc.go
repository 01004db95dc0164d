// Package recorder is the room of the desk that shows what happened: a list of flows, of which one sign-in is one, and
// a flow as a picture of who sent what to whom, with its messages and the checks that were made on each.
package recorder
