package record

import (
	"slices"
	"strings"
	"time"
)

// Query says which exchanges are looked for. The zero value finds the newest ones, hops apart.
type Query struct {
	// Flow, Party, Verdict and Kind must be the exchange's, unless they are zero; a Party may be its By, From or To.
	Flow    int64
	Party   Party
	Verdict Verdict
	Kind    Kind
	// Text stands, in any letter case, in the subject, the title, the code, a message id or a correlation id, or as it is
	// in the message, as a NameID does.
	Text string
	// Hops includes the hops.
	Hops bool
	// Before is the number that all found ones are below, for the next page; 0 begins with the newest. After is the one
	// that they are above.
	Before, After int64
	// Limit is how many are wanted; 0 means 100.
	Limit int
}

// defaultPage is how many exchanges or flows a page has.
const defaultPage = 100

// Find returns the exchanges that match, newest first, and whether there are more.
func (l *Log) Find(q Query) (found []Exchange, more bool) {
	matches := q.matcher()
	for _, e := range slices.Backward(l.since(q.After)) {
		if q.Before != 0 && e.ID >= q.Before || !matches(&e.Exchange) {
			continue
		}
		if len(found) == q.limit() {
			return found, true
		}
		found = append(found, e.Exchange)
	}
	return found, false
}

// Of returns the kept exchanges of a flow with its hops, oldest first.
func (l *Log) Of(flow int64) (all []Exchange) {
	for _, e := range l.since(0) {
		if e.Flow == flow {
			all = append(all, e.Exchange)
		}
	}
	return all
}

func (q Query) limit() int {
	if q.Limit <= 0 {
		return defaultPage
	}
	return q.Limit
}

func (q Query) matcher() func(*Exchange) bool {
	folded := strings.ToLower(q.Text)
	return func(e *Exchange) bool {
		switch {
		case q.Flow != 0 && e.Flow != q.Flow,
			q.Party != "" && e.By != q.Party && e.From != q.Party && e.To != q.Party,
			q.Verdict != "" && e.Verdict != q.Verdict,
			q.Kind != "" && e.Kind != q.Kind,
			e.Kind == Hop && !q.Hops && q.Kind != Hop:
			return false
		}
		return q.Text == "" || e.says(q.Text, folded)
	}
}

// says tells whether a text stands in the exchange; folded is it in lower case.
func (e *Exchange) says(text, folded string) bool {
	for _, s := range []string{e.Subject, e.Title, e.Code(), e.MessageID, e.InResponseTo, e.CorrelationID} {
		if strings.Contains(strings.ToLower(s), folded) {
			return true
		}
	}
	return strings.Contains(e.Message, text)
}

// Flow is what belongs together, in one row.
type Flow struct {
	// ID is the flow's number.
	ID int64 `json:"id"`
	// First and Last are the numbers of its oldest and newest kept exchange, Began and Ended their instants.
	First int64     `json:"first"`
	Last  int64     `json:"last"`
	Began time.Time `json:"began"`
	Ended time.Time `json:"ended"`
	// Kind and Title are those of its most telling exchange, the newest that is not a hop; Subject is as [About] has it.
	Kind    Kind   `json:"kind"`
	Title   string `json:"title"`
	Subject string `json:"subject,omitempty"`
	// Verdict is that of the newest exchange that somebody decided on, Code its refusal's.
	Verdict Verdict `json:"verdict"`
	Code    string  `json:"code,omitempty"`
	// Exchanges and Hops count them.
	Exchanges int `json:"exchanges"`
	Hops      int `json:"hops"`

	about about
}

// Flows returns the flows of which an exchange matches, newest first, and whether there are more. Before is the First
// of the last flow of the page before; Hops makes no difference.
func (l *Log) Flows(q Query) (found []Flow, more bool) {
	q.Hops = true
	matches := q.matcher()
	flows := map[int64]*Flow{}
	hits := map[int64]bool{}
	var order []*Flow
	for _, e := range l.since(q.After) {
		f := flows[e.Flow]
		if f == nil {
			f = &Flow{ID: e.Flow, First: e.ID, Began: e.At, Kind: e.Kind, Title: e.Title, Verdict: Sent}
			flows[e.Flow] = f
			order = append(order, f)
		}
		f.add(&e.Exchange)
		hits[e.Flow] = hits[e.Flow] || matches(&e.Exchange)
	}
	for _, f := range slices.Backward(order) {
		if q.Before != 0 && f.First >= q.Before || !hits[f.ID] {
			continue
		}
		if len(found) == q.limit() {
			return found, true
		}
		found = append(found, *f)
	}
	return found, false
}

func (f *Flow) add(e *Exchange) {
	f.Last, f.Ended = e.ID, e.At
	if e.Kind == Hop {
		f.Hops++
		return
	}
	f.Exchanges++
	f.Kind, f.Title = e.Kind, e.Title
	f.about.add(e)
	f.Subject = f.about.subject
	if e.Verdict != Sent {
		f.Verdict, f.Code = e.Verdict, e.Code()
	}
}

// About is whom or what the exchanges of a flow are about: the user of a sign-in, else what an administrator's or the
// operator's calls were for, a domain rather than one of the users in it. Of equals the newest counts.
func About(exchanges []Exchange) string {
	var a about
	for i := range exchanges {
		a.add(&exchanges[i])
	}
	return a.subject
}

// about is the subject so far, and how much it tells.
type about struct {
	subject string
	weight  int
}

func (a *about) add(e *Exchange) {
	if w := e.tells(); w > 0 && w >= a.weight {
		a.subject, a.weight = e.Subject, w
	}
}

// tells is how much the subject says of the flow; 0 is nothing.
func (e *Exchange) tells() int {
	user := strings.Contains(e.Subject, "@")
	switch e.Kind {
	case Hop, TokenRequest:
		return 0
	case GraphCall, APICall, DirectoryBind, DirectoryUnbind:
		if user {
			return 1
		}
	default:
		if user {
			return 3
		}
	}
	if e.Subject == "" {
		return 0
	}
	return 2
}
