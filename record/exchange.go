package record

import "time"

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
	// By is the party that wrote this entry.
	By Party `json:"by"`
	// Kind names the message: "AuthnRequest", "Response", "LogoutRequest", "metadata", "password sign-in", "GET
	// /v1.0/domains".
	Kind string `json:"kind"`
	// Subject is whom or what it is about: a user's name, a domain.
	Subject string `json:"subject,omitempty"`
	// Message is the XML or JSON, without secrets; RelayState goes with a SAML message.
	Message    string `json:"message,omitempty"`
	RelayState string `json:"relayState,omitempty"`
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

// FailedCheck is the check that the message did not pass; false when it passed all, or none was made.
func (e Exchange) FailedCheck() (Check, bool) {
	for _, c := range e.Checks {
		if c.Outcome == Fail {
			return c, true
		}
	}
	return Check{}, false
}
