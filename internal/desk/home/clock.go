package home

import (
	"net/http"
	"strings"
)

// clockForm is what was typed into the clock's fields when it was not taken, and why.
type clockForm struct {
	Advance, Set string
	Wrong        string // "advance" or "set"
	Error, Hint  string
}

// moveClock lets time pass, or sets it. Buttons and fields send the same names: a field counts where it is filled in.
func (h *Home) moveClock(w http.ResponseWriter, r *http.Request) {
	advance, set := strings.TrimSpace(r.PostForm.Get("advance")), strings.TrimSpace(r.PostForm.Get("set"))
	words, wrong := []string{"clock", "advance", "--", advance}, "advance"
	if set != "" {
		words, wrong = []string{"clock", "set", "--", set}, "set"
	}
	done := h.run(r.Context(), [][]string{words})
	if done.Error != "" {
		h.write(w, r, viewOf(r), clockForm{advance, set, wrong, done.Error, done.Hint})
		return
	}
	h.after(w, r, viewOf(r), done)
}

// advance is a button of the clock.
type advance struct{ Name, Value string }

// Advances are the buttons that let time pass.
func (b body) Advances() []advance {
	return []advance{{"1 min", "1m"}, {"1 h", "1h"}, {"1 day", "24h"}, {"30 days", "720h"}}
}

// clockField is a field of the clock with its button.
type clockField struct {
	Query, Token, Name, Label, Value, Example, Button, Error string
}

// ClockField is the field of that name.
func (b body) ClockField(name, token string) clockField {
	f := clockField{
		Query: b.Query, Token: token, Name: name, Label: "Let time pass", Value: b.Clock.Advance, Example: "20m, 2h, 1d12h",
		Button: "Advance",
	}
	if name == "set" {
		f.Label, f.Value, f.Example, f.Button = "Set the clock", b.Clock.Set, b.Instant, "Set"
	}
	if b.Clock.Wrong == name {
		f.Error = b.Clock.Hint
	}
	return f
}
