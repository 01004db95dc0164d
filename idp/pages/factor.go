package pages

import (
	"net/http"
	"slices"

	"samlharness/internal/page"
	"samlharness/internal/shell"
)

// Factor is the page that asks for the second factor.
type Factor struct {
	// Going says where one is going, as on [Login]; Email is who is signing in.
	Going, Email string
	// Action is where the form goes, Back leads to the login page.
	Action, Back string
	// Factor is the one that the page asks for: totp, push or webauthn; "" when the user has none that counts.
	Factor string
	// Push is the id of the push that waits on the phone, "" before there is one.
	Push string
	// Unanswered is true when the person said that it was answered, and it was not.
	Unanswered bool
	// Others are what the user may give instead.
	Others []OtherFactor
	// Alert is why the last attempt failed, Reason its code; "" at the first.
	Alert, Reason string
	// Exchange is the correlation ID of the last attempt in the world's record; "" leads nowhere.
	Exchange string
	// FormTargets are the origins to which the sign-in leads on.
	FormTargets []string
}

// Command is the line that stands for what the person or their administrator would do elsewhere.
func (f Factor) Command(verb ...string) string { return jumpcloud(f.Email, verb) }

// jumpcloud is a verb of JumpCloud about a user, as a shell line.
func jumpcloud(email string, verb []string) string {
	return shell.Line(slices.Concat([]string{"harness", "jumpcloud"}, verb, []string{email})...)
}

// OtherFactor leads to the page of another factor.
type OtherFactor struct{ Factor, URL string }

// Title is what the page calls a factor.
func (o OtherFactor) Title() string {
	switch o.Factor {
	case "totp":
		return "Use an authenticator app"
	case "push":
		return "Use JumpCloud Protect"
	}
	return "Use a security key"
}

// Factor writes the page; with an Alert its status is 401.
func (p *Pages) Factor(w http.ResponseWriter, f Factor) {
	status := http.StatusOK
	if f.Alert != "" {
		status = http.StatusUnauthorized
	}
	p.site.Write(w, page.Page{
		Title:       "Verify Your Identity",
		Status:      status,
		Template:    parsed().factor,
		Data:        f,
		FormTargets: f.FormTargets,
		Exchange:    f.Exchange,
	})
}
