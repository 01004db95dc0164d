package main

import (
	"crypto/rand"
	"fmt"
	"io"
	"os"

	"samlharness/report"
)

// github tells GitHub Actions of a run, by the output of the job and the file of its summary.
type github struct {
	out io.Writer
	// summary is the file of GITHUB_STEP_SUMMARY, "" where there is none.
	summary string
}

// tell writes the text, in which nothing that scripts printed is taken for a command, then the annotations and the
// summary.
func (g github) tell(r *report.Report, text func(*report.Report) error) error {
	word := rand.Text()
	if _, err := fmt.Fprintf(g.out, "::stop-commands::%s\n", word); err != nil {
		return err
	}
	if err := text(r); err != nil {
		return err
	}
	if _, err := fmt.Fprintf(g.out, "::%s::\n", word); err != nil {
		return err
	}
	if err := r.WriteAnnotations(g.out); err != nil || g.summary == "" {
		return err
	}
	f, err := os.OpenFile(g.summary, os.O_APPEND|os.O_CREATE|os.O_WRONLY, 0o644)
	if err != nil {
		return &environmentError{err, "GITHUB_STEP_SUMMARY names a file of the job"}
	}
	defer f.Close()
	return r.WriteSummary(f)
}
