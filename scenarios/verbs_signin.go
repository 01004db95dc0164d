package scenarios

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"net/http"
	"strings"

	"github.com/spf13/pflag"

	"samlharness/browser"
	"samlharness/browser/signin"
	"samlharness/internal/flow"
	"samlharness/record"
)

func signInVerbs() vocabulary {
	return vocabulary{
		{
			Name: "signin", Args: "UPN [APP]", Summary: "sign a person in to Microsoft 365 by the pages of both companies",
			Detail: "A browser begins at Microsoft, or with --idp-initiated at the tile of APP in JumpCloud's User Portal. " +
				"With --at it is a service provider of another make to which the person signs in, a site of the world. " +
				"Each sign-in has a fresh private " +
				"window unless --same-window. Where no password is given the person types the one of the demo world. With " +
				"--attack the response is changed on its way to Microsoft; `harness attack list` says how, and which code must " +
				"refuse it.",
			Example: "signin alice@contoso.com",
			Takes: map[string]Value{
				"UPN":            {Names: "entra user"},
				"APP":            {Names: "application"},
				"stay-signed-in": {OneOf: []string{"yes", "no"}},
				"attack":         {OneOf: attackNames(), Listed: "harness attack list"},
				"push":           {OneOf: []string{"approve", "deny"}},
			},
			Secret: []string{"jumpcloud-password", "entra-password"},
			Flags: func(flags *pflag.FlagSet) {
				flags.Bool("idp-initiated", false, "begin at JumpCloud's User Portal")
				texts("at", "sign in at the `URL` of a service provider other than Microsoft",
					"jumpcloud-email", "the `EMAIL` typed at JumpCloud, or in its place, when it is not the UPN",
					"jumpcloud-password", "the `PASSWORD` typed at JumpCloud, or in its place", "entra-password",
					"the `PASSWORD` typed at Microsoft")(flags)
				flags.String("stay-signed-in", "no", "the answer to “Stay signed in?”: `yes|no`")
				flags.String("totp", "", "the `CODE` typed at JumpCloud; without it, the one that the person's app shows")
				flags.String("push", "approve", "the answer to a push on the person's phone: `approve|deny`")
				flags.Bool("same-window", false, "go on in the window of the last sign-in, with its cookies")
				flags.String("attack", "", "change the response on its way to Microsoft as the attack `NAME` does")
				flags.Bool("transcript", false, "print every request and answer, without secrets")
			},
			Check: func(call *Call) error {
				if call.Arg(1) != "" && !call.Bool("idp-initiated") {
					return &UsageError{"signin takes an application only with --idp-initiated", "usage: " + call.Verb.Usage()}
				}
				if at := call.String("at"); call.Changed("at") && !isURL(at) {
					return &UsageError{fmt.Sprintf("--at cannot be %q", at), "write an address, as in https://wiki.example/"}
				}
				return nil
			},
			Run: signIn,
		},
		{Name: "signout", Summary: "sign out of Microsoft 365 in the window of the last sign-in",
			Example: "signout", Run: signOut},
	}
}

func signIn(ctx context.Context, env *Env, call *Call) error {
	w := env.World
	person := w.Person(call.Arg(0))
	person.JumpCloudEmail, person.StaySignedIn = call.String("jumpcloud-email"), call.String("stay-signed-in") == "yes"
	if call.Changed("jumpcloud-password") {
		person.JumpCloudPassword = call.String("jumpcloud-password")
	}
	if call.Changed("entra-password") {
		person.EntraPassword = call.String("entra-password")
	}
	secondFactors(w, call, &person)
	start := signin.Start{Site: call.String("at")}
	if call.Bool("idp-initiated") {
		label, err := w.tile(ctx, call.Arg(1))
		if err != nil {
			return err
		}
		start.Tile = label
	}
	window, err := w.open(ctx, call.Bool("same-window"))
	if err != nil {
		return err
	}
	window.Lock()
	defer window.Unlock()
	since := w.lastExchange()
	result, err := w.walkUnder(ctx, call.String("attack"), window, person, start)
	fields(env, ":user", person.UPN, ":signedInAs", orNull(result.SignedInAs))
	if call.Bool("transcript") {
		hops := make([]string, len(result.Transcript))
		for i, hop := range result.Transcript {
			hop.URL, hop.Location = flow.Clean(hop.URL), flow.Clean(hop.Location)
			hops[i] = fmt.Sprint(hop)
			env.Printf("%s\n", hop)
		}
		fields(env, ":transcript", hops)
	}
	switch {
	case err != nil:
		return err
	case result.Refused != nil:
		return refused(w, person.UPN, result, since)
	}
	sayWhere(env, start, result)
	return nil
}

