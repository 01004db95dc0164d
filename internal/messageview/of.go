package messageview

import (
	"cmp"
	"strings"
	"time"

	"samlharness/inspect"
	"samlharness/record"
)

// OfExchange is the message of an exchange; id begins the ids of its elements.
func OfExchange(e record.Exchange, id string) Message {
	m := Message{ID: id, Title: e.Title, Text: e.Message, Checks: e.Checks, Outcome: OutcomeOf(e)}
	if e.RelayState != "" {
		m.Facts = append(m.Facts, Fact{"RelayState", e.RelayState})
	}
	return m
}

// OutcomeOf is what came of an exchange, in few words.
func OutcomeOf(e record.Exchange) Outcome {
	switch e.Verdict {
	case record.Refused:
		return Outcome{"bad", "✕", strings.TrimSpace("refused " + record.Visible(e.Code()))}
	case record.Accepted:
		for _, c := range e.Checks {
			if len(c.Warnings) > 0 {
				return Outcome{"warn", "!", "accepted, with a warning"}
			}
		}
		return Outcome{"good", "✓", "accepted"}
	}
	return Outcome{"", "→", "sent"}
}

// OfMessage is a message that was inspected; id begins the ids of its elements.
func OfMessage(inspected inspect.Message, id string) Message {
	found := inspected.Capture
	m := Message{ID: id, Title: "Response", Text: string(found.XML)}
	if found.Code != "" && found.Text != found.Code { // what is nothing but the code stands in the title
		m.Text = found.Text
	}
	m.fact("RelayState", found.RelayState)
	m.fact("found", inspected.Direction)
	if !found.Time.IsZero() {
		m.fact("sent", found.Time.UTC().Format(time.RFC3339))
	}
	m.fact("undone", strings.Join(found.Undone, "; "))
	if found.CutOff {
		m.fact("cut off", "the message ends before its root element does; copy it whole")
	}
	if n := inspected.Named; n != nil {
		m.named(n)
		return m
	}
	m.reported(inspected.Report)
	return m
}

// named tells of what is not a response.
func (m *Message) named(n *inspect.Named) {
	m.Title = strings.TrimPrefix(strings.TrimPrefix(n.Kind, "a "), "an ")
	m.Outcome = Outcome{"", "·", n.Says}
	if n.Wrong {
		m.Outcome = Outcome{"bad", "✕", n.Says}
	}
	for _, d := range n.Details {
		m.fact(d.Label, d.Text)
	}
	m.fact("fix", n.Fix)
}

// reported tells of a response that was judged.
func (m *Message) reported(r *inspect.Report) {
	m.Checks, m.Further = r.Checks, r.Further
	switch {
	case r.Trusted:
		m.Outcome = Outcome{"good", "✓",
			"signs in " + r.User + ", if the certificate that it carries is the registered one"}
	case r.Accepted:
		m.Outcome = Outcome{"good", "✓", "signs in " + r.User}
	case r.Undecided:
		m.Outcome = Outcome{"warn", "?", "nothing is wrong, but anybody could have signed it: name the certificate that is " +
			"registered for the domain"}
	default:
		m.Outcome = Outcome{"bad", "✕", cmp.Or(r.Page, "refused")}
	}
	m.Outcome.Text = record.Visible(m.Outcome.Text)
	m.fact("judged", strings.TrimSpace("at "+r.At.Format(time.RFC3339)+" "+r.AtWhy))
	for _, a := range r.Assumed {
		m.fact("assumed", a)
	}
	if r.Altered != nil {
		m.fact("altered", "after it was signed, the message was "+r.Altered.Says+
			": without that the signature is right, so send what was signed")
	}
	if r.MFA != nil {
		m.fact("MFA", strings.TrimSpace(r.MFA.Says+" "+r.MFA.Fix))
	}
	if o := r.SecondOpinion; o != nil {
		agrees := o.Library + " differs"
		if o.Agrees {
			agrees = o.Library + " agrees"
		}
		m.fact("opinion", strings.Join([]string{agrees, o.Error, o.KnownGap}, " "))
	}
}

// fact adds a line, unless it says nothing.
func (m *Message) fact(label, text string) {
	if text = strings.TrimSpace(text); text != "" {
		m.Facts = append(m.Facts, Fact{label, text})
	}
}
