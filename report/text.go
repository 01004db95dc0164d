package report

import (
	"bufio"
	"fmt"
	"io"
	"regexp"
	"strings"

	"samlharness/internal/term"
	"samlharness/record"
)

// TextOptions say how the text report looks.
type TextOptions struct {
	// Color marks results with ANSI colours.
	Color bool
	// Width is where lines break, in columns; 0 leaves them whole, as programs like to read them.
	Width int
	// Steps shows those of scripts that passed, too, with what their commands printed; Quiet only scripts that did not
	// pass.
	Steps, Quiet bool
}

// WriteText writes the report for people: a line for each script that passed, and all about a failure.
func (r *Report) WriteText(w io.Writer, options TextOptions) error {
	t := newText(w, options)
	before := false // whether lines stand above
	for _, s := range r.Scripts {
		if s.Result == Passed && options.Quiet {
			continue
		}
		long := t.long(s)
		if before && (long || t.parted) {
			t.line("")
		}
		t.script(s)
		before, t.parted = true, long
	}
	if before {
		t.line("")
	}
	t.totals(r)
	return t.out.Flush()
}

type text struct {
	out    *bufio.Writer
	color  bool
	width  int
	steps  bool
	parted bool // the script above has more than a line
}

// wide is the width of lines that do not break.
const wide = 1 << 20

func newText(w io.Writer, options TextOptions) *text {
	if options.Width <= 0 {
		options.Width = wide
	}
	return &text{out: bufio.NewWriter(w), color: options.Color, width: options.Width, steps: options.Steps}
}

func (t *text) line(s string) { fmt.Fprintln(t.out, s) }

var marks = map[Result]struct{ word, color string }{
	Passed:  {"ok", "32"},
	Failed:  {"FAIL", "31"},
	NotRun:  {"----", "90"},
	Skipped: {"skip", "33"},
}

func (t *text) mark(r Result) string {
	mark := marks[r]
	word := fmt.Sprintf("%-4s", mark.word)
	if !t.color {
		return word
	}
	return "\x1b[" + mark.color + "m" + word + "\x1b[0m"
}

func (t *text) script(s ScriptResult) {
	head := s.Name
	if s.Title != "" {
		head += ": " + s.Title
	}
	if s.Seconds > 0 {
		head += fmt.Sprintf(" (%.2fs)", s.Seconds)
	}
	t.hang(t.mark(s.Result)+"  ", head)
	if s.Error != "" {
		t.block("error", s.Error)
	}
	if t.long(s) {
		for _, step := range s.Steps {
			t.step(step)
		}
	}
	if s.WorkDir != "" {
		t.line("      the script's folder is kept: " + record.Visible(s.WorkDir))
	}
}

// long says whether a script's steps are shown.
func (t *text) long(s ScriptResult) bool { return t.steps || s.Result != Passed || s.Evidence }

// log writes what the commands of a step printed.
func (t *text) log(s StepResult) {
	for line := range strings.SplitSeq(strings.TrimRight(s.Log, "\n"), "\n") {
		t.hang("        ", line)
	}
}

// step writes title and happening on one line when they fit, on two otherwise.
func (t *text) step(s StepResult) {
	happened := s.Happened
	switch {
	case t.steps && s.Log != "":
		happened = ""
	case s.Failure != nil:
		happened = ""
	case s.Result == NotRun:
		happened = "not run"
	case s.Result == Skipped:
		happened = "no line applies here"
	}
	one := s.Title
	if happened != "" {
		one += ": " + happened
	}
	one = record.Visible(one)
	mark := "  " + t.mark(s.Result) + "  "
	switch {
	case term.Width(one)+8 <= t.width:
		t.line(mark + one)
	case s.Result == NotRun:
		t.hang(mark, one)
	default:
		t.hang(mark, s.Title)
		t.hang("        > ", happened)
	}
	if t.steps {
		t.log(s)
	}
	if s.Failure != nil {
		t.failure(s.Failure)
	}
}

var ansi = regexp.MustCompile("\x1b\\[[0-9;]*m")

// hang writes a text from outside behind a first word, wrapped; nothing when the text is empty.
func (t *text) hang(first, content string) {
	if content == "" {
		return
	}
	indent := term.Width(ansi.ReplaceAllString(first, ""))
	for _, piece := range term.Wrap(record.Visible(content), t.width-indent) {
		t.line(first + piece)
		first = strings.Repeat(" ", indent)
	}
}

func (t *text) failure(f *Failure) {
	t.line(record.Visible(fmt.Sprintf("        %s:%d: %s", f.File, f.Line, f.Command)))
	t.block("what", f.Message)
	t.block("expected", f.Expected)
	t.block("got", f.Got)
	t.block("differs", f.Difference)
	if f.Stdout != f.Got {
		t.block("stdout", f.Stdout)
	}
	if f.Stderr != f.Got {
		t.block("stderr", f.Stderr)
	}
	if e := f.Explanation; e != nil {
		t.explanation(e, f.Got)
	}
	if e := f.Explanation; e == nil || e.Fix != f.Hint {
		t.block("hint", f.Hint)
	}
}

// explanation writes what the record knows of a refusal, less what the step has told: got.
func (t *text) explanation(e *RefusedBy, got string) {
	head, details := Explain(e.AsCheck(), e.By, e.Kind, got)
	t.block("record", head)
	for _, d := range details {
		t.block("  "+d.Label, d.Text)
	}
}

// block writes a label and a text beside it, wrapped; nothing when the text is empty.
func (t *text) block(label, content string) {
	if content = record.Visible(strings.TrimRight(content, "\n")); content == "" {
		return
	}
	label = fmt.Sprintf("%-11s", label)
	for line := range strings.SplitSeq(content, "\n") {
		for _, piece := range term.Wrap(line, t.width-20) {
			t.line(strings.TrimRight("        "+label+" "+piece, " "))
			label = strings.Repeat(" ", 11)
		}
	}
}

func (t *text) totals(r *Report) {
	t.line(r.Sum())
	if r.Interrupted {
		t.line("interrupted: the report is not complete")
	}
}

// Sum is the totals in words: "2 scripts, 7 steps: 6 passed, 1 failed (0.52s)".
func (r *Report) Sum() string {
	n := r.Totals
	s := fmt.Sprintf("%s, %s: %d passed", count(n.Scripts, "script"), count(n.Steps, "step"), n.Passed)
	for _, part := range []struct {
		n    int
		word string
	}{{n.Failed, "failed"}, {n.NotRun, "not run"}, {n.Skipped, "skipped"}} {
		if part.n > 0 {
			s += fmt.Sprintf(", %d %s", part.n, part.word)
		}
	}
	if n.NoWorld > 0 {
		s += fmt.Sprintf(", %s without a world", count(n.NoWorld, "script"))
	}
	if r.Seconds > 0 {
		s += fmt.Sprintf(" (%.2fs)", r.Seconds)
	}
	return s
}

func count(n int, what string) string {
	if n == 1 {
		return "1 " + what
	}
	return fmt.Sprintf("%d %ss", n, what)
}
