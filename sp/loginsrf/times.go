package loginsrf

import (
	"slices"
	"strconv"
	"time"

	"samlharness/internal/wire/xmltree"
)

func stamp(t time.Time) string { return t.UTC().Format("2006-01-02T15:04:05.999Z") }

const fixClock = "set the identity provider's clock right (NTP); the assertion must reach Microsoft within its validity"

// fixTimes is what to mend about an instant that is not in time: the time zone, when the message is apart from now, or
// the instant from the message, by just that.
func (e *evaluation) fixTimes(t time.Time) string {
	issued, ok := instant(e.signed, "IssueInstant")
	if !ok {
		issued, ok = instant(e.root, "IssueInstant")
	}
	var apart string
	switch {
	case ok && ZoneApart(issued, e.in.Now) != "":
		apart = "the message was issued " + ZoneApart(issued, e.in.Now) + " the clock"
	case ok && !t.IsZero() && ZoneApart(t, issued) != "":
		apart = stamp(t) + " is " + ZoneApart(t, issued) + " the message's own IssueInstant"
	case !t.IsZero() && ZoneApart(t, e.in.Now) != "":
		apart = stamp(t) + " is " + ZoneApart(t, e.in.Now) + " the clock"
	default:
		return fixClock
	}
	return apart + ": it looks like a local time written as UTC. Let the identity provider write instants in UTC; else " +
		fixClock
}

// zoneSlack is how far from a whole time zone two instants may be that are apart by one: a message is on its way for
// seconds, and clocks are set by the network.
const zoneSlack = 90 * time.Second

// ZoneApart says that t is apart from another instant by what a time zone is apart from UTC, by which a clock that
// writes local times as UTC gives itself away: "exactly 2 h ahead of" for a zone east of Greenwich. It is "" when it is
// not.
func ZoneApart(t, from time.Time) string {
	apart, way := t.Sub(from), "ahead of"
	if apart < 0 {
		apart, way = -apart, "behind"
	}
	zone := apart.Round(30 * time.Minute)
	hours, half := int(zone/time.Hour), zone%time.Hour != 0
	switch {
	case (apart - zone).Abs() > zoneSlack, hours < 1, hours > 14:
		return ""
	case !half:
		return "exactly " + strconv.Itoa(hours) + " h " + way
	case slices.Contains([]int{3, 4, 5, 6, 9, 10}, hours): // the zones of Iran, Afghanistan, India, Myanmar, Australia
		return "exactly " + strconv.Itoa(hours) + ".5 h " + way
	}
	return ""
}

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
		return invalid("NotBefore at or before now", "NotBefore "+stamp(from)+"; "+now, e.fixTimes(from))
	case ends && e.over(to):
		return invalid("NotOnOrAfter after now", "NotOnOrAfter "+stamp(to)+"; "+now, e.fixTimes(from))
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
			return invalid("AuthnInstant at or before now", "AuthnInstant "+stamp(t)+"; now is "+stamp(e.in.Now),
				e.fixTimes(t))
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
