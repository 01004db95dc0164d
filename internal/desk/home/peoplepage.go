package home

import (
	"context"
	"slices"
	"strings"
)

// pageSize is how many people stand on a page.
const pageSize = 10

// peoplePage is what the page shows of the people.
type peoplePage struct {
	Query              string
	Rows               []personRow
	Administrators     []personRow // who sign in without federation
	Found, Total       int
	From, To           int
	Previous, Next     string // addresses, "" at either end
	MoreAdministrators int
}

// personRow is a person as the page shows them.
type personRow struct {
	Name, Address        string
	JumpCloud, Microsoft passwordCell
	ImmutableID          string
	Binding              mark
	Bindable             bool
	SignIn, Portal       string // addresses, "" where there is none
}

// Local is the address up to its @, where it may be broken into lines.
func (r personRow) Local() string { return strings.TrimSuffix(r.Address, r.At()) }

// At is the @ of the address with the domain; "" when it has none.
func (r personRow) At() string {
	if at := strings.LastIndexByte(r.Address, '@'); at >= 0 {
		return r.Address[at:]
	}
	return ""
}

// passwordCell is the password of an account where it is the demo's, or why it is not shown.
type passwordCell struct {
	Password string
	Mark     mark
}

// mark is a word with a meaning: good, warn, bad or none.
type mark struct{ Class, Text string }

// page selects the people of a page.
func (s *state) page(ctx context.Context, v view) (peoplePage, error) {
	p := peoplePage{Query: v.query, Total: len(s.people)}
	failsafe := s.failsafe("")
	found := s.found(v.query, failsafe)
	p.Found = len(found)
	last := max(0, (len(found)-1)/pageSize)
	at := min(v.page, last)
	some := found[min(at*pageSize, len(found)):min((at+1)*pageSize, len(found))]
	if len(some) > 0 {
		p.From, p.To = at*pageSize+1, at*pageSize+len(some)
	}
	if at > 0 {
		p.Previous = v.at(at - 1)
	}
	if at < last {
		p.Next = v.at(at + 1)
	}
	var err error
	if p.Rows, err = s.rows(ctx, some); err != nil || v.query != "" {
		return p, err
	}
	p.MoreAdministrators = max(0, len(failsafe)-maxAdministrators)
	p.Administrators, err = s.rows(ctx, failsafe[:min(len(failsafe), maxAdministrators)])
	return p, err
}

// found are the people that a query asks for; without one all but the failsafe administrators, who stand apart.
func (s *state) found(query string, failsafe []person) (list []person) {
	query = strings.ToLower(strings.TrimSpace(query))
	if query == "" {
		return slices.DeleteFunc(slices.Clone(s.people), func(p person) bool {
			return slices.ContainsFunc(failsafe, func(f person) bool { return f.key == p.key })
		})
	}
	for _, p := range s.people {
		if p.matches(query) {
			list = append(list, p)
		}
	}
	return list
}

// maxAdministrators is how many of them are shown apart.
const maxAdministrators = 3

func (s *state) rows(ctx context.Context, people []person) (rows []personRow, err error) {
	for _, p := range people {
		row := personRow{Name: p.name(), Address: p.address(), SignIn: s.signIn(p), Portal: s.portal(p)}
		if row.JumpCloud, err = s.passwordAtJumpCloud(ctx, p.jumpCloud); err != nil {
			return nil, err
		}
		if row.Microsoft, err = s.passwordAtMicrosoft(ctx, p.microsoft); err != nil {
			return nil, err
		}
		row.ImmutableID, row.Binding = s.binding(p)
		row.Bindable = p.jumpCloud != nil && p.microsoft != nil && !p.bound()
		rows = append(rows, row)
	}
	return rows, nil
}
