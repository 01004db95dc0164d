// Package page is what every emulated web page shares: the layout with its banner, the base stylesheet, a strict
// Content-Security-Policy, and the form that posts itself.
//
// Pages are html/template texts that are complete without JavaScript. They load the stylesheet of their own site and
// nothing else: no font, image or script, and nothing from elsewhere; the policy proves it.
package page
