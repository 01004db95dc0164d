// Package axetest looks at web pages in Chromium as tests ask for it: axe-core searches them for what keeps people from
// using them, at several widths, light and dark; nothing may be wider than the window; a picture can be kept.
package axetest
