// Package graphtest puts the emulated tenant's Graph and token service behind a TLS listener, for the tests of whatever
// calls Graph, with faults that spoil chosen requests.
package graphtest
