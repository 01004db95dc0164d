// Package house holds no code: its tests keep the rules of the repository, so that no reviewer has to.
//
// They read the source only: import directions between the two companies and the layers, no wall clock
// outside cmd/harness, no file over 500 lines, a sentence for each package, no test that skips quietly, a
// fuzz target for each parser that meets the network, and a witnessing test for each row of the parity table.
package house
