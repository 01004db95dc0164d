package browser

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"
)

// maxSteps bounds the pages that a sign-in may show one after the other.
const maxSteps = 25

// SignIn walks a person through the pages of both companies until the landing page says who is signed in, or
// a page refuses. A refusal is a [Result]; an *[Error] means that the pages could not be walked: no answer, a
// loop, or a page that the driver does not know.
func SignIn(ctx context.Context, agent Agent, person Person, start Start) (Result, error) {
	s := signIn{agent: agent, person: person, tile: start.Tile, before: len(agent.Transcript()), asked: map[string]bool{}}
	target := start.URL
	if target == "" {
		target = MicrosoftStart
		if start.Tile != "" {
			target = PortalStart
		}
	}
	page, err := agent.Open(ctx, target)
	for range maxSteps {
		if err != nil {
			return s.failed(err)
		}
		if result, done := s.ended(page); done {
			return result, nil
		}
		page, err = s.step(ctx, page)
	}
	if err == nil {
		err = lost(page, "more than %d pages without an end", maxSteps)
	}
	return s.failed(err)
}

type signIn struct {
	agent  Agent
	person Person
	tile   string
	before int
	asked  map[string]bool // questions that were answered; the same one again is a refusal or a loop
}

func (s *signIn) hops() []Hop {
	hops := s.agent.Transcript()
	return slices.Clone(hops[min(s.before, len(hops)):])
}

func (s *signIn) failed(err error) (Result, error) {
	var e *Error
	if errors.As(err, &e) {
		e.Transcript = s.hops()
	}
	return Result{Transcript: s.hops()}, err
}

// ended reads the pages at which a sign-in ends.
func (s *signIn) ended(page *Page) (Result, bool) {
	r := Result{Page: page, Transcript: s.hops()}
	if r.SignedInAs = signedInAs(page); r.SignedInAs != "" {
		return r, true
	}
	if r.Refused = refusal(page); r.Refused == nil {
		r.Refused = s.noTile(page)
	}
	return r, r.Refused != nil
}

// noTile reads a User Portal that does not show the application: JumpCloud hides what a person has no access to.
func (s *signIn) noTile(page *Page) *Refused {
	_, loginStep := page.Form("email")
	if _, shown := page.Link(s.tile); s.tile == "" || shown || loginStep ||
		!strings.HasSuffix(page.URL.Path, "/userconsole") {
		return nil
	}
	return &Refused{
		By:   "JumpCloud",
		Code: "no tile",
		Text: fmt.Sprintf("The User Portal shows no application “%s”.", s.tile),
	}
}

// step does what a person would do on a page: fill in what it asks, press what goes on.
func (s *signIn) step(ctx context.Context, page *Page) (*Page, error) {
	for _, answer := range []func(context.Context, *Page) (*Page, bool, error){
		s.userName, s.microsoftPassword, s.jumpCloudLogin, s.staySignedIn, s.parkedMessage, s.portalTile,
	} {
		if next, answered, err := answer(ctx, page); answered {
			return next, err
		}
	}
	return nil, lost(page, "no question that the driver can answer on “%s”: %.200q", page.Title, page.Text())
}

// userName answers Microsoft's "Sign in" page.
func (s *signIn) userName(ctx context.Context, page *Page) (*Page, bool, error) {
	form, ok := page.Form("loginfmt")
	if !ok || !form.Has("loginfmt") || form.Has("passwd") {
		return nil, false, nil
	}
	return s.answer(ctx, page, form, "idSIButton9", pair{"loginfmt", s.person.UPN})
}

// microsoftPassword answers Microsoft's "Enter password" page.
func (s *signIn) microsoftPassword(ctx context.Context, page *Page) (*Page, bool, error) {
	form, ok := page.Form("passwd")
	if !ok || !form.Has("passwd") {
		return nil, false, nil
	}
	return s.answer(ctx, page, form, "idSIButton9", pair{"passwd", s.person.EntraPassword})
}

// jumpCloudLogin answers JumpCloud's login page: e-mail, password, or both.
func (s *signIn) jumpCloudLogin(ctx context.Context, page *Page) (*Page, bool, error) {
	email := s.person.JumpCloudEmail
	if email == "" {
		email = s.person.UPN
	}
	for _, form := range page.Forms {
		var answers []pair
		if form.Has("email") {
			answers = append(answers, pair{"email", email})
		}
		if form.Has("password") {
			answers = append(answers, pair{"password", s.person.JumpCloudPassword})
		}
		if len(answers) > 0 {
			return s.answer(ctx, page, form, "", answers...)
		}
	}
	return nil, false, nil
}

// staySignedIn answers "Stay signed in?".
func (s *signIn) staySignedIn(ctx context.Context, page *Page) (*Page, bool, error) {
	for _, form := range page.Forms {
		_, no := form.Button("idBtn_Back")
		if no != nil || form.Field("DontShowAgain") == nil {
			continue
		}
		if s.person.StaySignedIn {
			return s.answer(ctx, page, form, "idSIButton9")
		}
		return s.answer(ctx, page, form, "idBtn_Back")
	}
	return nil, false, nil
}

// parkedMessage sends on a SAML message by hand, as a person does whose browser runs no scripts.
func (s *signIn) parkedMessage(ctx context.Context, page *Page) (*Page, bool, error) {
	for _, parameter := range []string{"SAMLRequest", "SAMLResponse"} {
		if form, ok := page.Form(parameter); ok {
			next, err := s.agent.Submit(ctx, form, nil)
			return next, true, err
		}
	}
	return nil, false, nil
}

// portalTile presses the application's tile in the User Portal.
func (s *signIn) portalTile(ctx context.Context, page *Page) (*Page, bool, error) {
	link, ok := page.Link(s.tile)
	if s.tile == "" || !ok {
		return nil, false, nil
	}
	if s.asked["tile"] {
		return nil, true, lost(page, "the tile %q leads back to the portal", s.tile)
	}
	s.asked["tile"] = true
	next, err := s.agent.Follow(ctx, page, link)
	return next, true, err
}

// answer fills in a form and presses the button. The same question on the same page twice is a dead end.
func (s *signIn) answer(ctx context.Context, page *Page, form *Form, button string,
	answers ...pair) (*Page, bool, error) {
	question := fmt.Sprint(page.URL.Host, page.URL.Path, " ", names(answers))
	if s.asked[question] {
		return nil, true, lost(page, "“%s” asks the same again: %.200q", page.Title, page.Text())
	}
	s.asked[question] = true
	for _, a := range answers {
		if err := form.Set(a.name, a.value); err != nil {
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
	next, err := s.agent.Submit(ctx, form, pressed)
	return next, true, err
}

func names(pairs []pair) (out []string) {
	for _, p := range pairs {
		out = append(out, p.name)
	}
	return out
}

func lost(page *Page, format string, args ...any) error {
	return &Error{Kind: Lost, URL: page.URL.String(), Detail: fmt.Sprintf(format, args...)}
}
