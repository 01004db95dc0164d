package signin

import (
	"context"
	"regexp"
	"strings"

	"samlharness/browser"
)

// Microsoft knows the sign-in pages of login.microsoftonline.com by their field names and element ids.
func Microsoft() Vendor {
	return Vendor{
		Name:     "Microsoft",
		Answers:  []Answer{userName, entraPassword, deviceCode, accept, staySignedIn},
		Refusals: []func(*Attempt, *browser.Page) *Refused{errorPage, fieldError},
	}
}

// nextButton is the id of the button that goes on, on each of Microsoft's pages.
const nextButton = "idSIButton9"

// userName answers "Sign in".
func userName(ctx context.Context, a *Attempt, page *browser.Page) (*browser.Page, bool, error) {
	form, ok := page.Form("loginfmt")
	if !ok || !form.Has("loginfmt") || form.Has("passwd") {
		return nil, false, nil
	}
	return a.Fill(ctx, page, form, nextButton, Value{"loginfmt", a.Person.UPN})
}

// entraPassword answers "Enter password"; a password that only the person at the window knows is left to them.
func entraPassword(ctx context.Context, a *Attempt, page *browser.Page) (*browser.Page, bool, error) {
	form, ok := page.Form("passwd")
	if !ok || !form.Has("passwd") || a.attended && a.Person.EntraPassword == "" {
		return nil, false, nil
	}
	return a.Fill(ctx, page, form, nextButton, Value{"passwd", a.Person.EntraPassword})
}

// deviceCode answers "Enter code", where the code came with the address.
func deviceCode(ctx context.Context, a *Attempt, page *browser.Page) (*browser.Page, bool, error) {
	form, ok := page.Form("otc")
	if !ok || form.Field("otc").Value == "" {
		return nil, false, nil
	}
	return a.Fill(ctx, page, form, nextButton)
}

// accept answers "Are you trying to sign in to …?" and "Permissions requested".
func accept(ctx context.Context, a *Attempt, page *browser.Page) (*browser.Page, bool, error) {
	for _, form := range page.Forms {
		if form.Field("decision") != nil {
			return a.Fill(ctx, page, form, nextButton)
		}
	}
	return nil, false, nil
}

// staySignedIn answers "Stay signed in?".
func staySignedIn(ctx context.Context, a *Attempt, page *browser.Page) (*browser.Page, bool, error) {
	const no = "idBtn_Back"
	for _, form := range page.Forms {
		if _, err := form.Button(no); err != nil || form.Field("DontShowAgain") == nil {
			continue
		}
		if a.Person.StaySignedIn {
			return a.Fill(ctx, page, form, nextButton)
		}
		return a.Fill(ctx, page, form, no)
	}
	return nil, false, nil
}

var (
	aadstsCode = regexp.MustCompile(`AADSTS\d+`)
	aadstsLine = regexp.MustCompile(`(?m)^(?:Message:\s*)?(AADSTS\d+: .+)$`)
	configCode = regexp.MustCompile(`"sErrorCode"\s*:\s*"(?:AADSTS)?(\d+)"`)
)

// errorPage reads "AADSTS50107: The requested federation realm object …".
func errorPage(_ *Attempt, page *browser.Page) *Refused {
	text := page.Text()
	if m := aadstsLine.FindStringSubmatch(text); m != nil {
		return &Refused{Code: aadstsCode.FindString(m[1]), Text: m[1]}
	}
	if code := aadstsCode.FindString(text); code != "" {
		return &Refused{Code: code, Text: lineWith(text, code)}
	}
	return nil
}

// fieldError reads the sentence beside the user name or the password; $Config may hold its code.
func fieldError(_ *Attempt, page *browser.Page) *Refused {
	for _, id := range []string{"usernameError", "passwordError", "otcError"} {
		e, ok := page.ByID(id)
		if !ok || e.Text == "" {
			continue
		}
		r := &Refused{Text: e.Text}
		if m := configCode.FindSubmatch(page.Body); m != nil {
			r.Code = "AADSTS" + string(m[1])
		}
		return r
	}
	return nil
}

// lineWith is the line of a text that holds part.
func lineWith(text, part string) string {
	for line := range strings.SplitSeq(text, "\n") {
		if strings.Contains(line, part) {
			return line
		}
	}
	return part
}
