package graph

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

// payload is the JSON object of a request. Names are found without regard to case.
type payload struct {
	resource string // the resource's name in refusals
	raw      []byte
	values   map[string]json.RawMessage
	used     map[string]bool
}

// read reads the body of a write. Its refusals have the gateway's texts.
func (c *call) read(resource string) (payload, error) {
	raw, err := c.readAll()
	if err != nil {
		return payload{}, err
	}
	if len(bytes.TrimSpace(raw)) == 0 {
		return payload{}, gateway("Empty Payload. JSON content expected.")
	}
	media, _, err := mime.ParseMediaType(c.r.Header.Get("Content-Type"))
	if err != nil || media != "application/json" {
		return payload{}, gateway("Entity only allows writes with a JSON Content-Type header.")
	}
	p, err := parsePayload(raw)
	p.resource = resource
	return p, err
}

// readRecorded reads a body that holds no secret, and keeps it for the record.
func (c *call) readRecorded(resource string) (payload, error) {
	p, err := c.read(resource)
	c.written = p.raw
	return p, err
}

func (c *call) readAll() ([]byte, error) {
	var body io.Reader = http.MaxBytesReader(c.w, c.r.Body, maxBody)
	switch strings.ToLower(c.r.Header.Get("Content-Encoding")) {
	case "", "identity":
	case "gzip":
		unpacked, err := gzip.NewReader(body)
		if err != nil {
			return nil, unreadable()
		}
		body = io.LimitReader(unpacked, maxBody+1)
	default:
		return nil, &statusError{http.StatusUnsupportedMediaType,
			gateway("Content-Encoding is not supported; send the body plain or as gzip.")}
	}
	raw, err := io.ReadAll(body)
	if _, tooLarge := errors.AsType[*http.MaxBytesError](err); tooLarge || len(raw) > maxBody {
		return nil, &statusError{http.StatusRequestEntityTooLarge, gateway("The request body is larger than 1 MB.")}
	}
	if err != nil {
		return nil, unreadable()
	}
	return raw, nil
}

func unreadable() error {
	return gateway("Unable to read JSON request payload. Please ensure Content-Type header is set and payload is of " +
		"valid JSON format.")
}

// parsePayload reads one JSON object, strictly: nothing behind it, no single quotes, valid UTF-8.
func parsePayload(raw []byte) (payload, error) {
	var object map[string]json.RawMessage
	if !utf8.Valid(raw) || json.Unmarshal(raw, &object) != nil || object == nil {
		return payload{}, unreadable()
	}
	p := payload{raw: raw, values: make(map[string]json.RawMessage, len(object)), used: map[string]bool{}}
	for _, name := range slices.Sorted(maps.Keys(object)) {
		p.values[strings.ToLower(name)] = object[name]
	}
	return p, nil
}

func (p payload) has(name string) bool {
	_, ok := p.value(name)
	return ok
}

func (p payload) value(name string) (json.RawMessage, bool) {
	name = strings.ToLower(name)
	p.used[name] = true
	raw, ok := p.values[name]
	return raw, ok
}

func isNull(raw json.RawMessage) bool { return string(raw) == "null" }

// text is a property that is a text: nil when it is absent, "" when it is null.
func (p payload) text(name string) (*string, error) {
	raw, ok := p.value(name)
	if !ok {
		return nil, nil
	}
	var s string
	if err := json.Unmarshal(raw, &s); err != nil {
		return nil, invalidValue(name, p.resource)
	}
	return &s, nil
}

// texts reads several text properties into their places.
func (p payload) texts(into map[string]**string) error {
	for _, name := range slices.Sorted(maps.Keys(into)) {
		s, err := p.text(name)
		if err != nil {
			return err
		}
		*into[name] = s
	}
	return nil
}

// flag is a property that is true or false: nil when it is absent; null is refused.
func (p payload) flag(name string) (*bool, error) {
	raw, ok := p.value(name)
	if !ok {
		return nil, nil
	}
	var b bool
	if isNull(raw) || json.Unmarshal(raw, &b) != nil {
		return nil, invalidValue(name, p.resource)
	}
	return &b, nil
}

// object is a property that is an object itself; false when it is absent or null.
func (p payload) object(name string) (payload, bool, error) {
	raw, ok := p.value(name)
	if !ok || isNull(raw) {
		return payload{}, false, nil
	}
	inner, err := parsePayload(raw)
	if err != nil {
		return payload{}, false, invalidValue(name, p.resource)
	}
	inner.resource = p.resource
	return inner, true, nil
}

// ignored logs the properties that nobody asked for; Graph's clients send such ones.
func (c *call) ignored(p payload) {
	for _, name := range slices.Sorted(maps.Keys(p.values)) {
		if !p.used[name] && !strings.HasPrefix(name, "@odata.") {
			c.h.log().WarnContext(c.r.Context(), "graph: unknown property ignored", "property", name, "resource", p.resource,
				"path", c.r.URL.Path)
		}
	}
}
