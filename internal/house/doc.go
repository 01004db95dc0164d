// Package house holds no code: its tests keep the rules of the repository, so that no reviewer has to.
//
// They read the source: idp and sp import nothing of each other, only cmd/harness reads the machine's clock, strangers
// may import the listed packages and no others, no line is wider than 120 columns, and the SAML libraries of others are
// linked into the program but decide nothing. Whether each row of the parity table has a test that runs and passes is
// checked by internal/parity/witness, which reads the output of go test.
package house
