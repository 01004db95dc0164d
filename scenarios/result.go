package scenarios

import (
	"bytes"
	"encoding/json"
	"errors"
	"io"
	"strings"
	"unicode"

	"samlharness/record"
	"samlharness/report"
)

// DocumentSchema names the form of [Document]. Members are added under it, never renamed nor given another meaning.
const DocumentSchema = "harness/verb/1"

// Document is what a verb prints under --json: one document, whatever the verb.
type Document struct {
	Schema string `json:"schema"` // DocumentSchema
	// Verb is the verb's name.
	Verb string `json:"verb"`
	// Result is an array of objects for a list, else an object: what was shown, or what an action changed. It is null when
	// there is none.
	Result any `json:"result"`
	// Refusal is why the verb failed. An error that is not a refusal has no code.
	Refusal *record.Refusal `json:"refusal,omitempty"`
}

// write writes the document, indented.
func (d Document) write(w io.Writer) error { return encoder(w, "  ").Encode(d) }

// encoder writes JSON that people can read.
func encoder(w io.Writer, indent string) *json.Encoder {
	e := json.NewEncoder(w)
	e.SetIndent("", indent)
	e.SetEscapeHTML(false)
	return e
}

// refusalFor is an error as a document has it.
func refusalFor(err error) *record.Refusal {
	if err == nil {
		return nil
	}
	if r, ok := errors.AsType[*record.Refusal](err); ok {
		return r
	}
	return &record.Refusal{Message: errorText(err), Fix: report.Hint(err)}
}

// members are the members of a JSON object, in their order.
type members []member

type member struct {
	name  string
	value any
}

// MarshalJSON writes the object.
func (m members) MarshalJSON() ([]byte, error) {
	var out bytes.Buffer
	e := encoder(&out, "")
	out.WriteByte('{')
	for i, each := range m {
		if i > 0 {
			out.WriteByte(',')
		}
		if err := e.Encode(each.name); err != nil {
			return nil, err
		}
		out.WriteByte(':')
		if err := e.Encode(each.value); err != nil {
			return nil, err
		}
	}
	out.WriteByte('}')
	return out.Bytes(), nil
}

// label is the name of a value in a result: for people, and as a member in JSON.
type label struct{ text, member string }

// labelOf reads a label: the text for people, whose words make the member, or "text:member". Without a text the value
// stands in JSON alone, with the member "-" in the text alone.
func labelOf(written string) label {
	text, member, given := strings.Cut(written, ":")
	if !given {
		member = camelCase(text)
	}
	return label{text, member}
}

// camelCase makes the name of a member of words: "IdP Entity ID" is idpEntityId.
func camelCase(words string) string {
	parts := strings.FieldsFunc(words, func(r rune) bool { return !unicode.IsLetter(r) && !unicode.IsDigit(r) })
	for i, part := range parts {
		parts[i] = strings.ToLower(part)
		if i > 0 {
			parts[i] = strings.ToUpper(parts[i][:1]) + parts[i][1:]
		}
	}
	return strings.Join(parts, "")
}

// give makes value the verb's result; where results make no document, text writes it for people.
func (e *Env) give(value any, text func(io.Writer) error) error {
	e.result = value
	if e.json {
		return nil
	}
	return text(e.Stdout)
}

// add gives an object, or the one that was begun before, further members.
func (e *Env) add(more ...member) {
	begun, _ := e.result.(members)
	e.result = append(begun, more...)
}
