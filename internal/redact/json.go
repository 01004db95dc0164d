package redact

import (
	"bytes"
	"encoding/json"
	"io"
	"strings"
)

// maxNesting bounds the depth of JSON that is read.
const maxNesting = 100

// rewriter copies JSON, value by value, and cleans it on the way.
type rewriter struct {
	*cleaner
	decoder *json.Decoder
	out     *bytes.Buffer
	// before is the text before the one that is read, which may be its name: ["passwd", "…"],
	// {"name": …, "value": …}.
	before string
}

// json cleans a text that begins as JSON does, as far as it is JSON; what follows is cleaned as text. It is nil when
// the JSON is cut off.
func (c *cleaner) json(text string) []byte {
	w := rewriter{cleaner: c, decoder: json.NewDecoder(strings.NewReader(text)), out: &bytes.Buffer{}}
	w.decoder.UseNumber()
	for {
		at := w.out.Len()
		begin := w.decoder.InputOffset()
		err := w.value("", 0)
		if err == io.EOF && strings.TrimSpace(text[begin:]) == "" {
			return w.out.Bytes()
		}
		switch {
		case err != nil && w.out.Len() > at:
			return nil
		case err != nil: // not JSON from begin on
			w.out.WriteString(c.text(text[begin:]))
			return w.out.Bytes()
		}
		w.out.WriteByte('\n')
	}
}

// rewritten is one value of JSON, cleaned.
func (c *cleaner) rewritten(raw json.RawMessage) json.RawMessage {
	w := rewriter{cleaner: c, decoder: json.NewDecoder(bytes.NewReader(raw)), out: &bytes.Buffer{}}
	w.decoder.UseNumber()
	if err := w.value("", 1+maxRequests); err != nil {
		return json.RawMessage("null")
	}
	return w.out.Bytes()
}

// value copies one value; key is the name under which it stands.
func (w *rewriter) value(key string, nesting int) error {
	if err := w.ctx.Err(); err != nil || nesting > maxNesting {
		return io.ErrUnexpectedEOF
	}
	token, err := w.decoder.Token()
	if err != nil {
		return err
	}
	switch t := token.(type) {
	case json.Delim:
		if t == '[' {
			return w.array(key, nesting+1)
		}
		return w.object(nesting + 1)
	case string:
		w.string(key, t)
	case json.Number:
		if kind := secretOf(key); kind != "" {
			w.remove(cut{kind: kind}, t.String())
			t = "0"
		}
		w.out.WriteString(t.String())
	default:
		w.write(token)
	}
	return nil
}

func (w *rewriter) object(nesting int) error {
	w.out.WriteByte('{')
	for i := 0; w.decoder.More(); i++ {
		token, err := w.decoder.Token()
		if err != nil {
			return err
		}
		key, _ := token.(string)
		if i > 0 {
			w.out.WriteByte(',')
		}
		w.write(w.gap(key))
		w.out.WriteByte(':')
		if !strings.EqualFold(key, "value") {
			w.before = ""
		}
		if err := w.value(key, nesting); err != nil {
			return err
		}
	}
	w.out.WriteByte('}')
	_, err := w.decoder.Token()
	return err
}

// maxRequests is how deep the requests of a capture stand at most.
const maxRequests = 3

func (w *rewriter) array(key string, nesting int) error {
	w.out.WriteByte('[')
	w.before = ""
	requests := map[string]func(json.RawMessage) (any, bool){"entries": w.har, "requests": w.traced}[key]
	for i := 0; w.decoder.More(); {
		if i > 0 {
			w.out.WriteByte(',')
		}
		if requests == nil || nesting > maxRequests {
			if err := w.value(key, nesting); err != nil {
				return err
			}
			i++
			continue
		}
		var raw json.RawMessage
		if err := w.decoder.Decode(&raw); err != nil {
			return err
		}
		if clean, keep := requests(raw); keep {
			w.out.WriteByte('\n')
			w.write(clean)
			i++
		} else if i > 0 {
			w.out.Truncate(w.out.Len() - 1)
		}
	}
	w.out.WriteByte(']')
	_, err := w.decoder.Token()
	return err
}

// string copies a text. Under a secret name, or after one, nothing of it is kept.
func (w *rewriter) string(key, text string) {
	kind := secretOf(key)
	if kind == "" {
		kind = secretOf(w.before)
	}
	w.before = text
	switch {
	case kind != "" && text != "":
		w.remove(cut{kind: kind}, text)
		w.write(removed)
	case strings.EqualFold(key, "title"): // of a page: what somebody was reading
		w.write("")
	default:
		w.write(w.text(text))
	}
}

// write writes a value of JSON.
func (w *rewriter) write(v any) {
	e := json.NewEncoder(w.out)
	e.SetEscapeHTML(false)
	if err := e.Encode(v); err == nil { // what was decoded can be encoded
		w.out.Truncate(w.out.Len() - 1)
	}
}
