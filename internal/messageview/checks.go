package messageview

import (
	"fmt"
	"slices"
	"strings"

	"samlharness/record"
	"samlharness/report"
)

// group are checks of one outcome.
type group struct {
	// Title is that of a folded group; "" has its checks stand open.
	Title  string
	Checks []check
}

// check is a check for a reader.
type check struct {
	record.Check
	Outcome
	ID      string // of its element
	Word    string // its outcome in words
	Aside   string
	Details []report.Detail
	At      []place
}

// place is a line of the message.
type place struct {
	ID     string
	Number int
}

// Lines are the ids of its lines, for the script.
func (c check) Lines() string {
	ids := make([]string, len(c.At))
	for i, p := range c.At {
		ids[i] = p.ID
	}
	return strings.Join(ids, " ")
}

// mark is the sign of an outcome.
func mark(c record.Check) Outcome {
	switch {
	case c.Outcome == record.Fail:
		return Outcome{Class: "bad", Mark: "✕"}
	case c.Outcome == record.Unknown:
		return Outcome{Class: "warn", Mark: "?"}
	case c.Outcome == record.NotReached:
		return Outcome{Mark: "·"}
	case len(c.Warnings) > 0:
		return Outcome{Class: "warn", Mark: "!"}
	}
	return Outcome{Class: "good", Mark: "✓"}
}

// weight orders marks: what needs attention is first.
func weight(o Outcome) int { return strings.Index("·✓!?✕", o.Mark) }

// groups are the checks for a reader: those that failed first, then what could not be told and what warns, then what
// passed, then what was not reached.
func (m Message) groups(d *drawing) (all []group) {
	var open, passed, left []check
	for i, c := range m.Checks {
		shown := m.check(i, c, d)
		switch {
		case c.Outcome == record.NotReached:
			left = append(left, shown)
		case shown.Class == "good":
			passed = append(passed, shown)
		default:
			open = append(open, shown)
		}
	}
	slices.SortStableFunc(open, func(a, b check) int { return weight(b.Outcome) - weight(a.Outcome) })
	if len(open)+len(passed) > 0 {
		all = append(all, group{Checks: append(open, passed...)})
	}
	if len(left) > 0 {
		all = append(all, group{m.leftTitle(left), left})
	}
	return all
}

func (m Message) leftTitle(left []check) string {
	title := fmt.Sprintf("%d more, not reached", len(left))
	wrong := 0
	for _, c := range m.Further {
		if c.Outcome == record.Fail {
			wrong++
		}
	}
	switch {
	case len(m.Further) == 0:
		return title
	case wrong == 0:
		return title + "; none would fail"
	}
	return fmt.Sprintf("%s; %d would fail too", title, wrong)
}

func (m Message) check(i int, c record.Check, d *drawing) check {
	shown := check{Check: c, Outcome: mark(c), ID: m.checkID(i), Word: string(c.Outcome)}
	for _, n := range d.checked[i] {
		shown.At = append(shown.At, place{m.lineID(n), n})
	}
	if c.Outcome == record.NotReached {
		k := slices.IndexFunc(m.Further, func(f record.Check) bool { return f.Name == c.Name })
		if k < 0 {
			return shown
		}
		switch c = m.Further[k]; c.Outcome {
		case record.Fail:
			shown.Outcome, shown.Word = Outcome{Class: "bad", Mark: "✕"}, "would fail"
		case record.Pass:
			shown.Word = "would pass"
		}
		shown.Code = c.Code
	}
	switch {
	case c.Outcome == record.Fail:
		shown.Details = report.Details(c)
	case c.Outcome != record.NotReached:
		shown.Aside = short(c.Got)
		shown.Details = report.Details(record.Check{Warnings: c.Warnings})
	}
	shown.Title, shown.Code = record.Visible(shown.Title), record.Visible(shown.Code)
	for k := range shown.Details {
		shown.Details[k].Text = record.Visible(shown.Details[k].Text)
	}
	return shown
}

// short is a value that goes beside a check; "" when it is too long for that.
func short(value string) string {
	const longest = 120
	if len(value) > longest || strings.Contains(value, "\n") {
		return ""
	}
	return record.Visible(value)
}

func (m Message) checkID(i int) string { return fmt.Sprintf("%s-c%d", m.ID, i+1) }

func (m Message) lineID(n int) string { return fmt.Sprintf("%s-l%d", m.ID, n) }
