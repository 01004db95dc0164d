package record

import (
	"net/url"
	"time"
)

// Party is who sent or received a message.
type Party string

// The parties of a world.
const (
	JumpCloud Party = "JumpCloud"
	Microsoft Party = "Microsoft"
	Browser   Party = "Browser"
	Operator  Party = "Operator"
)

// Verdict is what a party made of a message.
type Verdict string

// The verdicts. A message that only passed through, such as an AuthnRequest on its way, is Sent.
const (
	Sent     Verdict = "sent"
	Accepted Verdict = "accepted"
	Refused  Verdict = "refused"
)

// Exchange is one message of a world, with what its receiver or sender made of it.
type Exchange struct {
	// ID counts up from 1 within a log; [Log.Add] gives it.
	ID int64 `json:"id"`
	// At is the world's time.
	At time.Time `json:"at"`
	// By is the party that wrote this entry; a hop is the browser's.
	By Party `json:"by"`
	// Kind is what it is, Title the same in words: "AuthnRequest", "GET /v1.0/domains". [Log.Add] gives a Title to those
	// without.
	Kind  Kind   `json:"kind"`
	Title string `json:"title"`
	// Flow is the number, from 1 within a log, of the sign-in, the verb or the operator's command that it is a part of;
	// see [Log.Begin]. Hop is the number of the HTTP request in which it was written, 0 when that is not known: exchanges
	// of one request, the [Hop] itself among them, have the same.
	Flow int64 `json:"flow"`
	Hop  int64 `json:"hop,omitempty"`
	// From is who sent the request, To the party whose host it reached; "" where that is not known.
	From Party `json:"from,omitempty"`
	To   Party `json:"to,omitempty"`
	// HTTP is the request itself, of a hop, a call of Graph or a request for a token; nil for others.
	HTTP *HTTP `json:"http,omitempty"`
	// Subject is whom or what it is about: a user's name, a domain.
	Subject string `json:"subject,omitempty"`
	// Message is the XML or JSON, without secrets; RelayState goes with a SAML message. Of a hop it is the SAML message
	// that came in it when the receiver recorded none, and MessageKind what it is.
	MessageKind Kind   `json:"messageKind,omitempty"`
	Message     string `json:"message,omitempty"`
	RelayState  string `json:"relayState,omitempty"`
	// MessageID and InResponseTo tie a response to its request.
	MessageID    string `json:"messageId,omitempty"`
	InResponseTo string `json:"inResponseTo,omitempty"`
	// CorrelationID is the identifier that Microsoft's page or Graph's answer showed.
	CorrelationID string `json:"correlationId,omitempty"`
	// Checks are in the order in which they were made; see [Check] and its Outcome: [Pass], [Fail] or [NotReached].
	Checks []Check `json:"checks,omitempty"`
	// Verdict is [Sent], [Accepted] or [Refused]; Refusal says why when it is refused, and is nil otherwise.
	Verdict Verdict  `json:"verdict"`
	Refusal *Refusal `json:"refusal,omitempty"`
}

// HTTP is a request and its answer, without secrets.
type HTTP struct {
	// Method and URL are the request's. Values of the query that may be secret are ***.
	Method string `json:"method"`
	URL    string `json:"url"`
	// Fields names the form fields that were posted; what was in them is not kept.
	Fields []string `json:"fields,omitempty"`
	// Status is the answer's; Location, without secrets too, is where it redirects.
	Status   int    `json:"status"`
	Location string `json:"location,omitempty"`
}

// FailedCheck is the check that the message did not pass; false when it passed all, or none was made.
func (e Exchange) FailedCheck() (Check, bool) {
	for _, c := range e.Checks {
		if c.Outcome == Fail {
			return c, true
		}
	}
	return Check{}, false
}

// Code is that of the refusal, "" when it was not refused.
func (e Exchange) Code() string {
	if e.Refusal == nil {
		return ""
	}
	return e.Refusal.Code
}

// titled is the exchange with a title.
func (e Exchange) titled() Exchange {
	switch {
	case e.Title != "":
	case e.HTTP != nil && (e.Kind == GraphCall || e.Kind == APICall):
		e.Title = e.HTTP.Method + " " + e.HTTP.URL
		if u, err := url.Parse(e.HTTP.URL); err == nil {
			e.Title = e.HTTP.Method + " " + u.Path
		}
	case e.HTTP != nil && e.Kind == Hop:
		e.Title = e.HTTP.Method + " " + e.HTTP.URL
	default:
		e.Title = e.Kind.Title()
	}
	return e
}
