package odata

import (
	"encoding/json"
	"slices"
	"strconv"
	"strings"
	"time"
)

// Value is what a property has. Texts, flags, numbers, instants and lists of texts can be compared in a $filter.
type Value struct {
	kind   kind
	text   string
	number int64 // of a flag 0 or 1, of an instant the seconds since 1970
	other  any   // a []string of a list, else what encoding/json writes
}

type kind int

const (
	nullKind kind = iota
	textKind
	flagKind
	numberKind
	instantKind
	listKind
	otherKind
	absentKind
)

// Null is the value of a property that has none.
func Null() Value { return Value{} }

// Absent is the value of a property that is not shown at all.
func Absent() Value { return Value{kind: absentKind} }

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
func Flag(b bool) Value {
	if b {
		return Value{kind: flagKind, number: 1}
	}
	return Value{kind: flagKind}
}

// FlagOrNull is a flag that may not be set.
func FlagOrNull(b *bool) Value {
	if b == nil {
		return Null()
	}
	return Flag(*b)
}

// Number is a whole number.
func Number(n int64) Value { return Value{kind: numberKind, number: n} }

// Instant is a time to the second; the zero time is null.
func Instant(t time.Time) Value {
	if t.IsZero() {
		return Null()
	}
	return Value{kind: instantKind, number: t.Unix()}
}

// EmptyList is a list with nothing in it.
func EmptyList() Value { return Value{kind: listKind} }

// List is a list of texts.
func List(texts []string) Value {
	if len(texts) == 0 {
		return EmptyList()
	}
	return Value{kind: listKind, other: texts}
}

// Object is anything else that encoding/json writes, such as an [Entity].
func Object(v any) Value { return Value{kind: otherKind, other: v} }

// texts are those of a list.
func (v Value) texts() []string {
	texts, _ := v.other.([]string)
	return texts
}

// any is the value of a property of an [Entity].
func (v Value) any() any {
	switch v.kind {
	case textKind:
		return v.text
	case flagKind:
		return v.number == 1
	case numberKind:
		return v.number
	case instantKind:
		return string(appendInstant(nil, v.number))
	case listKind:
		return append([]string{}, v.texts()...)
	case otherKind:
		return v.other
	}
	return nil
}

// appendJSON writes the value as encoding/json does.
func (v Value) appendJSON(b []byte) []byte {
	switch v.kind {
	case textKind:
		return appendText(b, v.text)
	case flagKind:
		return strconv.AppendBool(b, v.number == 1)
	case numberKind:
		return strconv.AppendInt(b, v.number, 10)
	case instantKind:
		return append(appendInstant(append(b, '"'), v.number), '"')
	case listKind:
		return appendList(b, v.texts())
	case otherKind:
		return appendAny(b, v.other)
	}
	return append(b, "null"...)
}

func appendInstant(b []byte, seconds int64) []byte {
	return time.Unix(seconds, 0).UTC().AppendFormat(b, time.RFC3339)
}

func appendList(b []byte, texts []string) []byte {
	b = append(b, '[')
	for i, text := range texts {
		if i > 0 {
			b = append(b, ',')
		}
		b = appendText(b, text)
	}
	return append(b, ']')
}

// appendAny writes what the emulation itself made, which always can be written.
func appendAny(b []byte, v any) []byte {
	raw, err := json.Marshal(v)
	if err != nil {
		return append(b, "null"...)
	}
	return append(b, raw...)
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

// equal compares without regard to case.
func (v Value) equal(w Value) bool {
	if v.kind != w.kind {
		return false
	}
	switch v.kind {
	case textKind:
		return strings.EqualFold(v.text, w.text)
	case listKind:
		return slices.Equal(v.texts(), w.texts())
	case otherKind:
		return false
	}
	return v.number == w.number
}

// compare orders values of one kind; null comes first, and what cannot be compared is equal.
func (v Value) compare(w Value) int {
	switch {
	case v.kind != w.kind:
		return int(v.kind) - int(w.kind)
	case v.kind == textKind:
		return strings.Compare(strings.ToLower(v.text), strings.ToLower(w.text))
	case v.number < w.number:
		return -1
	case v.number > w.number:
		return 1
	}
	return 0
}
