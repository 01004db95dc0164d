package signin

import (
	"samlharness/internal/expiring"
	"samlharness/record"
	"samlharness/sp/loginsrf"
)

// takenAssertions remembers the responses and assertions that were accepted, by their IDs.
type takenAssertions struct{ seen *expiring.Map[struct{}] }

// again is a passed check that warns of a response or an assertion that was accepted before; it is empty for a new one.
// SAML Profiles 4.1.4.5 has a service provider refuse it; Microsoft takes it.
func (t *takenAssertions) again(verdict loginsrf.Verdict) []record.Check {
	if !verdict.Accepted() {
		return nil
	}
	c := record.Check{Name: "replay", Title: "The assertion has not been used before", Outcome: record.Pass}
	r := verdict.Response
	for _, id := range []struct{ of, id string }{{"Assertion", r.AssertionID}, {"Response", r.ID}} {
		if id.id == "" {
			continue
		}
		if _, seen := t.seen.Get(id.of + id.id); seen {
			c.Warnings = append(c.Warnings, "the "+id.of+" with the ID "+id.id+" was accepted before: a replay, which "+
				"SAML Profiles 4.1.4.5 has a service provider refuse and Microsoft accepts")
		}
		t.seen.Put(id.of+id.id, struct{}{}, replayLife)
	}
	if c.Warnings == nil {
		return nil
	}
	return []record.Check{c}
}
