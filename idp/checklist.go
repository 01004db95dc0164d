package idp

import "samlharness/record"

// checklist gathers checks in their order. After the first failure the rest are not reached.
type checklist struct {
	checks []record.Check
	failed int // index + 1 of the failed check
}

// add appends a check with its outcome. A passed check keeps what it got and drops what only a failure needs.
func (l *checklist) add(c record.Check, ok bool) {
	switch {
	case l.failed > 0:
		c = record.Check{Name: c.Name, Title: c.Title, Outcome: record.NotReached}
	case ok:
		c.Outcome, c.Code, c.Fix, c.Expected, c.Difference = record.Pass, "", "", "", ""
	default:
		c.Outcome = record.Fail
		l.failed = len(l.checks) + 1
	}
	l.checks = append(l.checks, c)
}

// refusal is the failed check's, with the text that the page shows; nil when nothing failed.
func (l *checklist) refusal(text string) *record.Refusal {
	if l.failed == 0 {
		return nil
	}
	return record.RefusalOf(l.checks[l.failed-1], text)
}
