package inspect

import (
	"bufio"
	"encoding/json"
	"fmt"
	"io"
	"strings"
	"time"

	"samlharness/inspect/capture"
	"samlharness/internal/exit"
	"samlharness/record"
	"samlharness/report"
)

// Document is what a capture holds and what came of it.
type Document struct {
	// Schema is the constant of that name.
	Schema string `json:"schema"`
	// Messages are those of the capture, in its order.
	Messages []Message `json:"messages"`
	// Limit is [capture.MaxFound] when that many messages were read, so that there may be more; else 0.
	Limit int `json:"limit,omitempty"`
	// Unreadable tells why there is none; nil when there is.
	Unreadable *Unreadable `json:"unreadable,omitempty"`
}

// Unreadable is why an input holds no message.
type Unreadable struct {
	Why  string `json:"why"`
	Hint string `json:"hint"`
}

// Message is a message of a capture: a response, which is judged, or another thing, which is named.
type Message struct {
	Capture   capture.Found `json:"capture"`
	Direction string        `json:"direction,omitempty"`
	Report    *Report       `json:"report,omitempty"`
	Named     *Named        `json:"named,omitempty"`
}

// Worst is the message that decides the exit code; nil when there is none.
func (d *Document) Worst() *Message {
	var worst *Message
	for i := range d.Messages {
		if m := &d.Messages[i]; worst == nil || severity(m.ExitCode()) > severity(worst.ExitCode()) {
			worst = m
		}
	}
	return worst
}

// Refusal is why the worst message is refused; nil when it is not.
func (d *Document) Refusal() *record.Refusal {
	if m := d.Worst(); m != nil && m.Report != nil {
		return m.Report.Refusal
	}
	return nil
}

// severity orders exit codes: a refusal is worst, then what cannot be read, then what cannot be told. A message that
// login.srf is not there for counts only where there is no other.
func severity(code int) int {
	switch code {
	case exit.Failed:
		return 4
	case exit.Usage:
		return 3
	case exit.CannotTell:
		return 2
	case exit.Passed:
		return 1
	}
	return 0
}

// notJudged is the exit code of a message that is named and neither right nor wrong.
const notJudged = -1

// ExitCode is the code with which the command line ends after this document: that of the worst message, 4 when nothing
// in it could be judged.
func (d *Document) ExitCode() int {
	m := d.Worst()
	switch {
	case m == nil:
		return exit.Usage
	case m.ExitCode() == notJudged:
		return exit.CannotTell
	}
	return m.ExitCode()
}

// ExitCode is that of the message alone.
func (m *Message) ExitCode() int {
	switch {
	case m.Report != nil:
		return m.Report.ExitCode()
	case m.Named.Wrong:
		return exit.Failed
	}
	return notJudged
}

// WriteJSON writes the document.
func (d *Document) WriteJSON(w io.Writer) error {
	e := json.NewEncoder(w)
	e.SetIndent("", "  ")
	e.SetEscapeHTML(false)
	return e.Encode(d)
}

// WriteText writes the document for people, each message after the other.
func (d *Document) WriteText(w io.Writer, o report.CheckOptions) error {
	out := bufio.NewWriter(w)
	for i := range d.Messages {
		m := &d.Messages[i]
		if len(d.Messages) > 1 {
			if i > 0 {
				fmt.Fprintln(out)
			}
			fmt.Fprintf(out, "message %d of %d: %s\n", i+1, len(d.Messages), record.Visible(m.heading()))
		}
		if m.Report != nil {
			if err := m.Report.writeText(out, o, m.Capture); err != nil {
				return err
			}
		} else {
			m.Named.writeText(out, m.Capture)
		}
	}
	if d.Limit > 0 {
		fmt.Fprintf(out, "\nlimit    the first %d messages were read; what follows them in the input was not\n", d.Limit)
	}
	return out.Flush()
}

// heading says in one line which message it is.
func (m *Message) heading() string {
	parts := []string{"a Response"}
	if m.Named != nil {
		parts[0] = m.Named.Kind
	}
	if m.Direction != "" {
		parts = append(parts, m.Direction)
	}
	if !m.Capture.Time.IsZero() {
		parts = append(parts, m.Capture.Time.UTC().Format(time.RFC3339Nano))
	}
	return strings.Join(append(parts, m.Capture.Place.String()), ", ")
}

// carried are the lines that tell how a message was found, where that says more than that it is there.
func carried(f capture.Found) (lines []string) {
	how := strings.TrimSpace(f.Parameter + " by " + f.Binding)
	if f.Parameter != "" && f.Binding != "" {
		if direction := f.Direction(); direction != "" {
			how += ", " + direction
		}
		if !f.Time.IsZero() {
			how += ", " + f.Time.UTC().Format(time.RFC3339Nano)
		}
		lines = append(lines, "found    "+how+" ("+f.Place.String()+")")
	}
	if len(f.Undone) > 0 {
		lines = append(lines, "read     undone: "+strings.Join(f.Undone, "; "))
	}
	if f.CutOff {
		lines = append(lines, fmt.Sprintf("read     the message is cut off: it ends after %d bytes, before its root element "+
			"does; copy it whole", len(f.XML)))
	}
	return lines
}
