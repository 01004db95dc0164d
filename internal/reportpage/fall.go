package reportpage

import (
	"cmp"
	"fmt"
	"html/template"
	"slices"
	"strconv"
	"strings"

	"samlharness/internal/messageview"
	"samlharness/record"
	"samlharness/report"
)

// row is an exchange in the waterfall of a step.
type row struct {
	messageview.Outcome
	// ID begins those of the message's elements; "" where there is none.
	ID string
	// Packed is the number of the message among those that are packed, from 1; 0 where Body holds it, or there is none.
	Packed int
	// Lanes names the picture of who sent it to whom; see arrows.
	Lanes string
	// What it is; Whom it is about, or where it leads.
	What, Whom string
	// Inside says that it was written in the request above it.
	Inside bool
	Open   bool
	Body   template.HTML
}

// Looks are the classes of its element. One that was accepted, as most are, has none for that: the stylesheet knows it
// by the outcome that it does not tell.
func (v row) Looks() string {
	looks := v.Lanes
	if !v.Plain() && v.Class != "" {
		looks += " " + v.Class
	}
	if v.Inside {
		looks += " in"
	}
	return looks
}

// Plain tells that it was accepted, which the stylesheet says.
func (v row) Plain() bool { return v.Class == "good" }

// rowsOf are the exchanges of a step. What was written in a request follows it; the first stands in its place, and
// tells of it.
func (d *document) rowsOf(r report.StepResult) ([]row, error) {
	decisive, failed := r.Decisive()
	failed = failed && r.Failure != nil
	var rows []row
	all := inHops(r.Exchanges)
	for i, e := range all {
		if e.Kind == record.Hop && i+1 < len(all) && all[i+1].Hop == e.Hop && e.Hop != 0 && e.Message == "" {
			continue
		}
		v := rowOf(e)
		if i > 0 && all[i-1].Hop == e.Hop && e.Hop != 0 {
			v.in(all[i-1])
		}
		v.Open = failed && e.ID == decisive.ID
		m := messageview.OfExchange(e, "")
		if comesAgain(e, all[i+1:]) {
			m.Text, m.Facts = "", append(m.Facts, messageview.Fact{Label: "message", Text: "below, as it was received"})
		}
		if says(m) {
			if err := v.draw(m, &d.messages, r.Result == report.Failed); err != nil {
				return nil, err
			}
		}
		rows = append(rows, v)
	}
	return rows, nil
}

// says tells that opening a message shows more than its row: that a call was answered, the row says too.
func says(m messageview.Message) bool {
	answered := len(m.Checks) == 1 && m.Checks[0].Name == "status" && m.Outcome.Class == "good" && len(m.Facts) == 0
	return m.Text != "" || len(m.Checks) > 0 && !answered
}

// comesAgain tells that the message is received later, by whoever has more to say about it.
func comesAgain(e record.Exchange, later []record.Exchange) bool {
	return e.Message != "" && slices.ContainsFunc(later, func(o record.Exchange) bool {
		return o.Message == e.Message && len(o.Checks) > len(e.Checks)
	})
}

// inHops are exchanges with those of one request together, the request first. The record has it behind them, when its
// answer has come.
func inHops(exchanges []record.Exchange) []record.Exchange {
	first := map[int64]int64{}
	for _, e := range exchanges {
		if _, seen := first[e.Hop]; e.Hop != 0 && !seen {
			first[e.Hop] = e.ID
		}
	}
	sorted := slices.Clone(exchanges)
	slices.SortStableFunc(sorted, func(a, b record.Exchange) int {
		return cmp.Or(cmp.Compare(cmp.Or(first[a.Hop], a.ID), cmp.Or(first[b.Hop], b.ID)), weight(a)-weight(b))
	})
	return sorted
}

// weight puts a request before what was written in it.
func weight(e record.Exchange) int {
	if e.Kind == record.Hop {
		return 0
	}
	return 1
}

func rowOf(e record.Exchange) row {
	v := row{
		Outcome: messageview.OutcomeOf(e),
		What:    record.Visible(e.Title),
		Whom:    record.Visible(e.Subject),
		Lanes:   lane(e.By) + lane(e.By),
	}
	if e.HTTP == nil {
		return v
	}
	v.Lanes = lane(cmp.Or(e.From, e.By)) + lane(cmp.Or(e.To, e.By))
	if e.HTTP.Location != "" {
		v.Whom = "to " + record.Visible(bare(e.HTTP.Location))
	}
	if e.Kind == record.Hop {
		v.What = record.Visible(e.HTTP.Method + " " + bare(e.HTTP.URL))
		v.Outcome = messageview.Outcome{Text: strconv.Itoa(e.HTTP.Status)}
		if e.HTTP.Status >= 400 {
			v.Outcome.Class = "warn"
		}
	}
	return v
}

// in tells of the exchange before, which came in the same request: the request itself, or another message in it.
func (v *row) in(before record.Exchange) {
	if before.Kind != record.Hop || before.Message != "" {
		v.Inside = true
		return
	}
	hop := rowOf(before)
	v.Lanes = hop.Lanes
	v.Whom = strings.TrimSpace(fmt.Sprintf("%s · %s: %s %s", v.Whom, hop.What, hop.Text, hop.Whom))
}

// bare is an address without its scheme.
func bare(address string) string { return strings.TrimPrefix(address, "https://") }
