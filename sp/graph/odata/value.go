package odata

import (
	"encoding/json"
	"strconv"
)

// Value is what a property has: a text, a flag, nothing, or something that no $filter compares.
type Value struct {
	kind kind
	text string
	flag bool
}

type kind int

const (
	nullKind kind = iota
	textKind
	flagKind
	emptyListKind
	otherKind
)

// Null is the value of a property that has none.
func Null() Value { return Value{} }

// Text is a text.
func Text(s string) Value { return Value{kind: textKind, text: s} }

// TextOrNull is a text that is null when it is empty.
func TextOrNull(s string) Value {
	if s == "" {
		return Null()
	}
	return Text(s)
}

// Flag is true or false.
func Flag(b bool) Value { return Value{kind: flagKind, flag: b} }

// EmptyList is a list with nothing in it.
func EmptyList() Value { return Value{kind: emptyListKind} }

// valueOf is what a property of an [Entity] has.
func valueOf(v any) Value {
	switch v := v.(type) {
	case nil:
		return Null()
	case string:
		return Text(v)
	case bool:
		return Flag(v)
	}
	return Value{kind: otherKind}
}

// any is the value of a property of an [Entity].
func (v Value) any() any {
	switch v.kind {
	case textKind:
		return v.text
	case flagKind:
		return v.flag
	case emptyListKind:
		return []string{}
	}
	return nil
}

// appendJSON writes the value as encoding/json does.
func (v Value) appendJSON(b []byte) []byte {
	switch v.kind {
	case textKind:
		return appendText(b, v.text)
	case flagKind:
		return strconv.AppendBool(b, v.flag)
	case emptyListKind:
		return append(b, "[]"...)
	}
	return append(b, "null"...)
}

// appendText writes a text in quotes. Most have nothing to escape, and need no memory.
func appendText(b []byte, s string) []byte {
	for i := range len(s) {
		if c := s[i]; c < ' ' || c > '~' || c == '"' || c == '\\' || c == '<' || c == '>' || c == '&' {
			escaped, _ := json.Marshal(s) // a text can always be written
			return append(b, escaped...)
		}
	}
	b = append(b, '"')
	b = append(b, s...)
	return append(b, '"')
}
