package record

import (
	"fmt"
	"slices"
	"strings"
	"unsafe"
)

// What a log keeps of one exchange, in bytes and in numbers. It is enough for what people and real products send; what
// is more was sent to fill the memory, or is a fault that its beginning shows.
const (
	maxMessage  = 64 << 10 // a longer one is kept by its first longMessage bytes
	longMessage = 16 << 10
	maxText     = 4 << 10  // of any other text
	maxTexts    = 64 << 10 // of all other texts together
	maxChecks   = 100
	maxWarnings = 20 // of one check
	maxFields   = 50 // of a form
)

// Clip is the text, cut after at most limit bytes, with an ellipsis behind. It shares no memory with the text, which
// may be part of a much larger message.
func Clip(text string, limit int) string {
	if len(text) <= limit {
		return strings.Clone(text)
	}
	return strings.ToValidUTF8(text[:limit], "") + "…"
}

// bounded is the exchange with the texts that came from outside clipped and its lists cut; nothing of it is shared with
// e.
func (e Exchange) bounded() Exchange {
	if len(e.Message) > maxMessage {
		e.Message = Clip(e.Message, longMessage)
	} else {
		e.Message = strings.Clone(e.Message)
	}
	left := room(maxTexts)
	left.clip((*string)(&e.Kind), &e.Title, &e.Subject, &e.RelayState, &e.MessageID, &e.InResponseTo, &e.CorrelationID)
	if e.HTTP != nil {
		h := *e.HTTP
		h.Fields = slices.Clone(h.Fields[:min(maxFields, len(h.Fields))])
		left.clip(&h.Method, &h.URL, &h.Location)
		for i := range h.Fields {
			left.clip(&h.Fields[i])
		}
		e.HTTP = &h
	}
	if e.Refusal != nil {
		r := *e.Refusal
		r.Cause = nil // it may hold the whole message
		left.clip(&r.Code, &r.Message, &r.Expected, &r.Got, &r.Difference, &r.Fix)
		e.Refusal = &r
	}
	e.Checks = slices.Clone(e.Checks[:min(maxChecks, len(e.Checks))])
	for i := range e.Checks {
		c := &e.Checks[i]
		left.clip(&c.Code, &c.Expected, &c.Got, &c.Difference, &c.Fix)
		c.Warnings = fewer(c.Warnings)
		for j := range c.Warnings {
			left.clip(&c.Warnings[j])
		}
	}
	return e
}

// fewer is a copy of the warnings, at most maxWarnings of them.
func fewer(warnings []string) []string {
	if len(warnings) <= maxWarnings {
		return slices.Clone(warnings)
	}
	more := len(warnings) - maxWarnings + 1
	return append(slices.Clone(warnings[:maxWarnings-1]), fmt.Sprintf("… and %d more", more))
}

// room is how many bytes of text may still be kept.
type room int

// clip cuts texts to what is left, and to maxText.
func (r *room) clip(texts ...*string) {
	for _, text := range texts {
		*text = Clip(*text, min(maxText, int(*r)))
		*r = max(0, *r-room(len(*text)))
	}
}

// size is about what a bounded exchange takes in memory, in bytes.
func (e Exchange) size() int {
	n := int(unsafe.Sizeof(e)) + texts(string(e.Kind), e.Title, e.Subject, e.Message, e.RelayState, e.MessageID,
		e.InResponseTo, e.CorrelationID)
	if h := e.HTTP; h != nil {
		n += int(unsafe.Sizeof(*h)) + texts(h.Method, h.URL, h.Location) + texts(h.Fields...)
	}
	for _, c := range e.Checks {
		n += int(unsafe.Sizeof(c)) + texts(c.Code, c.Expected, c.Got, c.Difference, c.Fix) + texts(c.Warnings...)
	}
	if r := e.Refusal; r != nil {
		n += int(unsafe.Sizeof(*r)) + texts(r.Code, r.Message, r.Expected, r.Got, r.Difference, r.Fix)
	}
	return n
}

// texts is about what texts take, in bytes: the allocator rounds up.
func texts(all ...string) (n int) {
	for _, text := range all {
		n += len(text) + len(text)/8 + int(unsafe.Sizeof(text))
	}
	return n
}