// walkUnder walks through the pages, with an attacker on the way where one is named.
func (w *World) walkUnder(ctx context.Context, attack string, window *window, person signin.Person,
	start signin.Start) (signin.Result, error) {
	if attack == "" {
		return w.walk(ctx, window, person, start)
	}
	attacker, end, err := w.attacked(ctx, attack, window.unwatched)
	if err != nil {
		return signin.Result{}, err
	}
	defer end()
	result, err := w.walk(ctx, window, person, start)
	return result, cmp.Or(err, attacker.done(result.Refused != nil))
}

// secondFactors gives a person the authenticator app and the phone that go with their account.
func secondFactors(w *World, call *Call, person *signin.Person) {
	if call.Changed("totp") {
		person.OneTimePassword = func(context.Context, string) (string, error) { return call.String("totp"), nil }
	}
	person.AnswerPush = func(ctx context.Context, email string) error {
		_, err := w.JumpCloud.AnswerPush(ctx, email, call.String("push") == "approve")
		return err
	}
}

// sayWhere tells as whom the person is signed in; at a service provider of another make, what its page says, too.
func sayWhere(env *Env, start signin.Start, result signin.Result) {
	if result.SignedInAs != "" {
		env.Printf("signed in as %s\n", result.SignedInAs)
	}
	if start.Site == "" {
		return
	}
	text := record.Clip(result.Page.Text(), maxPageText)
	fields(env, ":url", flow.Clean(result.Page.URL.String()), ":page", text)
	env.Printf("at %s\n%s\n", flow.Clean(result.Page.URL.String()), text)
}

// maxPageText is how much of a service provider's page is told, in bytes.
const maxPageText = 4000

// signInRefused is what a page said, with what the record knows about it.
type signInRefused struct {
	by, upn string
	refusal record.Refusal
}

// Error says who refused whom, and with which words.
func (e *signInRefused) Error() string {
	words := e.refusal.Error()
	if e.refusal.Message == "" {
		words = e.refusal.Code
	}
	return fmt.Sprintf("%s refused %s: %s", e.by, e.upn, words)
}

// Unwrap gives the refusal.
func (e *signInRefused) Unwrap() error { return &e.refusal }

func refused(w *World, upn string, result signin.Result, since int64) error {
	r := result.Refused
	refusal := record.Refusal{Code: r.Code, Message: strings.TrimPrefix(r.Text, r.Code+": ")}
	if refusal.Message == refusal.Code {
		refusal.Message = ""
	}
	if e := explain(w.Record, since); e != nil && (e.Code == r.Code || r.Code == "") {
		refusal.Expected, refusal.Got, refusal.Difference, refusal.Fix = e.Expected, e.Got, e.Difference, e.Fix
	}
	refusal.Fix = cmp.Or(refusal.Fix, withheld(result.Transcript))
	return &signInRefused{r.By, upn, refusal}
}

// withheld says which cookies a site did not get with the response that another site posted to it.
func withheld(hops []browser.Hop) string {
	for _, h := range hops {
		if h.SAML != nil && h.SAML.Parameter == "SAMLResponse" && len(h.Withheld) > 0 && h.Status >= http.StatusBadRequest {
			return fmt.Sprintf("the browser sent the response without %s, since another site posts it: if the site needs it, "+
				"set it with SameSite=None; Secure", strings.Join(h.Withheld, ", "))
		}
	}
	return ""
}

func signOut(ctx context.Context, env *Env, _ *Call) error {
	w := env.World
	w.mu.Lock()
	window := w.window
	w.mu.Unlock()
	if window == nil {
		return errors.New("nobody has signed in")
	}
	window.Lock()
	defer window.Unlock()
	page, err := window.Open(ctx, "https://"+w.Entra.Cloud().Login()+"/common/oauth2/logout")
	if err != nil {
		return err
	}
	fields(env, ":page", page.Title)
	env.Printf("after signing out the browser shows “%s”\n", page.Title)
	return nil
}
