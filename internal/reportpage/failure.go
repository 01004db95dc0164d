package reportpage

import (
	"cmp"
	"encoding/base64"
	"fmt"
	"html/template"
	"net/http"
	"slices"
	"strings"

	"samlharness/record"
	"samlharness/report"
)

// failureOf is a failed step, its cause before all else.
func failureOf(s report.ScriptResult, r report.StepResult, to string) failure {
	f := r.Failure
	v := failure{
		Step:    record.Visible(r.Title),
		Script:  record.Visible(s.Name),
		Where:   record.Visible(fmt.Sprintf("%s:%d", f.File, f.Line)),
		Command: record.Visible(f.Command),
		Message: record.Visible(f.Message),
		To:      to,
		Told: shown([]report.Detail{
			{Label: "expected", Text: f.Expected},
			{Label: "got", Text: f.Got},
			{Label: "differs", Text: f.Difference},
		}),
	}
	v.fix(f.Hint)
	if e := f.Explanation; e != nil {
		details := report.Details(e.AsCheck())
		v.Cause = cause(e)
		if e.Check != "" {
			details = append([]report.Detail{{Label: "not met", Text: e.Title}}, details...)
		}
		for _, d := range details {
			if d.Label == "fix" {
				v.fix(d.Text)
				continue
			}
			v.Known = append(v.Known, d)
		}
		v.Known = shown(v.Known)
	}
	unchecked := f.Explanation == nil || f.Explanation.Check == "" // no check says it better than what was printed
	if unchecked && !strings.HasSuffix(strings.TrimSpace(f.Got), strings.TrimSpace(f.Stdout)) {
		v.Told = append(v.Told, shown([]report.Detail{{Label: "printed", Text: f.Stdout}})...)
	}
	v.Cause = cmp.Or(v.Cause, v.Message)
	if len(v.Known) == 0 { // what the script says is all that is known
		v.Known, v.Told = v.Told, nil
	}
	if len(v.Fix) == 0 {
		v.fix(fmt.Sprintf("make line %d expect what came, or mend what led to it: the exchanges of the step are below",
			f.Line))
	}
	return v
}

// saidOf is what came of the line that failed: the cause where the record knows it.
func saidOf(f *report.Failure) string {
	if f.Explanation != nil {
		return cause(f.Explanation)
	}
	return record.Visible(f.Message)
}

// cause is a refusal in one line: who refused what, with which code.
func cause(e *report.RefusedBy) string {
	head := e.Title
	if e.By != "" {
		head = e.By + " refused the " + e.Kind
		if e.Check == "" {
			head += ": " + e.Title
		}
	}
	if e.Code != "" {
		head = strings.TrimSuffix(head, ": ") + " (" + e.Code + ")"
	}
	return record.Visible(head)
}

// fix adds what to do, once.
func (f *failure) fix(text string) {
	fix := report.Detail{Label: "fix", Text: strings.TrimSpace(record.Visible(text))}
	if fix.Text != "" && !slices.Contains(f.Fix, fix) {
		f.Fix = append(f.Fix, fix)
	}
}

// shown are the details that say something.
func shown(details []report.Detail) (all []report.Detail) {
	for _, d := range details {
		if text := strings.TrimRight(record.Visible(d.Text), "\n"); text != "" {
			all = append(all, report.Detail{Label: d.Label, Text: text})
		}
	}
	return all
}

// pictureOf is a screen; a picture that is not one of the kinds that browsers draw is left out.
func pictureOf(s report.Screen) picture {
	p := picture{Screen: s}
	p.Title, p.URL, p.Text = record.Visible(s.Title), record.Visible(s.URL), record.Visible(s.Text)
	switch kind := http.DetectContentType(s.Picture); kind {
	case "image/webp", "image/jpeg", "image/png":
		p.Source = template.URL("data:" + kind + ";base64," + base64.StdEncoding.EncodeToString(s.Picture))
	}
	return p
}
