// Package home is the first room of the desk: who can sign in, what is federated, what to do next, where the sites are,
// how to point a client, what time it is, and what happened last.
package home
