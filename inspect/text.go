package inspect

import (
	"bufio"
	"encoding/json"
	"fmt"
	"io"
	"strings"
	"time"

	"samlharness/record"
)

// WriteJSON writes the report as one document.
func (r *Report) WriteJSON(w io.Writer) error {
	e := json.NewEncoder(w)
	e.SetIndent("", "  ")
	e.SetEscapeHTML(false)
	return e.Encode(r)
}

// WriteText writes the report for people: a line for each check, all about the one that failed, and what
// Microsoft's page would show. color marks outcomes with ANSI colours.
func (r *Report) WriteText(w io.Writer, color bool) error {
	t := text{bufio.NewWriter(w), color}
	for _, c := range r.Checks {
		t.check(c)
	}
	fmt.Fprintf(t.out, "\nmessage  issuer %q, NameID %q%s\n", r.Message.Issuer, r.Message.NameID,
		claims(r.Message.Verified))
	fmt.Fprintf(t.out, "judged   at %s\n", r.At.Format(time.RFC3339))
	for _, a := range r.Assumed {
		fmt.Fprintf(t.out, "assumed  %s\n", a)
	}
	if opinion := r.SecondOpinion.line(); opinion != "" {
		fmt.Fprintf(t.out, "opinion  %s\n", record.Visible(opinion))
	}
	if r.Accepted {
		fmt.Fprintf(t.out, "%s  signs in %s\n", t.paint("accepted", "32"), record.Visible(r.User))
	} else {
		fmt.Fprintf(t.out, "%s  Microsoft's page would show:\n  %s\n", t.paint("refused", "31"), record.Visible(r.Page))
	}
	return t.out.Flush()
}

func claims(verified bool) string {
	if verified {
		return " (verified)"
	}
	return " (as claimed, not verified)"
}

type text struct {
	out   *bufio.Writer
	color bool
}

func (t text) paint(s, color string) string {
	if !t.color {
		return s
	}
	return "\x1b[" + color + "m" + s + "\x1b[0m"
}

func (t text) check(c record.Check) {
	for _, s := range []*string{&c.Expected, &c.Got, &c.Difference, &c.Fix} {
		*s = record.Visible(*s)
	}
	switch {
	case c.Outcome == record.Pass:
		fmt.Fprintf(t.out, "%s  %s%s\n", t.paint("pass       ", "32"), c.Title, aside(c.Got))
	case c.Outcome == record.Fail:
		fmt.Fprintf(t.out, "%s  %s (%s, check %s)\n", t.paint("FAIL       ", "31"), c.Title, c.Code, c.Name)
		t.field("expected", c.Expected)
		t.field("got", c.Got)
		t.field("difference", c.Difference)
		t.field("fix", c.Fix)
	case c.Got != "":
		fmt.Fprintf(t.out, "%s  %s: %s\n", t.paint("unknown    ", "33"), c.Title, c.Got)
	default:
		fmt.Fprintf(t.out, "%s  %s\n", t.paint("not reached", "90"), c.Title)
	}
	for _, warning := range c.Warnings {
		t.field("warning", warning)
	}
}

// aside is a short value beside a passed check.
func aside(got string) string {
	if got == "" || len(got) > 100 || strings.Contains(got, "\n") {
		return ""
	}
	return ": " + got
}

func (t text) field(label, value string) {
	if value == "" {
		return
	}
	for line := range strings.SplitSeq(value, "\n") {
		fmt.Fprintf(t.out, "               %-11s %s\n", label, line)
		label = ""
	}
}
