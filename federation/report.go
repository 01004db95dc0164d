package federation

import (
	"fmt"
	"strings"

	"samlharness/internal/term"
)

// width is how many columns texts of findings and plans have.
const width = 80

// page is a text of lines that fit the width.
type page struct{ strings.Builder }

// line writes a line, and what does not fit below it, indented.
func (p *page) line(indent int, format string, args ...any) {
	margin := strings.Repeat(" ", indent)
	for _, part := range term.Wrap(fmt.Sprintf(format, args...), width-indent-2) {
		for len([]rune(part)) > width-indent { // a word that has no place to break
			runes := []rune(part)
			p.WriteString(margin + string(runes[:width-indent]) + "\n")
			part = string(runes[width-indent:])
		}
		p.WriteString(margin + part + "\n")
	}
}

// finding writes a finding: its outcome, what was found, and the cure of what does not pass.
func (p *page) finding(f Finding) {
	outcome := map[Outcome]string{Pass: "pass", Fail: "FAIL", CannotTell: "?   "}[f.Outcome]
	fact := f.Fact
	if f.Demand != "" {
		fact += " (" + f.Demand + ")"
	}
	p.line(0, "%s  %s", outcome, fact)
	if f.Got != "" {
		p.line(6, "%s", f.Got)
	}
	if len(f.Names) > 0 {
		more := ""
		if n := f.Count - len(f.Names); n > 0 {
			more = fmt.Sprintf(" and %d more", n)
		}
		p.line(6, "%s%s", strings.Join(f.Names, ", "), more)
	}
	if f.Outcome != Pass && f.Cure != "" {
		for _, line := range strings.Split(f.Cure, "\n") {
			p.line(6, "cure: %s", line)
		}
	}
}

// warning writes a finding that [Operator.Enable] takes, in the words in which it warns.
func (p *page) warning(f Finding) {
	for _, line := range f.Warnings {
		p.line(0, "warning: %s", line)
	}
}

// Text is the preflight for people, in lines of at most 80 columns; "" when it ended before it found anything.
func (p Preflight) Text() string {
	var out page
	if len(p.Findings) == 0 {
		return ""
	}
	unknown := 0
	for _, f := range p.Findings {
		if f.Outcome == CannotTell {
			unknown++
		}
	}
	out.line(0, "%d facts about %s: %d fail, %d cannot be told", len(p.Findings), p.Domain, p.Failed(), unknown)
	if p.Users >= 0 {
		plural := "s"
		if p.Users == 1 {
			plural = ""
		}
		out.line(0, "%d user%s, of whom %d could not sign in after federating", p.Users, plural, p.LockedOut)
	}
	out.line(0, "Graph: %s", p.Endpoint)
	for _, f := range p.Findings {
		out.finding(f)
	}
	return out.String()
}
