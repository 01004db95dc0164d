package browser

import (
	"regexp"
	"strconv"
	"strings"
)

var (
	landingText = regexp.MustCompile(`(?i)signed in as\s+(\S+)`)
	aadstsCode  = regexp.MustCompile(`AADSTS\d+`)
	aadstsLine  = regexp.MustCompile(`(?m)^(?:Message:\s*)?(AADSTS\d+: .+)$`)
	configCode  = regexp.MustCompile(`"sErrorCode"\s*:\s*"(?:AADSTS)?(\d+)"`)
)

// signedInAs reads the landing page: an element with data-signed-in-as, or the words "signed in as".
func signedInAs(page *Page) string {
	if e, ok := page.ByAttribute("data-signed-in-as", ""); ok {
		return e.Attributes["data-signed-in-as"]
	}
	if m := landingText.FindStringSubmatch(page.Text()); m != nil && refusal(page) == nil {
		return strings.TrimRight(m[1], ".,;")
	}
	return ""
}

// refusal reads the pages on which a company says no; nil for any other page.
func refusal(page *Page) *Refused {
	for _, read := range []func(*Page) *Refused{microsoftError, microsoftFieldError, jumpCloudDenial, jumpCloudAlert,
		jumpCloudPolicy, plainError} {
		if r := read(page); r != nil {
			return r
		}
	}
	return nil
}

// microsoftError is an error page: "AADSTS50107: The requested federation realm object …".
func microsoftError(page *Page) *Refused {
	text := page.Text()
	if m := aadstsLine.FindStringSubmatch(text); m != nil {
		return &Refused{By: "Microsoft", Code: aadstsCode.FindString(m[1]), Text: m[1]}
	}
	if code := aadstsCode.FindString(text); code != "" {
		return &Refused{By: "Microsoft", Code: code, Text: line(text, code)}
	}
	return nil
}

// microsoftFieldError is a sentence beside the user name or the password; $Config may hold its code.
func microsoftFieldError(page *Page) *Refused {
	for _, id := range []string{"usernameError", "passwordError"} {
		e, ok := page.ByID(id)
		if !ok || e.Text == "" {
			continue
		}
		r := &Refused{By: "Microsoft", Text: e.Text}
		if m := configCode.FindSubmatch(page.Body); m != nil {
			r.Code = "AADSTS" + string(m[1])
		}
		return r
	}
	return nil
}

// jumpCloudDenial is a page without a message whose data-reason says why.
func jumpCloudDenial(page *Page) *Refused {
	e, ok := page.ByAttribute("data-reason", "")
	if !ok {
		return nil
	}
	return &Refused{By: "JumpCloud", Code: e.Attributes["data-reason"], Text: e.Text}
}

// jumpCloudAlert is the alert on the login page: "Authentication failed."
func jumpCloudAlert(page *Page) *Refused {
	e, ok := page.ByAttribute("data-test-id", "error-alert")
	if !ok || e.Text == "" {
		return nil
	}
	return &Refused{By: "JumpCloud", Code: e.Text, Text: e.Text}
}

// jumpCloudPolicy is the address to which a denying policy redirects.
func jumpCloudPolicy(page *Page) *Refused {
	if !strings.Contains(page.URL.Fragment, "error=policyDenial") {
		return nil
	}
	return &Refused{By: "JumpCloud", Code: "policyDenial", Text: page.Text()}
}

// plainError is an answer of status 400 or more that is none of the above, such as a plain 404.
func plainError(page *Page) *Refused {
	if page.Status < 400 {
		return nil
	}
	by := "Microsoft"
	if strings.Contains(page.URL.Hostname(), "jumpcloud") {
		by = "JumpCloud"
	}
	return &Refused{By: by, Code: "HTTP " + strconv.Itoa(page.Status), Text: strings.SplitN(page.Text(), "\n", 2)[0]}
}

func line(text, part string) string {
	for l := range strings.SplitSeq(text, "\n") {
		if strings.Contains(l, part) {
			return l
		}
	}
	return part
}
