// Package sp is Microsoft: one Entra tenant with everything that serves it. The tenant itself lives in package
// directory; package signin signs people in, package oauth hands out tokens, package graph administers the tenant. They
// share its directory and the key of its tokens, and are wired here and nowhere else.
package sp
