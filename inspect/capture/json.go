package capture

import (
	"bytes"
	"encoding/json"
	"io"
	"strings"
	"time"
)

// maxNesting bounds the depth of JSON that is read.
const maxNesting = 100

// readJSON reads JSON as far as it is JSON, value by value, and says how far that was. The requests of a HAR and of an
// export of SAML-tracer are read one at a time; of anything else every text counts, with the name before it.
func (c *collector) readJSON(data []byte, at Found) (end int, ok bool) {
	start := len(data) - len(bytes.TrimLeft(bytes.TrimPrefix(data, []byte("\ufeff")), " \t\r\n"))
	if start == len(data) || strings.IndexByte("{[\"", data[start]) < 0 {
		return 0, false
	}
	w := newWalker(c, at, data[start:])
	w.at.Place.Line = max(1, at.Place.Line) + bytes.Count(data[:start], []byte("\n"))
	w.at.Place.Offset += start
	for {
		w.relay, w.last = "", -1
		if err := w.value("", 0); err != nil {
			end = start + int(w.decoder.InputOffset())
			if err == io.EOF {
				end = len(data)
			}
			return end, end > start
		}
	}
}

// walker goes through JSON.
type walker struct {
	*collector
	at      Found
	data    []byte
	decoder *json.Decoder
	// entry is the number of the request that was read last; lines are those before lineAt.
	entry, lines, lineAt int
	// name is that of a parameter that was just read, and for how many texts more it stands.
	name string
	left int
	// relay waits for the message that it belongs to; last is the index of the message that may still get one, -1 for
	// none.
	relay string
	last  int
}

func newWalker(c *collector, at Found, data []byte) *walker {
	return &walker{collector: c, at: at, data: data, decoder: json.NewDecoder(bytes.NewReader(data)), last: -1}
}

// value reads one value; key is the name under which it stands.
func (w *walker) value(key string, nesting int) error {
	if w.full() || nesting > maxNesting {
		return io.EOF
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
		w.string(t)
	}
	return nil
}

func (w *walker) object(nesting int) error {
	for w.decoder.More() {
		token, err := w.decoder.Token()
		if err != nil {
			return err
		}
		key, _ := token.(string)
		w.announce(key)
		if err := w.value(key, nesting); err != nil {
			return err
		}
	}
	_, err := w.decoder.Token()
	return err
}

func (w *walker) array(key string, nesting int) error {
	for w.decoder.More() {
		if (key == "entries" || key == "requests") && nesting <= 3 {
			var raw json.RawMessage
			if err := w.decoder.Decode(&raw); err != nil {
				return err
			}
			w.entry++
			w.request(raw)
			if w.full() {
				return io.EOF
			}
			continue
		}
		if err := w.value("", nesting); err != nil {
			return err
		}
	}
	_, err := w.decoder.Token()
	return err
}

// announce keeps the name of a parameter, for the value that stands beside it: {"SAMLResponse": "PHN…"}, {"name":
// "SAMLResponse", "value": "PHN…"} or ["SAMLResponse", "PHN…"].
func (w *walker) announce(text string) bool {
	if name := nameAt(text, 0); len(text) == len(name) && name != "" {
		w.name, w.left = name, 2
		return true
	}
	return false
}

func (w *walker) string(text string) {
	if w.announce(text) {
		return
	}
	w.left--
	if w.name == "RelayState" && w.left >= 0 && !strings.EqualFold(text, "value") {
		w.relayState(text)
		return
	}
	if len(text) < 5 {
		return
	}
	at := w.at
	at.Place = w.place(len(text))
	if w.name != "" && w.left >= 0 && len(text) > 8 && w.name != "RelayState" {
		if m, ok := decode(text); ok {
			w.named(at, m)
			return
		}
	}
	if (len(text) >= minEncoded || strings.Contains(text, "AADSTS")) && mayHold(text) {
		w.readText(text, at)
	}
}

// place is where the text of a length begins that was just read.
func (w *walker) place(length int) Place {
	p := w.at.Place
	end := int(w.decoder.InputOffset())
	w.lines += bytes.Count(w.data[w.lineAt:end], []byte("\n"))
	w.lineAt = end
	return Place{Entry: p.Entry, Line: p.Line + w.lines, Offset: p.Offset + max(0, end-length-1)}
}

// named adds the message of a named text.
func (w *walker) named(at Found, m message) {
	at.Parameter, at.Binding = w.name, Post
	s := scanner{}
	if at.RelayState, w.relay = w.relay, ""; w.name == "SAMLResponse" {
		at.Form = s.form("", m, at.RelayState)
	}
	w.add(at.with(m, ""))
	w.name, w.last = "", len(w.found)-1
}

// relayState keeps a RelayState for the message that it goes with.
func (w *walker) relayState(value string) {
	w.name = ""
	if w.last < 0 || w.last >= len(w.found) || w.found[w.last].RelayState != "" {
		w.relay = value
		return
	}
	w.found[w.last].relay(value)
	w.last = -1
}

// mayHold says cheaply whether a text may hold a message.
func mayHold(text string) bool {
	return isMarked(text) || len(text) > minCompressed && strings.IndexByte(text, ' ') < 0 && len(text) < 1<<20
}

// isMarked says whether a text holds something that a message has, plain or in base64.
func isMarked(text string) bool {
	for _, mark := range []string{"SAML", "wresult", "AADSTS", "RequestSecurityToken", "PHN", "PD94", "PFJ", "PHM"} {
		if strings.Contains(text, mark) {
			return true
		}
	}
	return false
}

// entry is a request of a HAR (HTTP Archive 1.2) or of SAML-tracer's export.
type entry struct {
	Started time.Time `json:"startedDateTime"`
	Request struct {
		Method string `json:"method"`
		URL    string `json:"url"`
		Body   struct {
			Media  string `json:"mimeType"`
			Text   string `json:"text"`
			Params []struct {
				Name  string `json:"name"`
				Value string `json:"value"`
			} `json:"params"`
		} `json:"postData"`
	} `json:"request"`
	Response struct {
		Content struct {
			Media    string `json:"mimeType"`
			Text     string `json:"text"`
			Encoding string `json:"encoding"`
		} `json:"content"`
		Redirect string `json:"redirectURL"`
	} `json:"response"`
	// Those of SAML-tracer.
	Method string      `json:"method"`
	URL    string      `json:"url"`
	Get    [][2]string `json:"get"`
	Post   [][2]string `json:"post"`
	XML    string      `json:"saml"`
}
