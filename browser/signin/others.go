package signin

import (
	"cmp"
	"context"
	"net/http"
	"slices"
	"strconv"
	"strings"

	"samlharness/browser"
	"samlharness/internal/cloud"
	"samlharness/record"
)

// Others are the sites of neither company: a service provider, or an identity provider in JumpCloud's place. A page
// with one field for a password asks for what the person types at JumpCloud; an answer of status 400 or more refuses.
func Others() Vendor {
	return Vendor{
		Name:     "the site",
		Owns:     notOfCompanies,
		Answers:  []Answer{anyLogin},
		Refusals: []func(*Attempt, *browser.Page) *Refused{siteRefusal},
	}
}

// notOfCompanies tells the hosts of others from those of JumpCloud and of Microsoft in all its clouds: what is typed at
// JumpCloud is for none of Microsoft's pages.
func notOfCompanies(host string) bool { return !ofMicrosoft(host) && !within(host, "jumpcloud.com") }

// ofMicrosoft tells the hosts of Microsoft in all its clouds.
func ofMicrosoft(host string) bool {
	domains := []string{"microsoftonline.com", "microsoftonline-p.com", "microsoft.com", "office.com", "cloud.microsoft",
		"azure.com", "live.com"}
	for _, name := range cloud.Names() {
		c := cloud.Cloud(name)
		domains = slices.Concat(domains, c.Hosts(), c.LoginNames(), c.Arrivals())
	}
	return within(host, domains...)
}

// within says whether a host is one of the domains, or in one of them; also under its name of this machine.
func within(host string, domains ...string) bool {
	host = strings.TrimSuffix(host, ".localhost")
	return slices.ContainsFunc(domains, func(domain string) bool {
		return host == domain || strings.HasSuffix(host, "."+domain)
	})
}

// The names that login forms give to their fields.
func nameFields() []string {
	return []string{"username", "email", "user", "login", "identifier", "j_username"}
}

func passwordFields() []string { return []string{"password", "pass", "j_password"} }

// anyLogin answers a login page of whatever make: name and password, on one page or one after the other.
func anyLogin(ctx context.Context, a *Attempt, page *browser.Page) (*browser.Page, bool, error) {
	if !notOfCompanies(page.URL.Hostname()) {
		return nil, false, nil
	}
	for _, form := range page.Forms {
		var values []Value
		if i := slices.IndexFunc(nameFields(), form.Has); i >= 0 {
			values = append(values, Value{nameFields()[i], cmp.Or(a.Person.JumpCloudEmail, a.Person.UPN)})
		}
		if i := slices.IndexFunc(passwordFields(), form.Has); i >= 0 {
			values = append(values, Value{passwordFields()[i], a.Person.JumpCloudPassword})
		}
		if len(values) > 0 {
			return a.Fill(ctx, page, form, "", values...)
		}
	}
	return nil, false, nil
}

// siteRefusal is a site's own error page; it is called by the host.
func siteRefusal(_ *Attempt, page *browser.Page) *Refused {
	if page.Status < http.StatusBadRequest || !notOfCompanies(page.URL.Hostname()) {
		return nil
	}
	text := page.Text()
	if heading, ok := page.ByID("heading"); ok { // the banner stands above it
		_, below, _ := strings.Cut(text, heading.Text)
		text = heading.Text + ": " + below
	}
	return &Refused{By: page.URL.Hostname(), Code: "HTTP " + strconv.Itoa(page.Status),
		Text: strings.Join(strings.Fields(record.Clip(text, maxText)), " ")}
}

// maxText is how much of a site's error page is told, in bytes.
const maxText = 400
