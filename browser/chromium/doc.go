// Package chromium is a real browser as the person at the browser: Chromium, driven over its DevTools protocol, behind
// the interface of package browser. What it does that the browser in Go does not, running scripts, enforcing policies
// and drawing pages, is the point: the same sign-in walks through both.
package chromium
