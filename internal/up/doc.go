// Package up holds a world open until somebody ends it: for a browser, for clients behind the proxy, and for
// the other harness commands, which find it by the connection file that it writes.
package up
