package signin

import (
	"context"
	"fmt"
	"regexp"
	"slices"
	"strconv"
	"strings"

	"samlharness/browser"
)

// Vendor is what the pages of one company ask and say.
type Vendor struct {
	// Name is how a refusal calls the company.
	Name string
	// Owns says whether a page of that host name is the company's; nil owns none.
	Owns func(host string) bool
	// Answers are tried in order on each page.
	Answers []Answer
	// Refusals read the pages on which the company says no, in order; each returns nil for any other page. The walk fills
	// in By.
	Refusals []func(*Attempt, *browser.Page) *Refused
}

// Answer answers the question of one page; answered is false, and nothing was sent, when the page asks something else.
type Answer func(ctx context.Context, a *Attempt, page *browser.Page) (next *browser.Page, answered bool, err error)

// Attempt is one sign-in under way, as answers see it.
type Attempt struct {
	// Person is who signs in.
	Person Person
	// Tile is the label of the tile that the person came for; "" when they came for none.
	Tile string

	agent    browser.Agent
	before   int             // hops that were there before
	asked    map[string]bool // questions that were answered; the same one again is a dead end
	attended bool            // somebody goes on by themselves where the walk knows no answer
}

// Value is what a person types into the field of that name.
type Value struct{ Field, Text string }

// Fill types values into a form and presses the button with that id or text, or the first one when there is none such.
// The same question on the same page twice is a *[browser.Error] of kind [browser.Lost].
func (a *Attempt) Fill(ctx context.Context, page *browser.Page, form *browser.Form, button string,
	values ...Value) (*browser.Page, bool, error) {
	var fields []string
	for _, value := range values {
		fields = append(fields, value.Field)
	}
	if !a.Once(fmt.Sprint(page.URL.Host, page.URL.Path, " ", fields)) {
		return nil, true, lost(page, "“%s” asks the same again: %.200q", page.Title, page.Text())
	}
	for _, value := range values {
		if err := form.Set(value.Field, value.Text); err != nil {
			return nil, true, err
		}
	}
	pressed, err := form.Button(button)
	if err != nil && len(form.Buttons) > 0 {
		pressed, err = form.Buttons[0], nil
	}
	if err != nil {
		return nil, true, err
	}
	next, err := a.agent.Submit(ctx, form, pressed)
	return next, true, err
}

// Follow follows a link of the page.
func (a *Attempt) Follow(ctx context.Context, page *browser.Page, link browser.Link) (*browser.Page, bool, error) {
	next, err := a.agent.Follow(ctx, page, link)
	return next, true, err
}

// Once says whether a question comes for the first time in this sign-in.
func (a *Attempt) Once(question string) bool {
	again := a.asked[question]
	a.asked[question] = true
	return !again
}

// sendByHand sends a SAML message on by hand, as a person does whose browser runs no scripts.
func (a *Attempt) sendByHand(ctx context.Context, page *browser.Page) (*browser.Page, bool, error) {
	for _, parameter := range []string{"SAMLRequest", "SAMLResponse"} {
		if form, ok := page.Form(parameter); ok && !typed(form) {
			next, err := a.agent.Submit(ctx, form, nil)
			return next, true, err
		}
	}
	return nil, false, nil
}

// typed says whether a form asks for something beside the message: a login page may carry the request along.
func typed(form *browser.Form) bool {
	return slices.ContainsFunc(form.Fields, func(f *browser.Field) bool {
		return !slices.Contains([]string{"SAMLRequest", "SAMLResponse", "RelayState"}, f.Name) &&
			!slices.Contains([]string{"hidden", "submit", "button", "image", "reset"}, f.Type)
	})
}

// markedAs reads who is signed in from an element with data-signed-in-as.
func markedAs(page *browser.Page) (string, bool) {
	e, ok := page.ByAttribute("data-signed-in-as", "")
	return e.Attributes["data-signed-in-as"], ok && e.Attributes["data-signed-in-as"] != ""
}

var signedInAs = regexp.MustCompile(`(?i)signed in as\s+(\S+)`)

// saidAs reads it from the words "signed in as".
func saidAs(page *browser.Page) string {
	if m := signedInAs.FindStringSubmatch(page.Text()); m != nil {
		return strings.TrimRight(m[1], ".,;")
	}
	return ""
}

// plainError is an answer of status 400 or more that no company's reader knows, such as a plain 404.
func (d Driver) plainError(page *browser.Page) *Refused {
	if page.Status < 400 {
		return nil
	}
	r := &Refused{Code: "HTTP " + strconv.Itoa(page.Status), Text: strings.SplitN(page.Text(), "\n", 2)[0]}
	if heading, ok := page.ByID("heading"); ok {
		r.Text = heading.Text
	}
	for _, vendor := range d.Vendors {
		if r.By == "" || vendor.Owns != nil && vendor.Owns(page.URL.Hostname()) {
			r.By = vendor.Name
		}
	}
	return r
}

func lost(page *browser.Page, format string, args ...any) error {
	return &browser.Error{Kind: browser.Lost, URL: page.URL.String(), Detail: fmt.Sprintf(format, args...)}
}
