package capture

import (
	"bytes"
	"encoding/json"
	"fmt"
	"net/url"
)

// listStart begins a list of messages, for [List].
const listStart = `{"schema":"harness/capture/1"`

// listed is a message in a list: all that is known of it.
type listed struct {
	Found
	XML  []byte     `json:"xml"`
	Form url.Values `json:"form"`
}

type list struct {
	Schema   string   `json:"schema"`
	Messages []listed `json:"messages"`
}

// List is a capture that holds the messages found and nothing else. [Find] finds the same in it.
func List(found []Found) ([]byte, error) {
	l := list{Schema: "harness/capture/1", Messages: []listed{}}
	for _, f := range found {
		l.Messages = append(l.Messages, listed{f, f.XML, f.Form})
	}
	data, err := json.Marshal(l)
	if err != nil {
		return nil, fmt.Errorf("capture: list of messages: %w", err)
	}
	return data, nil
}

// IsList tells whether a capture is one of [List].
func IsList(data []byte) bool { return bytes.HasPrefix(data, []byte(listStart)) }

// readList reads a capture of List. What is not one is read like any other.
func readList(data []byte) (found []Found, ok bool) {
	if !IsList(data) {
		return nil, false
	}
	var l list
	if err := json.Unmarshal(data, &l); err != nil {
		return nil, false
	}
	for _, m := range l.Messages {
		m.Found.XML, m.Found.Form = m.XML, m.Form
		if len(found) < MaxFound && (m.XML != nil || m.Form != nil || m.Code != "") && m.Place.valid() {
			found = append(found, m.Found)
		}
	}
	return found, true
}

func (p Place) valid() bool { return p.Entry >= 0 && p.Line >= 0 && p.Offset >= 0 }
