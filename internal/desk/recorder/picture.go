package recorder

import (
	"fmt"
	"slices"

	"samlharness/record"
)

// picture is a flow drawn: a lane for each party, an arrow for each step. Lengths are those of the drawing.
type picture struct {
	Width, Height, Bottom int
	Lanes                 []lane
	Arrows                []arrow
	Steps                 []step // for the table
	// Left is how many steps are not drawn, Omitted how many of them the table does not have either.
	Left, Omitted int
	Says          string
}

type lane struct {
	Name string
	X    int
}

type arrow struct {
	X1, X2, Y, Middle int
	// Head is the path of the arrow's head; "" when a party did something by itself.
	Head            string
	Text, Note      string
	NoteX, NoteY    int
	TextY           int
	NoteAnchor      string
	Refused, Itself bool
}

// The measures of a picture.
const (
	width, margin, noteRoom = 900, 70, 190
	top, rowHeight          = 30, 34
	maxSteps, maxRows       = 60, 200
	letter                  = 7 // about as wide as a letter
)

// drawn draws a flow.
func drawn(exchanges []record.Exchange) *picture {
	steps := stepsOf(exchanges)
	p := &picture{Width: width, Omitted: max(len(steps)-maxRows, 0)}
	p.Steps = steps[p.Omitted:]
	if len(steps) > maxSteps {
		p.Left = len(steps) - maxSteps
		steps = steps[len(steps)-maxSteps:]
	}
	at := p.lanes(steps)
	for i, s := range steps {
		p.Arrows = append(p.Arrows, arrowOf(s, at[s.From], at[s.To], top+rowHeight*(i+1)))
	}
	p.Bottom = top + rowHeight*len(steps) + 16
	p.Height = p.Bottom + 4
	p.Says = fmt.Sprintf("Who sent what to whom, in %d steps; the table below has the same", len(steps))
	return p
}

// Number is that of a row of the table.
func (p *picture) Number(row int) int { return p.Omitted + row + 1 }

// lanes places the parties that have a part in the steps.
func (p *picture) lanes(steps []step) map[record.Party]int {
	at := map[record.Party]int{}
	var all []record.Party
	for _, party := range []record.Party{record.Browser, record.JumpCloud, record.Microsoft, record.Operator} {
		if slices.ContainsFunc(steps, func(s step) bool { return s.From == party || s.To == party }) {
			all = append(all, party)
		}
	}
	gap := (width - margin - noteRoom) / max(len(all)-1, 1)
	for i, party := range all {
		at[party] = margin + i*gap
		p.Lanes = append(p.Lanes, lane{string(party), at[party]})
	}
	return at
}

func arrowOf(s step, from, to, y int) arrow {
	a := arrow{
		X1: from, X2: to, Y: y, Middle: (from + to) / 2, TextY: y - 6, Note: record.Visible(s.Note), Refused: s.Refused,
		NoteX: to + 8, NoteY: y + 4, NoteAnchor: "start",
	}
	text := record.Visible(s.Label)
	if s.More > 0 {
		text = fmt.Sprintf("%s and %d more", text, s.More)
	}
	switch {
	case from == to:
		a.Itself, a.Middle, a.TextY = true, from+10, y+4
		a.Text = text
		if s.Note != "" {
			a.Text += "  " + a.Note
			a.Note = ""
		}
		return a
	case from < to:
		a.X2 -= 8
		a.Note = clip(a.Note, (width-a.NoteX)/letter)
		a.Head = fmt.Sprintf("M%d %dl-9-4v8z", to, y)
	default:
		a.X2 += 8
		a.Head = fmt.Sprintf("M%d %dl9-4v8z", to, y)
		a.NoteX, a.NoteAnchor = to-8, "end"
		a.Note = clip(a.Note, a.NoteX/letter)
	}
	a.Text = clip(text, max(to-from, from-to)/letter)
	return a
}

// clip is a text of at most so many letters.
func clip(text string, letters int) string {
	runes := []rune(text)
	if len(runes) <= letters {
		return text
	}
	return string(runes[:max(letters-1, 0)]) + "…"
}
