package signin_test

import (
	"html"
	"net/http"

	"samlharness/internal/testsite"
)

// companies are stand-ins for both companies with their literal host, field and element names.
type companies struct {
	managed   bool   // Microsoft asks for the password itself
	twoSteps  bool   // JumpCloud asks for e-mail and password on two pages
	denied    bool   // JumpCloud lets nobody in
	msError   string // Microsoft's error page for every response
	noKMSI    bool
	relaxed   *http.Cookie // what login.microsoftonline.com sets before it sends the request
	gotCookie bool         // whether that cookie came back with the response
	gotKMSI   string       // LoginOptions
}

func (c *companies) mux() *http.ServeMux {
	mux := http.NewServeMux()
	mux.HandleFunc("GET login.microsoftonline.com/{$}", func(w http.ResponseWriter, _ *http.Request) {
		testsite.Write(w, "Sign in to your account", `<h1>Sign in</h1><form method=post action="/common/login">
			<input type=hidden name=flowToken value=ft>
			<input name=loginfmt id=i0116 type=email><button id=idSIButton9>Next</button></form>`)
	})
	mux.HandleFunc("GET www.office.com/{$}", func(w http.ResponseWriter, r *http.Request) {
		http.Redirect(w, r, "https://login.microsoftonline.com/", http.StatusFound)
	})
	mux.HandleFunc("POST login.microsoftonline.com/common/login", c.commonLogin)
	mux.HandleFunc("POST login.microsoftonline.com/login.srf", c.loginSrf)
	mux.HandleFunc("POST login.microsoftonline.com/kmsi", func(w http.ResponseWriter, r *http.Request) {
		c.gotKMSI = r.FormValue("LoginOptions")
		http.Redirect(w, r, "https://m365.cloud.microsoft/landing", http.StatusFound)
	})
	mux.HandleFunc("GET m365.cloud.microsoft/landing", func(w http.ResponseWriter, _ *http.Request) {
		testsite.Write(w, "Microsoft 365", `<p>You are signed in as alice@contoso.com</p>`)
	})
	c.mountJumpCloud(mux)
	return mux
}

func (c *companies) commonLogin(w http.ResponseWriter, r *http.Request) {
	switch {
	case r.FormValue("passwd") == "Entra-Passw0rd!":
		http.Redirect(w, r, "https://m365.cloud.microsoft/landing", http.StatusFound)
	case r.FormValue("passwd") != "":
		testsite.Write(w, "Sign in to your account", `<script>$Config={"sErrorCode":"50126"};//]]></script>
			<form method=post><input name=passwd type=password>
			<div id=passwordError>Your account or password is incorrect.</div><button id=idSIButton9>Sign in</button></form>`)
	case r.FormValue("loginfmt") != "alice@contoso.com":
		testsite.Write(w, "Sign in to your account", `<form method=post><input name=loginfmt value="x">
			<div id=usernameError>We couldn't find an account with that username.</div>
			<button id=idSIButton9>Next</button></form>`)
	case c.managed:
		testsite.Write(w, "Sign in to your account", `<form method=post action="/common/login">
			<input type=hidden name=loginfmt value="alice@contoso.com">
			<input name=passwd id=i0118 type=password><button id=idSIButton9>Sign in</button></form>`)
	default:
		if c.relaxed != nil {
			http.SetCookie(w, c.relaxed)
		}
		testsite.Write(w, "Redirecting", `<h1 id=loginHeader>Taking you to your organization's sign-in page</h1>
			<form id=autopost method=post action="https://sso.jumpcloud.com/saml2/office365">
				<input type=hidden name=SAMLRequest value="PHJlcXVlc3QvPg==">
			<input type=hidden name=RelayState value="estsredirect=2&amp;estsrequest=rQIIA">
				<input type=hidden name=username value="alice@contoso.com">
			<button>Continue</button></form><script>document.getElementById("autopost").submit()</script>`)
	}
}

