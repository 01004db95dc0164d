package report

import (
	"bufio"
	"fmt"
	"io"
	"slices"
	"strings"

	"samlharness/record"
)

// CheckOptions say how checks are printed. The zero value prints what needs attention, without colour.
type CheckOptions struct {
	// All prints the checks that passed and those that were not reached too.
	All bool
	// Color marks outcomes with ANSI colours.
	Color bool
}

// Detail is one thing that explains a refusal, with its label.
type Detail struct{ Label, Text string }

// labelFix is the label of what to do.
const labelFix = "fix"

// Piece is a part of a text; Code tells that it is a command.
type Piece struct {
	Text string
	Code bool
}

// Pieces are the parts of the text. In what to do, commands stand between backticks, which are left out.
func (d Detail) Pieces() []Piece {
	parts := strings.Split(d.Text, "`")
	if d.Label != labelFix || len(parts)%2 == 0 {
		return []Piece{{Text: d.Text}}
	}
	pieces := make([]Piece, len(parts))
	for i, part := range parts {
		pieces[i] = Piece{part, i%2 == 1}
	}
	return pieces
}

// Details explain a failed check: what was expected, what came (always), where the two differ, what to do, and the
// warnings. A refusal that no check led to, which has no name, may have got nothing.
func Details(c record.Check) []Detail {
	if c.Got == "" && c.Name != "" {
		c.Got = "nothing"
	}
	all := append(compared(c.Expected, c.Got, c.Difference), Detail{labelFix, c.Fix})
	for _, warning := range c.Warnings {
		all = append(all, Detail{"warning", warning})
	}
	return slices.DeleteFunc(all, func(d Detail) bool { return d.Text == "" })
}

// labelGot is the label of what came.
const labelGot = "got"

// compared are the details of a comparison that failed.
func compared(expected, got, difference string) []Detail {
	return []Detail{{"expected", expected}, {labelGot, got}, {"differs", difference}}
}

// Explanation is the check by which an exchange was refused: the one that failed, else what the refusal says of itself,
// without a name. It is false when the exchange was not refused.
func Explanation(e record.Exchange) (record.Check, bool) {
	i := slices.IndexFunc(e.Checks, func(c record.Check) bool { return c.Outcome == record.Fail })
	r := e.Refusal
	switch {
	case e.Verdict != record.Refused:
		return record.Check{}, false
	case i >= 0:
		c := e.Checks[i]
		if c.Code == "" && r != nil {
			c.Code = r.Code
		}
		return c, true
	case r != nil:
		return record.Check{
			Title:      r.Message,
			Outcome:    record.Fail,
			Code:       r.Code,
			Expected:   r.Expected,
			Got:        r.Got,
			Difference: r.Difference,
			Fix:        r.Fix,
		}, true
	}
	return record.Check{}, false
}

// labelUnmet is the label of the check that failed: its title says what should be so.
const labelUnmet = "not met"

// Explain is a refusal in one line, by whom it was made of which kind of message when that is known, and its details.
// What told, the text before it, says already is left out, but for what came.
func Explain(c record.Check, by, kind, told string) (head string, details []Detail) {
	details = Details(c)
	if c.Title != "" && !says(told, c.Title) {
		head = c.Title
	}
	if by != "" && c.Name != "" {
		details = slices.Insert(details, 0, Detail{labelUnmet, c.Title})
		head = by + " refused the " + kind
	} else if by != "" {
		head = strings.TrimSuffix(by+" refused the "+kind+": "+head, ": ")
	}
	if head == "" {
		head = c.Code
	} else if c.Code != "" {
		head += " (" + c.Code + ")"
	}
	return head, slices.DeleteFunc(details, func(d Detail) bool { return d.Label != labelGot && says(told, d.Text) })
}

// WriteExchange writes for people what became of an exchange: the words of the refusal, then the checks. Where no check
// failed, the refusal explains itself.
func WriteExchange(w io.Writer, e record.Exchange, o CheckOptions) error {
	t := checkText{bufio.NewWriter(w), o}
	if e.Refusal != nil {
		fmt.Fprintln(t.out, record.Visible(e.Refusal.Error()))
	}
	if why, refused := Explanation(e); refused && why.Name == "" {
		t.details(why)
	}
	t.checks(e.Checks)
	return t.out.Flush()
}

// WriteChecks writes checks for people: first all about the one that failed, then those that could not be made and the
// passed ones that warn, then how many are left. Outcomes have the words that they have in JSON.
func WriteChecks(w io.Writer, checks []record.Check, o CheckOptions) error {
	t := checkText{bufio.NewWriter(w), o}
	t.checks(checks)
	return t.out.Flush()
}

// checkText writes checks.
type checkText struct {
	out *bufio.Writer
	CheckOptions
}

func (t checkText) checks(checks []record.Check) {
	count := map[record.Outcome]int{}
	inOrder := slices.SortedStableFunc(slices.Values(checks), func(a, b record.Check) int { return rank(a) - rank(b) })
	for _, c := range inOrder {
		count[c.Outcome]++
		if t.All || c.Outcome == record.Fail || c.Outcome == record.Unknown || len(c.Warnings) > 0 {
			t.check(c)
		}
	}
	if len(checks) == 0 {
		return
	}
	more := ""
	if !t.All {
		more = "; --all lists them"
	}
	fmt.Fprintf(t.out, "%-11s  %d passed, %d not reached%s\n", "checks", count[record.Pass], count[record.NotReached],
		more)
}

// rank puts the check that failed before the others.
func rank(c record.Check) int {
	if c.Outcome == record.Fail {
		return 0
	}
	return 1
}

// check writes one check: its outcome, what was checked, and what there is to say.
func (t checkText) check(c record.Check) {
	line := c.Title
	switch c.Outcome {
	case record.Fail:
		line += " (" + strings.TrimPrefix(c.Code+", check ", ", ") + c.Name + ")"
	case record.Unknown:
		line += ": " + c.Got
	case record.Pass:
		line += aside(c.Got)
	}
	fmt.Fprintf(t.out, "%s  %s\n", t.paint(c.Outcome), record.Visible(line))
	if c.Outcome != record.Fail {
		c = record.Check{Warnings: c.Warnings}
	}
	t.details(c)
}

func (t checkText) details(c record.Check) {
	for _, d := range Details(c) {
		for line := range strings.SplitSeq(record.Visible(d.Text), "\n") {
			fmt.Fprintf(t.out, "%13s%-9s %s\n", "", d.Label, line)
			d.Label = ""
		}
	}
}

// paint is the outcome's word in its column, coloured where that is wanted.
func (t checkText) paint(o record.Outcome) string {
	word := fmt.Sprintf("%-11s", o)
	if !t.Color {
		return word
	}
	color := map[record.Outcome]string{record.Pass: "32", record.Fail: "31", record.Unknown: "33", record.NotReached: "90"}
	return "\x1b[" + color[o] + "m" + word + "\x1b[0m"
}

// aside is a short value beside a passed check.
func aside(got string) string {
	if got == "" || len(got) > 100 || strings.Contains(got, "\n") {
		return ""
	}
	return ": " + got
}
