package scenarios

import (
	"errors"
	"slices"

	"samlharness/record"
	"samlharness/report"
)

// reasonOf is the code of the refusal in err: the vendor's own, such as "AADSTS50107" or "Request_BadRequest"; "" when
// err is not a refusal.
func reasonOf(err error) string {
	if r := refusalOf(err); r != nil {
		return r.Code
	}
	return ""
}

// refusalOf finds the refusal in err; nil when there is none.
func refusalOf(err error) *record.Refusal {
	r, _ := errors.AsType[*record.Refusal](err)
	return r
}

// explain says by which check the verb was refused: as the record of the world has it, else as the refusal itself does.
// nil when it was not refused, or nothing is known.
func (o *outcome) explain(log *record.Log) *report.RefusedBy {
	if o.err == nil {
		return nil
	}
	r, e := refusalOf(o.err), explain(log, o.since)
	switch {
	case e != nil && (r == nil || r.Code == "" || r.Code == e.Code):
		return e
	case r != nil && (r.Expected != "" || r.Got != "" || r.Fix != ""):
		return &report.RefusedBy{
			Title:      r.Message,
			Code:       r.Code,
			Expected:   r.Expected,
			Got:        r.Got,
			Difference: r.Difference,
			Fix:        r.Fix,
		}
	}
	return nil
}

// explain finds the check that refused what happened in the world after the exchange since.
func explain(log *record.Log, since int64) *report.RefusedBy {
	for _, e := range slices.Backward(log.Since(since)) {
		if c, ok := report.Explanation(e); ok {
			return &report.RefusedBy{By: string(e.By), Kind: e.Title, Check: c.Name, Title: c.Title, Code: c.Code,
				Expected: c.Expected, Got: c.Got, Difference: c.Difference, Fix: c.Fix}
		}
	}
	return nil
}
