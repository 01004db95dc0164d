// Package term is what text for a terminal needs: how many columns it takes, wrapping, and tables.
package term

import "github.com/mattn/go-runewidth"

// columns counts them: characters whose width is ambiguous (Unicode Standard Annex 11) take one, whatever the locale
// says.
func columns() *runewidth.Condition { return &runewidth.Condition{StrictEmojiNeutral: true} }

// Width is how many columns a text takes: two for 王 and for an emoji, also one of several joined characters, none for
// a combining mark.
func Width(text string) int { return columns().StringWidth(text) }
