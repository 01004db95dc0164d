package report

import (
	"slices"

	"samlharness/record"
)

// Told is what explains a failure, each thing once: what was expected, what came, where they differ, what the record
// knows of the refusal, and what to do.
func (f *Failure) Told() []Detail {
	told := compared(f.Expected, f.Got, f.Difference)
	fix := f.Hint
	if e := f.Explanation; e != nil {
		head, details := Explain(e.AsCheck(), e.By, e.Kind, f.Got)
		told = append(told, Detail{"record", head})
		for _, d := range details {
			if d.Label == "fix" && d.Text == f.Hint {
				fix = ""
			}
			told = append(told, d)
		}
	}
	told = append(told, Detail{"fix", fix})
	return slices.DeleteFunc(told, func(d Detail) bool { return d.Text == "" })
}

// AsCheck is the refusal as the check that led to it.
func (e *RefusedBy) AsCheck() record.Check {
	return record.Check{
		Name:       e.Check,
		Title:      e.Title,
		Outcome:    record.Fail,
		Code:       e.Code,
		Expected:   e.Expected,
		Got:        e.Got,
		Difference: e.Difference,
		Fix:        e.Fix,
	}
}

// Line is a line of a script with a command.
type Line struct {
	// Number counts from 1 in the script.
	Number int `json:"number"`
	// Text is the command, without secrets.
	Text string `json:"text"`
	// Result is [Passed], [Failed], [NotRun], or [Skipped] when a guard did not let it run.
	Result Result `json:"result"`
}

// Screen is a page as somebody saw it.
type Screen struct {
	// Line is the script's line that led to it.
	Line  int    `json:"line"`
	Title string `json:"title"`
	// URL has no query, which may carry secrets.
	URL string `json:"url"`
	// Text is what a reader sees, at most some thousand characters.
	Text string `json:"text,omitempty"`
	// Picture is a small JPEG or WebP of the window, in base64 in JSON; none of browsers that draw nothing.
	Picture []byte `json:"picture,omitempty"`
}
