// Package clients says how to point a client at a world that is held open: a browser, curl, command lines, libraries.
// The desk shows its texts, and `harness env` prints them for a shell.
package clients
