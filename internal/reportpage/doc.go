// Package reportpage draws what came of a run as one page of HTML that stands alone: the failed steps first, each with
// what was expected, what came and what to do, then every script with its lines beside what was sent and seen.
package reportpage
