package rest

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"maps"
	"slices"
	"strings"
	"unicode/utf8"
)

// maxBody bounds what is read of a request, in bytes.
const maxBody = 1 << 20

// Body is the JSON object of a request, which is read member by member.
type Body struct {
	members map[string]json.RawMessage
	asked   map[string]bool
	err     error
}

// ReadBody reads the object of a request; an empty body is an empty object.
func ReadBody(c *Call) (*Body, error) {
	raw, err := io.ReadAll(io.LimitReader(c.Request.Body, maxBody+1))
	if err != nil {
		return nil, BadRequest("the body", "a JSON object", err.Error())
	}
	if len(raw) > maxBody {
		return nil, BadRequest("the body", fmt.Sprintf("at most %d bytes", maxBody), "a longer one")
	}
	return ParseBody(raw)
}

// ParseBody reads a JSON object of texts in UTF-8.
func ParseBody(raw []byte) (*Body, error) {
	members := map[string]json.RawMessage{}
	if len(bytes.TrimSpace(raw)) == 0 {
		return BodyOf(members), nil
	}
	if !utf8.Valid(raw) {
		return nil, BadRequest("the body", "a JSON object in UTF-8", "other bytes")
	}
	if err := json.Unmarshal(raw, &members); err != nil {
		return nil, BadRequest("the body", "a JSON object", jsonMistake(err))
	}
	if members == nil { // null
		return nil, BadRequest("the body", "a JSON object", "null")
	}
	return BodyOf(members), nil
}

// BodyOf is an object whose members are at hand.
func BodyOf(members map[string]json.RawMessage) *Body {
	return &Body{members: members, asked: map[string]bool{}}
}

// jsonMistake says what was wrong, without Go's names.
func jsonMistake(err error) string {
	if wrong, ok := errors.AsType[*json.UnmarshalTypeError](err); ok {
		kind, _, _ := strings.Cut(wrong.Value, " ") // of a number the value follows, which may be a secret
		return kind
	}
	return strings.TrimPrefix(err.Error(), "json: ")
}

// Has says whether the body has a member.
func (b *Body) Has(name string) bool {
	_, has := b.members[name]
	return has
}

// Take reads a member; nil when the body has none. A value of the wrong type is the body's error.
func Take[T any](b *Body, name string) *T {
	b.asked[name] = true
	raw, has := b.members[name]
	if !has {
		return nil
	}
	value := new(T)
	if err := json.Unmarshal(raw, value); err != nil && b.err == nil {
		b.err = BadRequest(name, fmt.Sprintf("a JSON %s", kindOf(value)), jsonMistake(err))
	}
	return value
}

// TakeInto reads a member to where it belongs, and says whether the body has it.
func TakeInto[T any](b *Body, name string, to *T) bool {
	value := Take[T](b, name)
	if value != nil {
		*to = *value
	}
	return value != nil
}

// kindOf is what JSON calls the value of a type.
func kindOf(value any) string {
	switch value.(type) {
	case *string:
		return "string"
	case *bool:
		return "boolean"
	case *int:
		return "integer"
	case *map[string]json.RawMessage:
		return "object"
	case *[]string:
		return "array of strings"
	}
	return "object or array of the documented form"
}

// Required reads a text that must be there and not empty.
func (b *Body) Required(name string) string {
	value := Take[string](b, name)
	if (value == nil || *value == "") && b.err == nil {
		b.err = BadRequest(name, "a text that is not empty", "none")
	}
	if value == nil {
		return ""
	}
	return *value
}

// Done is the first mistake. Members that nobody asked for have no effect, which the record says.
func (b *Body) Done(c *Call) error {
	var left []string
	for _, name := range slices.Sorted(maps.Keys(b.members)) {
		if !b.asked[name] {
			left = append(left, name)
		}
	}
	if len(left) > 0 {
		c.Note("without effect in this emulation: %s", strings.Join(left, ", "))
	}
	return b.err
}
