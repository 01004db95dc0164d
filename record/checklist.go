package record

// Checklist gathers checks in their order. After the first failure the rest are not reached. The zero value is empty.
type Checklist struct {
	checks []Check
	failed int // index + 1 of the failed check
}

// Add appends a check with its outcome. A passed check keeps what it got and drops what only a failure needs.
func (l *Checklist) Add(c Check, ok bool) {
	switch {
	case l.failed > 0:
		c = Check{Name: c.Name, Title: c.Title, Outcome: NotReached}
	case ok:
		c.Outcome, c.Code, c.Fix, c.Expected, c.Difference = Pass, "", "", "", ""
	default:
		c.Outcome = Fail
		l.failed = len(l.checks) + 1
	}
	l.checks = append(l.checks, c)
}

// Checks are those added so far.
func (l *Checklist) Checks() []Check { return l.checks }

// Refusal is the failed check's, with the text that the page shows; nil when nothing failed.
func (l *Checklist) Refusal(text string) *Refusal {
	if l.failed == 0 {
		return nil
	}
	return RefusalOf(l.checks[l.failed-1], text)
}
