package debugger

import (
	"slices"

	"samlharness/internal/messageview"
	"samlharness/record"
)

// comparison is what came of a message before and after it was edited.
type comparison struct {
	Before, After messageview.Outcome
	Same          bool // nothing was edited
	Flips         []flip
	// Unreached are the checks that are not reached any more, Reached those that are now and pass.
	Unreached, Reached int
}

// flip is a check that came out otherwise.
type flip struct {
	Title         string
	Before, After record.Outcome
	Mark          string
	Class         string
}

// compared lists the checks that came out otherwise.
func compared(before, after messageview.Message, same bool) *comparison {
	c := &comparison{Before: before.Outcome, After: after.Outcome, Same: same}
	for _, now := range after.Checks {
		i := slices.IndexFunc(before.Checks, func(b record.Check) bool { return b.Name == now.Name })
		if i < 0 || before.Checks[i].Outcome == now.Outcome {
			continue
		}
		switch was := before.Checks[i].Outcome; {
		case now.Outcome == record.NotReached && was != record.Fail:
			c.Unreached++
			continue
		case was == record.NotReached && now.Outcome == record.Pass:
			c.Reached++
			continue
		}
		f := flip{Title: now.Title, Before: before.Checks[i].Outcome, After: now.Outcome, Mark: "·"}
		switch now.Outcome {
		case record.Pass:
			f.Mark, f.Class = "✓", "good"
		case record.Fail:
			f.Mark, f.Class = "✕", "bad"
		case record.Unknown:
			f.Mark, f.Class = "?", "warn"
		}
		c.Flips = append(c.Flips, f)
	}
	return c
}
