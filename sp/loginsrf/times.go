package loginsrf

import (
	"time"

	"samlharness/internal/wire/xmltree"
)

func stamp(t time.Time) string { return t.UTC().Format("2006-01-02T15:04:05.999Z") }

const fixClock = "set the identity provider's clock right (NTP); the assertion must reach Microsoft within its validity"

// over and early compare an instant with now, clocks being apart by the skew at most: an instant is over from itself
// plus the skew on, and early before itself minus the skew.
func (e *evaluation) over(t time.Time) bool  { return !e.in.Now.Before(t.Add(e.in.Skew)) }
func (e *evaluation) early(t time.Time) bool { return e.in.Now.Before(t.Add(-e.in.Skew)) }

// validity checks NotBefore and NotOnOrAfter of an element, as far as it has them.
func (e *evaluation) validity(el *xmltree.Element) *failure {
	from, begins := instant(el, "NotBefore")
	to, ends := instant(el, "NotOnOrAfter")
	now := "now is " + stamp(e.in.Now) + ", clocks may differ by " + e.in.Skew.String()
	switch {
	case begins && ends && !from.Before(to):
		return invalid("NotBefore before NotOnOrAfter", "NotBefore "+stamp(from)+", NotOnOrAfter "+stamp(to),
			"let the identity provider issue assertions that are valid for some time")
	case begins && e.early(from):
		return invalid("NotBefore at or before now", "NotBefore "+stamp(from)+"; "+now, fixClock)
	case ends && e.over(to):
		return invalid("NotOnOrAfter after now", "NotOnOrAfter "+stamp(to)+"; "+now, fixClock)
	}
	return nil
}

func checkConditionsWindow(e *evaluation) *failure {
	conditions := child(e.signed, saml, "Conditions")
	if conditions == nil {
		return invalid("Conditions", "none", "let the identity provider name validity and audience")
	}
	_, from := conditions.Attr("NotBefore")
	_, to := conditions.Attr("NotOnOrAfter")
	if !from || !to {
		e.warn("Conditions without NotBefore or NotOnOrAfter do not bound the assertion's life")
	}
	e.saw("", value(conditions, "NotBefore")+" to "+value(conditions, "NotOnOrAfter"))
	return e.validity(conditions)
}

func checkAuthnInstant(e *evaluation) *failure {
	for _, statement := range children(e.signed, saml, "AuthnStatement") {
		if t, ok := instant(statement, "AuthnInstant"); ok && e.early(t) {
			return invalid("AuthnInstant at or before now", "AuthnInstant "+stamp(t)+"; now is "+stamp(e.in.Now), fixClock)
		}
	}
	return nil
}

func checkSession(e *evaluation) *failure {
	for _, statement := range children(e.signed, saml, "AuthnStatement") {
		if t, ok := instant(statement, "SessionNotOnOrAfter"); ok && e.over(t) {
			return invalid("SessionNotOnOrAfter after now", "SessionNotOnOrAfter "+stamp(t)+"; now is "+stamp(e.in.Now),
				"the session at the identity provider is over: sign in there again")
		}
	}
	return nil
}
