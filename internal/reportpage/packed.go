package reportpage

import (
	"bytes"
	"compress/gzip"
	"encoding/base64"
	"encoding/json"
	"fmt"
	"html/template"
	"slices"

	"samlharness/internal/messageview"
)

// messages are those of a page. A message with its checks has 20 KB, of which hardly one differs from the next: those
// of steps that did not fail are packed together, and unpacked when somebody opens one.
type messages struct {
	count  int
	packed []string
	at     map[string]int // in packed
}

// anyID stands in packed messages for the id of the place where one is unpacked: a private character (Unicode, 23.5),
// so that equal messages are packed once.
const anyID = "m\ue000"

// draw draws a message, or packs it.
func (v *row) draw(m messageview.Message, all *messages, plain bool) error {
	all.count++
	v.ID = fmt.Sprintf("m%d", all.count)
	m.ID = v.ID
	if !plain {
		m.ID = anyID
	}
	body, err := m.HTML()
	if err != nil {
		return err
	}
	if plain {
		v.Body = body
	} else {
		v.Packed = all.pack(string(body))
	}
	return nil
}

// pack takes a message, and gives its number from 1.
func (m *messages) pack(body string) int {
	if m.at == nil {
		m.at = map[string]int{}
	}
	if m.at[body] == 0 {
		m.packed = append(m.packed, body)
		m.at[body] = len(m.packed)
	}
	return m.at[body]
}

// text are the packed messages, a JSON array of numbers with their messages, as gzip in base64; "" when there are none.
// Large ones have much in common, and lie together.
func (m messages) text() (template.HTML, error) {
	if len(m.packed) == 0 {
		return "", nil
	}
	var all [2][][2]any
	for i, body := range m.packed {
		size := 0
		if len(body) > 8000 {
			size = 1
		}
		all[size] = append(all[size], [2]any{i + 1, body})
	}
	text, err := json.Marshal(slices.Concat(all[0], all[1]))
	if err != nil {
		return "", err
	}
	var out bytes.Buffer
	z, err := gzip.NewWriterLevel(&out, gzip.BestCompression)
	if err != nil {
		return "", err
	}
	if _, err := z.Write(text); err != nil {
		return "", err
	}
	if err := z.Close(); err != nil {
		return "", err
	}
	return template.HTML(base64.StdEncoding.EncodeToString(out.Bytes())), nil
}
