package signin

import (
	"cmp"
	"context"
	"fmt"
	"strings"

	"samlharness/browser"
)

// JumpCloud knows the login page and the User Portal of console.jumpcloud.com, and the denials of sso.jumpcloud.com.
func JumpCloud() Vendor {
	return Vendor{
		Name:     "JumpCloud",
		Owns:     func(host string) bool { return strings.Contains(host, "jumpcloud") },
		Answers:  []Answer{jumpCloudFactor, jumpCloudLogin, portalTile},
		Refusals: []func(*Attempt, *browser.Page) *Refused{denial, alert, policyDenial, noTile},
	}
}

// jumpCloudLogin answers the login page: e-mail, password, or both.
func jumpCloudLogin(ctx context.Context, a *Attempt, page *browser.Page) (*browser.Page, bool, error) {
	email := cmp.Or(a.Person.JumpCloudEmail, a.Person.UPN)
	for _, form := range page.Forms {
		var values []Value
		if form.Has("email") {
			values = append(values, Value{"email", email})
		}
		if form.Has("password") {
			values = append(values, Value{"password", a.Person.JumpCloudPassword})
		}
		if len(values) > 0 {
			return a.Fill(ctx, page, form, "", values...)
		}
	}
	return nil, false, nil
}

// portalTile presses the application's tile in the User Portal.
func portalTile(ctx context.Context, a *Attempt, page *browser.Page) (*browser.Page, bool, error) {
	link, ok := page.Link(a.Tile)
	if a.Tile == "" || !ok {
		return nil, false, nil
	}
	if !a.Once("tile") {
		return nil, true, lost(page, "the tile %q leads back to the portal", a.Tile)
	}
	return a.Follow(ctx, page, link)
}

// denial is a page without a message whose data-reason says why.
func denial(_ *Attempt, page *browser.Page) *Refused {
	e, ok := page.ByAttribute("data-reason", "")
	if !ok {
		return nil
	}
	return &Refused{Code: e.Attributes["data-reason"], Text: e.Text}
}

// alert is the alert on the login page: "Authentication failed."
func alert(_ *Attempt, page *browser.Page) *Refused {
	e, ok := page.ByAttribute("data-test-id", "error-alert")
	if !ok || e.Text == "" {
		return nil
	}
	return &Refused{Code: e.Text, Text: e.Text}
}

// policyDenial is the address to which a denying policy redirects.
func policyDenial(_ *Attempt, page *browser.Page) *Refused {
	if !strings.Contains(page.URL.Fragment, "error=policyDenial") {
		return nil
	}
	return &Refused{Code: "policyDenial", Text: page.Text()}
}

// noTile is a User Portal without the application: JumpCloud hides what a person has no access to.
func noTile(a *Attempt, page *browser.Page) *Refused {
	_, loginStep := page.Form("email")
	if _, shown := page.Link(a.Tile); a.Tile == "" || shown || loginStep || page.Status >= 400 ||
		!strings.HasSuffix(page.URL.Path, "/userconsole") {
		return nil
	}
	return &Refused{Code: "no tile", Text: fmt.Sprintf("The User Portal shows no application “%s”.", a.Tile)}
}
