package report

import (
	"bufio"
	"fmt"
	"io"
	"strings"

	"samlharness/record"
)

// WriteAnnotations writes an error for each failed step, as GitHub Actions reads it from the output of a job: at the
// line of the script, with all that explains it.
func (r *Report) WriteAnnotations(w io.Writer) error {
	out := bufio.NewWriter(w)
	for _, s := range r.Scripts {
		if s.Error != "" {
			fmt.Fprintf(out, "::error file=%s,title=%s::%s\n", property(s.Name), property(s.Name), data(s.Error))
		}
		for _, step := range s.Steps {
			if f := step.Failure; f != nil {
				fmt.Fprintf(out, "::error file=%s,line=%d,title=%s::%s\n", property(f.File), f.Line, property(step.Title),
					data(f.Command+": "+f.Message+lines(f.Told(), "\n%s: %s")))
			}
		}
	}
	return out.Flush()
}

func lines(details []Detail, format string) (text string) {
	for _, d := range details {
		text += fmt.Sprintf(format, d.Label, d.Text)
	}
	return text
}

// data is the text of a workflow command (docs.github.com, "Workflow commands for GitHub Actions"; the escapes are
// those of actions/toolkit's escapeData and escapeProperty).
func data(s string) string {
	return record.Visible(strings.NewReplacer("%", "%25", "\r", "%0D", "\n", "%0A").Replace(s))
}

// property is the value of a property of a workflow command.
func property(s string) string {
	return strings.NewReplacer(":", "%3A", ",", "%2C").Replace(data(s))
}

// WriteSummary writes the report as Markdown, for the summary of a GitHub job: the totals, and each failure with what
// was expected, what came and what to do.
func (r *Report) WriteSummary(w io.Writer) error {
	out := bufio.NewWriter(w)
	fmt.Fprintf(out, "### harness run: %s\n\n", r.Sum())
	for _, s := range r.Scripts {
		if s.Error != "" {
			fmt.Fprintf(out, "#### ✕ %s\n\n%s\n", inMarkdown(s.Name), fenced(s.Error))
		}
		for _, step := range s.Steps {
			if f := step.Failure; f != nil {
				said := fmt.Sprintf("%s:%d: %s\n%s%s", f.File, f.Line, f.Command, f.Message, lines(f.Told(), "\n%-9s %s"))
				fmt.Fprintf(out, "#### ✕ %s\n\n%s\n", inMarkdown(step.Title), fenced(said))
			}
		}
	}
	return out.Flush()
}

// inMarkdown is a text that Markdown and HTML leave as it is.
func inMarkdown(s string) string {
	var b strings.Builder
	for _, r := range strings.Join(strings.Fields(record.Visible(s)), " ") {
		if strings.ContainsRune("\\`*_{}[]()<>#+-!|~&@:", r) {
			fmt.Fprintf(&b, "&#%d;", r)
			continue
		}
		b.WriteRune(r)
	}
	return b.String()
}

// fenced is a text as a block of code, which ends where the text does.
func fenced(s string) string {
	fence := "```"
	for strings.Contains(s, fence) {
		fence += "`"
	}
	return fence + "text\n" + strings.TrimRight(record.Visible(s), "\n") + "\n" + fence + "\n"
}
