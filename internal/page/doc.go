// Package page is what every emulated web page shares: the layout with its banner, the base stylesheet, a strict
// Content-Security-Policy, and the form that posts itself.
//
// Pages are html/template texts that are complete without JavaScript. They load nothing: no font, image, style sheet or
// script comes from elsewhere, and the policy proves it.
package page
