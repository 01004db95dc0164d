// Package report prints what came of things, the same way wherever they are printed: errors, and the checks by which
// a company accepted or refused a message.
package report
