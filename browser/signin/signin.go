package signin

import (
	"cmp"
	"context"
	"errors"
	"net/url"
	"slices"
	"strings"

	"samlharness/browser"
)

// maxPages bounds the pages that a sign-in may show one after the other.
const maxPages = 25

// Walk takes a person through the pages of JumpCloud and Microsoft until the landing page says who is signed in, or a
// page refuses. A refusal is a [Result]; a *[browser.Error] means that the pages could not be walked: no answer, a
// loop, or a page that no company knows.
func Walk(ctx context.Context, agent browser.Agent, person Person, start Start) (Result, error) {
	return Driver{Vendors: []Vendor{Microsoft(), Others(), JumpCloud()}}.Walk(ctx, agent, person, start)
}

// Driver walks people through the pages of some companies.
type Driver struct {
	// Vendors are the companies, in the order in which they look at a page. An error page of status 400 or more that none
	// of them knows counts as a refusal of the one whose host it is, or else of the first.
	Vendors []Vendor
	// Person has a person go on by themselves from a page that no company's answers get past, such as a second factor, and
	// returns the page to which they came; nil ends the walk there. The pages of hosts that are neither Microsoft's nor a
	// company's of the driver are theirs alone, whatever they say.
	Person func(ctx context.Context, from *browser.Page) (*browser.Page, error)
	// Arrived tells the pages at which a person is signed in, although they do not say as whom; nil knows none.
	Arrived func(*browser.Page) bool
}

// Walk is [Walk] with the driver's companies.
func (d Driver) Walk(ctx context.Context, agent browser.Agent, person Person, start Start) (Result, error) {
	a := &Attempt{
		Person:   person,
		Tile:     start.Tile,
		agent:    agent,
		before:   len(agent.Transcript()),
		asked:    map[string]bool{},
		attended: d.Person != nil,
	}
	page, err := agent.Open(ctx, start.address(person))
	for range maxPages {
		if err != nil {
			return a.failed(err)
		}
		if start.reached(page) {
			return Result{Page: page, Transcript: a.hops()}, nil
		}
		if result, done := d.ended(a, page); done {
			return result, nil
		}
		if start.served(page, a.hops()) {
			return Result{Page: page, Transcript: a.hops()}, nil
		}
		page, err = d.goOn(ctx, a, page)
	}
	if err == nil {
		err = lost(page, "more than %d pages without an end", maxPages)
	}
	return a.failed(err)
}

// goOn leaves a page: by the companies' answers, or by the person.
func (d Driver) goOn(ctx context.Context, a *Attempt, page *browser.Page) (*browser.Page, error) {
	next, err := d.answer(ctx, a, page)
	if err == nil || d.Person == nil || ctx.Err() != nil {
		return next, err
	}
	return d.Person(ctx, page)
}

// ended reads the pages at which a sign-in ends. A refusal is looked for first: its text may hold any words.
func (d Driver) ended(a *Attempt, page *browser.Page) (Result, bool) {
	r := Result{Page: page, Transcript: a.hops()}
	if d.theirs(page) {
		return r, false
	}
	if as, ok := markedAs(page); ok {
		r.SignedInAs = as
		return r, true
	}
	for _, vendor := range d.Vendors {
		for _, read := range vendor.Refusals {
			if r.Refused = read(a, page); r.Refused != nil {
				r.Refused.By = cmp.Or(r.Refused.By, vendor.Name)
				return r, true
			}
		}
	}
	if r.Refused = d.plainError(page); r.Refused != nil {
		return r, true
	}
	r.SignedInAs = saidAs(page)
	if r.SignedInAs == "" && d.Arrived != nil && d.Arrived(page) {
		r.SignedInAs = a.Person.UPN
	}
	return r, r.SignedInAs != ""
}

// answer does what a person would do on a page: fill in what it asks, press what goes on.
func (d Driver) answer(ctx context.Context, a *Attempt, page *browser.Page) (*browser.Page, error) {
	for _, vendor := range d.Vendors {
		if d.theirs(page) {
			break
		}
		for _, answer := range vendor.Answers {
			if next, answered, err := answer(ctx, a, page); answered {
				return next, err
			}
		}
	}
	if next, answered, err := a.sendByHand(ctx, page); answered {
		return next, err
	}
	return nil, lost(page, "no question that the driver can answer on “%s”: %.200q", page.Title, page.Text())
}

// theirs tells the pages that are the person's alone: those of an identity provider that no company of the driver is.
// Nothing is typed there, and what they say, a wrong password or somebody's name, ends nothing.
func (d Driver) theirs(page *browser.Page) bool {
	host := page.URL.Hostname()
	return d.Person != nil && !ofMicrosoft(host) && !slices.ContainsFunc(d.Vendors, func(v Vendor) bool {
		return v.Owns != nil && v.Owns(host)
	})
}

// reached tells whether a page is the application's at which the sign-in ends.
func (s Start) reached(page *browser.Page) bool {
	return s.End != "" && strings.HasPrefix(page.URL.String(), s.End)
}

// served tells whether a page is one of the service provider's for people who are signed in.
func (s Start) served(page *browser.Page, hops []browser.Hop) bool {
	site, err := url.Parse(s.Site)
	if err != nil || s.Site == "" || page.URL.Host != site.Host {
		return false
	}
	return slices.ContainsFunc(hops, func(h browser.Hop) bool {
		to, err := url.Parse(h.URL)
		return err == nil && to.Host == site.Host && h.SAML != nil && h.SAML.Parameter == "SAMLResponse"
	})
}

func (s Start) address(p Person) string {
	if s.Tile != "" {
		return cmp.Or(s.URL, PortalStart)
	}
	return cmp.Or(s.URL, s.Site, p.MicrosoftStart, MicrosoftStart)
}

// hops are those of this sign-in.
func (a *Attempt) hops() []browser.Hop {
	hops := a.agent.Transcript()
	return slices.Clone(hops[min(a.before, len(hops)):])
}

func (a *Attempt) failed(err error) (Result, error) {
	if e, ok := errors.AsType[*browser.Error](err); ok {
		e.Transcript = a.hops()
	}
	return Result{Transcript: a.hops()}, err
}
