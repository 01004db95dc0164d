package odata

import (
	"bytes"
	"compress/gzip"
	"encoding/json"
	"errors"
	"io"
	"maps"
	"mime"
	"net/http"
	"slices"
	"strings"
	"unicode/utf8"
)

// maxBody bounds a request's body in bytes, before and after decompression.
const maxBody = 1 << 20

// Payload is the JSON object of a request. Names are found without regard to case.
type Payload struct {
	// Resource is the resource's name in refusals.
	Resource string
	// Raw is the body as it came, decompressed.
	Raw []byte

	values map[string]json.RawMessage
	names  []string // as they are written
	used   map[string]bool
	// SingleQuoted tells that texts stood in single quotes, which is not JSON; see [ParseLenient].
	SingleQuoted bool
}

// Read reads the body of a write to a resource, strictly or as [ParseLenient]. Its refusals have the gateway's texts.
func Read(w http.ResponseWriter, r *http.Request, resource string, strict bool) (Payload, error) {
	raw, err := readAll(w, r)
	if err != nil {
		return Payload{}, err
	}
	if len(bytes.TrimSpace(raw)) == 0 {
		return Payload{}, Gateway("Empty Payload. JSON content expected.")
	}
	media, _, err := mime.ParseMediaType(r.Header.Get("Content-Type"))
	if err != nil || media != "application/json" {
		return Payload{}, Gateway("Entity only allows writes with a JSON Content-Type header.")
	}
	parse := ParseLenient
	if strict {
		parse = ParsePayload
	}
	p, err := parse(raw)
	p.Resource = resource
	return p, err
}

func readAll(w http.ResponseWriter, r *http.Request) ([]byte, error) {
	var body io.Reader = http.MaxBytesReader(w, r.Body, maxBody)
	switch strings.ToLower(r.Header.Get("Content-Encoding")) {
	case "", "identity":
	case "gzip":
		unpacked, err := gzip.NewReader(body)
		if err != nil {
			return nil, unreadable()
		}
		body = io.LimitReader(unpacked, maxBody+1)
	default:
		return nil, &StatusError{http.StatusUnsupportedMediaType,
			Gateway("Content-Encoding is not supported; send the body plain or as gzip.")}
	}
	raw, err := io.ReadAll(body)
	if _, tooLarge := errors.AsType[*http.MaxBytesError](err); tooLarge || len(raw) > maxBody {
		return nil, &StatusError{http.StatusRequestEntityTooLarge, Gateway("The request body is larger than 1 MB.")}
	}
	if err != nil {
		return nil, unreadable()
	}
	return raw, nil
}

// ParsePayload reads one JSON object, strictly: nothing behind it, no single quotes, valid UTF-8.
func ParsePayload(raw []byte) (Payload, error) {
	var object map[string]json.RawMessage
	if !utf8.Valid(raw) || json.Unmarshal(raw, &object) != nil || object == nil {
		return Payload{}, unreadable()
	}
	p := Payload{Raw: raw, values: make(map[string]json.RawMessage, len(object)), used: map[string]bool{}}
	for _, name := range slices.Sorted(maps.Keys(object)) {
		p.values[strings.ToLower(name)] = object[name]
		p.names = append(p.names, name)
	}
	return p, nil
}

// Has says whether the property is given.
func (p Payload) Has(name string) bool {
	_, ok := p.Value(name)
	return ok
}

// Value is a property as it came; false when it is absent.
func (p Payload) Value(name string) (json.RawMessage, bool) {
	name = strings.ToLower(name)
	p.used[name] = true
	raw, ok := p.values[name]
	return raw, ok
}

// IsNull says whether a value is null.
func IsNull(raw json.RawMessage) bool { return string(raw) == "null" }

// Text is a property that is a text: nil when it is absent, "" when it is null.
func (p Payload) Text(name string) (*string, error) {
	raw, ok := p.Value(name)
	if !ok {
		return nil, nil
	}
	var s string
	if err := json.Unmarshal(raw, &s); err != nil {
		return nil, InvalidValue(name, p.Resource)
	}
	return &s, nil
}

// Texts reads several text properties into their places.
func (p Payload) Texts(into map[string]**string) error {
	for _, name := range slices.Sorted(maps.Keys(into)) {
		s, err := p.Text(name)
		if err != nil {
			return err
		}
		*into[name] = s
	}
	return nil
}

// Flag is a property that is true or false: nil when it is absent; null is refused.
func (p Payload) Flag(name string) (*bool, error) {
	raw, ok := p.Value(name)
	if !ok {
		return nil, nil
	}
	if p.SingleQuoted && len(raw) > 1 && raw[0] == '"' { // 'false' is converted too
		raw = bytes.ToLower(raw[1 : len(raw)-1])
	}
	var b bool
	if IsNull(raw) || json.Unmarshal(raw, &b) != nil {
		return nil, InvalidValue(name, p.Resource)
	}
	return &b, nil
}

// Object is a property that is an object itself; false when it is absent or null.
func (p Payload) Object(name string) (Payload, bool, error) {
	raw, ok := p.Value(name)
	if !ok || IsNull(raw) {
		return Payload{}, false, nil
	}
	inner, err := ParsePayload(raw)
	if err != nil {
		return Payload{}, false, InvalidValue(name, p.Resource)
	}
	inner.Resource, inner.SingleQuoted = p.Resource, p.SingleQuoted
	return inner, true, nil
}

// List is a property that is a list of texts: nil when it is absent; null is refused.
func (p Payload) List(name string) (*[]string, error) {
	raw, ok := p.Value(name)
	if !ok {
		return nil, nil
	}
	list := []string{}
	if IsNull(raw) || json.Unmarshal(raw, &list) != nil {
		return nil, InvalidValue(name, p.Resource)
	}
	return &list, nil
}

// Number is a property that is a whole number: nil when it is absent; null is refused.
func (p Payload) Number(name string) (*int, error) {
	raw, ok := p.Value(name)
	if !ok {
		return nil, nil
	}
	var n int32
	if IsNull(raw) || json.Unmarshal(raw, &n) != nil {
		return nil, InvalidValue(name, p.Resource)
	}
	return new(int(n)), nil
}

// Unused are the properties that nobody asked for, as they are written, without annotations.
func (p Payload) Unused() (names []string) {
	for _, name := range p.names {
		if !p.used[strings.ToLower(name)] && !strings.HasPrefix(name, "@odata.") {
			names = append(names, name)
		}
	}
	return names
}

// Names are the properties as they are written, without annotations.
func (p Payload) Names() []string {
	return slices.DeleteFunc(slices.Clone(p.names), func(name string) bool { return strings.Contains(name, "@odata.") })
}

// Given says how many properties there are, without annotations.
func (p Payload) Given() int { return len(p.Names()) }
