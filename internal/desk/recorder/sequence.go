package recorder

import (
	"cmp"
	"fmt"
	"net/url"
	"strings"

	"samlharness/record"
)

// step is one arrow of the picture, or one thing that a party did by itself.
type step struct {
	From, To record.Party
	// Label is what went, Whole the same in full; Note is what came of it at its end.
	Label, Whole, Note string
	Status             string // of the answer
	Refused            bool
	More               int   // requests like it that follow
	Link               int64 // the exchange that it stands for, 0 for none
}

// stepsOf are the steps of a flow: a request with what came in it, and what its answer has the browser carry on.
func stepsOf(exchanges []record.Exchange) (steps []step) {
	var order []int64
	requests := map[int64][]record.Exchange{}
	for _, e := range exchanges {
		key := e.Hop
		if key == 0 {
			key = -e.ID // by itself
		}
		if requests[key] == nil {
			order = append(order, key)
		}
		requests[key] = append(requests[key], e)
	}
	for _, key := range order {
		steps = append(steps, requestSteps(requests[key])...)
	}
	return merged(steps)
}

// requestSteps are those of one request.
func requestSteps(exchanges []record.Exchange) (steps []step) {
	var request step
	var out []step
	for _, e := range exchanges {
		switch {
		case e.HTTP != nil:
			request.request(e)
		case e.Verdict == record.Sent:
			out = append(out, step{From: e.By, To: record.Browser, Label: e.Title, Whole: e.Title, Link: e.ID})
			continue
		default:
			request.From, request.To = orElse(request.From, e.From), orElse(request.To, e.By)
		}
		request.decide(e)
	}
	if request.To != "" {
		request.From = orElse(request.From, request.To)
		steps = append(steps, request)
	}
	return append(steps, out...)
}

func orElse(a, b record.Party) record.Party {
	if a == "" {
		return b
	}
	return a
}

// request notes the request itself.
func (s *step) request(e record.Exchange) {
	s.From, s.To = orElse(e.From, e.By), orElse(e.To, e.By)
	shown := e.HTTP.URL
	if u, err := url.Parse(shown); err == nil {
		shown = u.Path
	}
	came := ""
	if s.Label != "" {
		came = " · " + s.Label
	}
	s.Label = e.HTTP.Method + " " + shown + came
	s.Whole = e.HTTP.Method + " " + e.HTTP.URL + came
	s.Status = fmt.Sprint(e.HTTP.Status)
}

// decide notes what came of a message, or of a password.
func (s *step) decide(e record.Exchange) {
	title := e.Title
	if e.Kind == record.Hop {
		title = ""
		if e.MessageKind != "" {
			title = e.MessageKind.Title()
		}
	}
	if e.HTTP == nil || e.Kind == record.Hop && title != "" {
		s.Label = strings.TrimPrefix(s.Label+" · "+title, " · ")
		s.Whole = strings.TrimPrefix(s.Whole+" · "+title, " · ")
	}
	switch e.Verdict {
	case record.Refused:
		s.Refused, s.Note, s.Link = true, strings.TrimSpace("✕ "+e.Code()), e.ID
	case record.Accepted:
		s.Link = e.ID
		switch e.Kind {
		case record.GraphCall, record.APICall, record.TokenRequest:
		default:
			s.Note = cmp.Or(s.Note, "✓")
		}
	}
}

// merged has requests that bring nothing, and follow one another, be one step.
func merged(steps []step) (all []step) {
	for _, s := range steps {
		last := len(all) - 1
		if last >= 0 && s.plain() && all[last].plain() && all[last].From == s.From && all[last].To == s.To {
			all[last].More++
			all[last].Whole += "\n" + s.Whole
			all[last].Status += "\n" + s.Status
			continue
		}
		all = append(all, s)
	}
	return all
}

// plain says whether a step is a request and nothing else.
func (s step) plain() bool { return s.Link == 0 && s.Note == "" }

// Shown is all that went, for the table.
func (s step) Shown() string { return record.Visible(s.Whole) }

// Answer is the status of the answer and what came of the step, for the table.
func (s step) Answer() string {
	note := s.Note
	if note == "✓" {
		note = "✓ accepted"
	}
	return record.Visible(strings.TrimSpace(s.Status + " " + note))
}
