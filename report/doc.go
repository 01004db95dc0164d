// Package report holds what came of a run of scripts and prints it: as text, as JUnit XML, and as JSON. Errors, and the
// checks by which a company accepted or refused a message, are printed here too, the same way wherever it is.
package report
