package reportpage

import (
	"bytes"
	"compress/gzip"
	"encoding/base64"
	"encoding/json"
	"fmt"
	"html/template"
	"regexp"
	"strings"

	"samlharness/internal/messageview"
)

// messages are those of a page. A message with its checks has 20 KB, of which hardly one differs from the next: those
// of steps that did not fail are packed together, each piece that they share once, and put together when somebody opens
// one.
type messages struct {
	count  int
	pieces []string
	at     map[string]int // in pieces
	packed [][]int        // the pieces of each message
	number map[string]int // of a message in packed, from 1
}

// anyID stands in packed messages for the id of the place where one is unpacked: a private character (Unicode, 23.5),
// so that equal messages are packed once. In links it is escaped.
const (
	anyID       = "m\ue000"
	anyIDinLink = "m%ee%80%80"
)

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
		v.Packed = all.pack(strings.ReplaceAll(string(body), anyIDinLink, anyID))
	}
	return nil
}

// piece is a tag, a quotation mark, or what stands between them.
var piece = regexp.MustCompile(`<[^>]*>|&#34;|&[^;]*;|[^<&]+|.`)

// pack takes a message, and gives its number from 1.
func (m *messages) pack(body string) int {
	if m.at == nil {
		m.at, m.number = map[string]int{}, map[string]int{}
	}
	if m.number[body] == 0 {
		var made []int
		for _, text := range piece.FindAllString(body, -1) {
			n, known := m.at[text]
			if !known {
				n = len(m.pieces)
				m.pieces, m.at[text] = append(m.pieces, text), n
			}
			made = append(made, n)
		}
		m.packed = append(m.packed, made)
		m.number[body] = len(m.packed)
	}
	return m.number[body]
}

// text are the packed messages as gzip in base64: a JSON array of the pieces, and of the messages as numbers of pieces;
// "" when there are none.
func (m messages) text() (template.HTML, error) {
	if len(m.packed) == 0 {
		return "", nil
	}
	text, err := json.Marshal([2]any{m.pieces, m.packed})
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
