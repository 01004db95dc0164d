package recorder

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

// flow is a flow as the page shows it.
type flow struct {
	ID              int64
	Heading         string
	Outcome         messageview.Outcome
	Began           string
	Why             *why
	Picture         *picture
	Messages        []message
	Archive, Script string // addresses
	Chosen          bool   // it was asked for
	Shortened       bool   // messages that are many stand behind links
	Earlier         int    // how many messages before them are not listed
	last            int64
}

// why is the refusal that the flow ended with.
type why struct {
	Title, Text, Link string
	Details           []report.Detail
}

// message is an exchange of the flow, which opens in place.
type message struct {
	messageview.Outcome
	ID                           int64
	Title, By, Subject, Time     string
	Correlation, Request, Status string
	Open, Far                    bool // Far ones are behind their link
	URL, Download, Debug         string
	view                         messageview.Message
}

// maxOpened is how many messages of a flow are on its page; of more, those that were refused are, and the one that is
// asked for. The newest maxListed are listed.
const maxOpened, maxListed = 40, 200

// flow reads a flow; nil when the record does not hold it.
func (r *Recorder) flow(id int64, v view) *flow {
	exchanges := r.Log.Of(id)
	if len(exchanges) == 0 {
		return nil
	}
	f := &flow{
		ID: id, Chosen: v.flow != 0, Picture: drawn(exchanges), last: exchanges[len(exchanges)-1].ID,
		Began: exchanges[0].At.UTC().Format("2006-01-02 15:04:05 UTC"),
	}
	number := strconv.FormatInt(id, 10)
	f.Archive = path + "/har?flow=" + number
	if r.Copy != nil {
		f.Script = path + "/scenario?flow=" + number
	}
	f.conclude(exchanges)
	shown := slices.DeleteFunc(slices.Clone(exchanges), func(e record.Exchange) bool {
		return e.Kind == record.Hop && e.Message == ""
	})
	f.Shortened = len(shown) > maxOpened
	open := v.open
	if open == 0 {
		open = telling(shown)
	}
	f.Earlier = max(len(shown)-maxListed, 0)
	for i, e := range shown {
		if i < f.Earlier && e.ID != open {
			continue
		}
		m := r.message(e, v)
		m.Open = e.ID == open
		m.Far = f.Shortened && !m.Open && e.Verdict != record.Refused
		f.Messages = append(f.Messages, m)
	}
	return f
}

// telling is the exchange that opens by itself: the last that was refused.
func telling(exchanges []record.Exchange) int64 {
	for _, e := range slices.Backward(exchanges) {
		if e.Verdict == record.Refused {
			return e.ID
		}
	}
	return 0
}

// conclude finds what came of the flow: what was decided last.
func (f *flow) conclude(exchanges []record.Exchange) {
	last := exchanges[len(exchanges)-1]
	for _, e := range exchanges {
		if e.Kind != record.Hop && (e.Verdict != record.Sent || last.Verdict == record.Sent) {
			last = e
		}
	}
	f.Outcome = messageview.OutcomeOf(last)
	f.Heading = record.Visible(last.Title)
	who := record.Visible(record.About(exchanges))
	switch {
	case last.Verdict == record.Refused:
		f.Heading = cmp.Or(who, f.Heading) + " was refused by " + string(last.By)
		f.Why = whyOf(last)
	case last.Verdict == record.Accepted && last.By == record.Microsoft &&
		(last.Kind == record.Response || last.Kind == record.Password):
		f.Heading = who + " was signed in"
	case who != "":
		f.Heading = who + ": " + record.Visible(last.Title)
	}
}

func whyOf(e record.Exchange) *why {
	c, refused := report.Explanation(e)
	if !refused {
		return nil
	}
	w := &why{Title: record.Visible(c.Title), Details: report.Details(c), Link: fmt.Sprintf("#x%d", e.ID)}
	if e.Refusal != nil && e.Refusal.Error() != c.Title {
		w.Text = record.Visible(e.Refusal.Error())
	}
	if c.Name != "" { // a check, whose title says what should be
		w.Title = "Failed: " + w.Title
	}
	for i := range w.Details {
		w.Details[i].Text = record.Visible(w.Details[i].Text)
	}
	return w
}

func (r *Recorder) message(e record.Exchange, v view) message {
	number := strconv.FormatInt(e.ID, 10)
	v.flow, v.open = e.Flow, e.ID
	m := message{
		Outcome: messageview.OutcomeOf(e), ID: e.ID, By: string(e.By), Title: record.Visible(e.Title),
		Subject: record.Visible(e.Subject), Time: e.At.UTC().Format("15:04:05.000"), Correlation: e.CorrelationID,
		URL: v.address() + "#x" + number, view: messageview.OfExchange(e, "m"+number),
	}
	if e.HTTP != nil {
		m.Request = record.Visible(e.HTTP.Method + " " + e.HTTP.URL)
		m.Status = strconv.Itoa(e.HTTP.Status)
	}
	if e.Message != "" {
		m.Download = path + "/message/" + number
		if r.desk.Has("/debug") && isSAML(e) {
			m.Debug = "/debug?exchange=" + number
		}
	}
	return m
}

func isSAML(e record.Exchange) bool {
	return strings.HasPrefix(strings.TrimSpace(e.Message), "<")
}

// View is the message with its checks.
func (m message) View() (template.HTML, error) { return m.view.HTML() }
