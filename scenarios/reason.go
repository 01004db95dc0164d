package scenarios

import (
	"errors"
	"slices"

	"samlharness/record"
	"samlharness/sp/directory"
)

// Reason is the code of the refusal in err: the vendor's own, such as "AADSTS50107" or "Request_BadRequest";
// "" when err is no refusal.
func Reason(err error) string {
	if r := refusalOf(err); r != nil {
		return r.Code
	}
	return ""
}

// refusalOf finds the refusal in err, whichever company or operator words it.
func refusalOf(err error) *record.Refusal {
	if r, ok := errors.AsType[*record.Refusal](err); ok {
		return r
	}
	if e, ok := errors.AsType[*directory.Error](err); ok {
		return &record.Refusal{Code: e.Code, Message: e.Message, Fix: e.Fix}
	}
	return nil
}

// explain says by which check the verb was refused: as the record of the world has it, else as the refusal
// itself does. nil when it was not refused, or nothing is known.
func (o *Outcome) explain(log *record.Log) *Explanation {
	if o.Err == nil {
		return nil
	}
	r, e := refusalOf(o.Err), explain(log, o.since)
	switch {
	case e != nil && (r == nil || r.Code == "" || r.Code == e.Code):
		return e
	case r != nil && (r.Expected != "" || r.Got != "" || r.Fix != ""):
		return &Explanation{
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
func explain(log *record.Log, since int64) *Explanation {
	for _, e := range slices.Backward(log.Since(since)) {
		if e.Verdict != record.Refused {
			continue
		}
		for _, c := range e.Checks {
			if c.Outcome == record.Fail {
				code := c.Code
				if code == "" && e.Refusal != nil {
					code = e.Refusal.Code
				}
				return &Explanation{By: string(e.By), Kind: e.Kind, Check: c.Name, Title: c.Title, Code: code,
					Expected: c.Expected, Got: c.Got, Difference: c.Difference, Fix: c.Fix}
			}
		}
		if r := e.Refusal; r != nil {
			return &Explanation{By: string(e.By), Kind: e.Kind, Title: r.Message, Code: r.Code,
				Expected: r.Expected, Got: r.Got, Difference: r.Difference, Fix: r.Fix}
		}
	}
	return nil
}
