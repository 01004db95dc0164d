package reportpage

import (
	"fmt"
	"strings"

	"samlharness/record"
)

// lanes are the columns of a waterfall: who acts in each, its letter, and where it stands. The operator acts from where
// the browser is.
func lanes() []struct {
	party  record.Party
	letter string
	at     int
} {
	return []struct {
		party  record.Party
		letter string
		at     int
	}{{record.Browser, "c", 26}, {record.Operator, "o", 26}, {record.Microsoft, "m", 78}, {record.JumpCloud, "j", 130}}
}

// lane is the letter of a party's lane.
func lane(p record.Party) string {
	for _, l := range lanes() {
		if l.party == p {
			return l.letter
		}
	}
	return "o"
}

// arrows are the stylesheet's pictures of who sends to whom: an arrow for each pair of lanes, and a dot for what one
// party wrote by itself. They are masks, so that they have the colour of the row; the text is for those who cannot see
// them.
func arrows() string {
	var css strings.Builder
	css.WriteString(names())
	for _, from := range lanes() {
		dot := fmt.Sprintf("%%3Ccircle cx='%d' cy='14' r='4.5'/%%3E", from.at)
		fmt.Fprintf(&css, ".fall .%s%[1]s%s", from.letter, mask(dot))
		fmt.Fprintf(&css, ".fall .%s%[1]s::before{content:\"%s: \"}\n", from.letter, from.party)
		for _, to := range lanes() {
			if from.at == to.at {
				continue
			}
			back := -8
			if to.at < from.at {
				back = 8
			}
			both := from.letter + to.letter
			fmt.Fprintf(&css, ".fall .%s%s", both, mask(fmt.Sprintf(
				"%%3Cpath stroke='%%23000' stroke-width='1.5' d='M%d 14H%d'/%%3E%%3Cpath d='M%d 14l%d -4.5v9z'/%%3E",
				from.at, to.at+back, to.at, back)))
			fmt.Fprintf(&css, ".fall .%s::before{content:\"%s to %s: \"}\n", both, from.party, to.party)
		}
	}
	return css.String()
}

// names is a picture of the lanes' names.
func names() string {
	var shapes strings.Builder
	for _, l := range lanes() {
		if l.party != record.Operator {
			fmt.Fprintf(&shapes, "%%3Ctext x='%d' y='12'%%3E%s%%3C/text%%3E", l.at, l.party)
		}
	}
	const svg = "%3Csvg xmlns='http://www.w3.org/2000/svg' width='156' height='20' text-anchor='middle' " +
		"font-family='system-ui,sans-serif' font-size='9'%3E"
	return `.fall{--lanes:url("data:image/svg+xml,` + svg + shapes.String() + `%3C/svg%3E")}` + "\n"
}

func mask(shape string) string {
	const (
		svg  = "%3Csvg xmlns='http://www.w3.org/2000/svg' viewBox='0 0 156 28' preserveAspectRatio='none'%3E"
		ways = "%3Cpath stroke='%23000' stroke-opacity='.4' stroke-dasharray='2 3' d='M26 0V28M78 0V28M130 0V28'/%3E"
	)
	return `{--p:url("data:image/svg+xml,` + svg + ways + shape + `%3C/svg%3E")}` + "\n"
}
