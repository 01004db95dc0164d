package record

import (
	"slices"
	"strings"
)

// The longest texts that a log keeps, in bytes. They are long enough for what people and real products send; what is
// longer was sent to fill the memory, or is a fault that its beginning shows.
const (
	maxMessage = 64 << 10
	maxText    = 4 << 10
)

// Clip is the text, cut after at most limit bytes with a … behind. It shares no memory with the text, which may be part
// of a much larger message.
func Clip(text string, limit int) string {
	if len(text) <= limit {
		return strings.Clone(text)
	}
	return strings.ToValidUTF8(text[:limit], "") + "…"
}

// bounded is the exchange with all texts that came from outside clipped; nothing of it is shared with e.
func (e Exchange) bounded() Exchange {
	e.Message = Clip(e.Message, maxMessage)
	clip(&e.Kind, &e.Subject, &e.RelayState, &e.MessageID, &e.InResponseTo, &e.CorrelationID)
	e.Checks = slices.Clone(e.Checks)
	for i := range e.Checks {
		c := &e.Checks[i]
		clip(&c.Expected, &c.Got, &c.Difference, &c.Fix)
		c.Warnings = slices.Clone(c.Warnings)
		for j := range c.Warnings {
			clip(&c.Warnings[j])
		}
	}
	if e.Refusal != nil {
		r := *e.Refusal
		clip(&r.Message, &r.Expected, &r.Got, &r.Difference, &r.Fix)
		e.Refusal = &r
	}
	return e
}

func clip(texts ...*string) {
	for _, text := range texts {
		*text = Clip(*text, maxText)
	}
}
