// Package capturetest makes, for tests, every dress in which people have the messages of one real sign-in, and captures
// that hold secrets besides.
package capturetest