func (c *companies) loginSrf(w http.ResponseWriter, r *http.Request) {
	_, err := r.Cookie("buid")
	c.gotCookie = err == nil
	switch {
	case c.msError != "":
		testsite.Write(w, "Sign in to your account", `<h1>Sign in</h1><p>Sorry, but we’re having trouble signing you in.</p>
			<p>`+
			c.msError+`</p>
			<h2>Troubleshooting details</h2><p>Message: `+c.msError+`</p>`)
	case c.noKMSI:
		http.Redirect(w, r, "https://m365.cloud.microsoft/landing", http.StatusFound)
	default:
		testsite.Write(w, "Stay signed in?", `<h1>Stay signed in?</h1><form method=post action="/kmsi">
			<input type=checkbox name=DontShowAgain id=KmsiCheckboxField>
			<button id=idBtn_Back name=LoginOptions value=3>No</button>
			<button id=idSIButton9 name=LoginOptions value=1>Yes</button></form>`)
	}
}

func (c *companies) mountJumpCloud(mux *http.ServeMux) {
	mux.HandleFunc("sso.jumpcloud.com/saml2/office365", func(w http.ResponseWriter, r *http.Request) {
		if _, err := r.Cookie("_jumpcloud_user_console_"); err != nil {
			http.Redirect(w, r, "https://console.jumpcloud.com/login?context=sso&redirectTo=saml2%2Foffice365",
				http.StatusSeeOther)
			return
		}
		if c.denied {
			testsite.Write(w, "Not authorized", `<p data-reason="not authorized">You do not have access to this application.
				</p>`)
			return
		}
		testsite.Write(w, "Signing in", `<form method=post action="https://login.microsoftonline.com/login.srf">
			<input type=hidden name=SAMLResponse value="PHJlc3BvbnNlLz4=">
			<input type=hidden name=RelayState value=rs><input type=submit value=Continue></form>
			<script>document.forms[0].submit();</script>`)
	})
	mux.HandleFunc("GET console.jumpcloud.com/login", func(w http.ResponseWriter, r *http.Request) {
		if c.twoSteps {
			testsite.Write(w, "Log in", `<form method=post><input name=email type=email>
				<button data-automation=loginButton type=submit>Continue</button></form>`)
			return
		}
		testsite.Write(w, "Log in", `<form method=post><input name=email type=email><input name=password type=password>
			<button type=submit>SSO Login</button></form>`)
	})
	mux.HandleFunc("POST console.jumpcloud.com/login", func(w http.ResponseWriter, r *http.Request) {
		switch r.FormValue("password") {
		case "":
			testsite.Write(w, "Log in", `<form method=post><input type=hidden name=email value="`+
				html.EscapeString(r.FormValue("email"))+`">
				<input name=password type=password><button type=submit>Login</button></form>`)
		case "JumpCloud-Passw0rd!":
			http.SetCookie(w, &http.Cookie{
				Name:     "_jumpcloud_user_console_",
				Value:    "s",
				Domain:   "jumpcloud.com",
				Path:     "/",
				Secure:   true,
				SameSite: http.SameSiteLaxMode,
			})
			target := "https://sso.jumpcloud.com/saml2/office365"
			if r.URL.Query().Get("redirectTo") == "" {
				target = "https://console.jumpcloud.com/userconsole"
			}
			http.Redirect(w, r, target, http.StatusSeeOther)
		default:
			w.WriteHeader(http.StatusUnauthorized)
			testsite.Write(w, "Log in", `<div data-test-id="error-alert">Authentication failed.</div><form method=post>
				<input name=email><input name=password type=password>
				<button type=submit>SSO Login</button></form>`)
		}
	})
	mux.HandleFunc("GET console.jumpcloud.com/userconsole", func(w http.ResponseWriter, r *http.Request) {
		if _, err := r.Cookie("_jumpcloud_user_console_"); err != nil {
			http.Redirect(w, r, "/login", http.StatusSeeOther)
			return
		}
		testsite.Write(w, "User Portal", `<a href="https://sso.jumpcloud.com/saml2/office365">Microsoft 365</a>`)
	})
}
