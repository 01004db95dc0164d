package console

import (
	"encoding/json"
	"errors"
	"io"
	"net/http"

	"samlharness/idp/org"
	"samlharness/idp/pages"
	"samlharness/idp/session"
	"samlharness/idp/signon"
	"samlharness/record"
)

// giveXSRF hands out the token that a JSON sign-in must send back.
func (h *Login) giveXSRF(w http.ResponseWriter, r *http.Request) {
	token := h.XSRF.token()
	http.SetCookie(w, &http.Cookie{
		Name:     CookieXSRF,
		Value:    token,
		Path:     "/",
		Secure:   true,
		SameSite: http.SameSiteLaxMode,
	})
	if _, err := r.Cookie(session.Cookie); err != nil {
		http.SetCookie(w, session.NewCookie("anonymous"))
	}
	pages.JSON(w, http.StatusOK, map[string]string{"xsrf": token})
}

// credentials is the body of a JSON sign-in; encoding/json reads its keys without regard to case.
type credentials struct {
	Context    string `json:"context"`
	RedirectTo string `json:"redirectTo"`
	Email      string `json:"email"`
	Password   string `json:"password"`
	OTP        string `json:"otp"` // "" for none: saml2aws sends an empty one first
}

// readCredentials reads exactly one JSON object.
func readCredentials(body io.Reader) (credentials, error) {
	var c credentials
	d := json.NewDecoder(body)
	if err := d.Decode(&c); err != nil {
		return credentials{}, err
	}
	if _, err := d.Token(); !errors.Is(err, io.EOF) {
		return credentials{}, errors.New("more than one JSON value")
	}
	return c, nil
}

// auth is the JSON sign-in of the login page and of saml2aws.
func (h *Login) auth(w http.ResponseWriter, r *http.Request) {
	if !h.hasXSRF(r) {
		refuseXSRF(w)
		return
	}
	c, err := readCredentials(http.MaxBytesReader(w, r.Body, maxLoginBody))
	if err != nil {
		pages.Message(w, http.StatusBadRequest, "The body is not one JSON object with email and password.")
		return
	}
	to := signon.ReadTarget(c.Context, c.RedirectTo)
	u, err := h.Organization.SignIn(session.Context(r), c.Email, c.Password)
	if _, ok := errors.AsType[*record.Refusal](err); ok {
		pages.Message(w, http.StatusUnauthorized, org.CodeAuthenticationFailed) // for a locked account too
		return
	}
	if err != nil {
		h.Pages.Fail(w, r, err)
		return
	}
	demand, token, err := h.begin(w, r, u, to)
	switch {
	case err != nil:
		h.Pages.Fail(w, r, err)
	case !demand.RequireMFA:
		pages.JSON(w, http.StatusOK, map[string]string{"redirectTo": to.URL()})
	case c.OTP == "":
		if len(demand.Offered) == 0 {
			h.Organization.RefuseWithoutFactor(session.Context(r), u, demand)
		}
		mfaRequired(w, r, c.Context, demand.Offered)
	default:
		next, err := h.Organization.GiveTOTP(session.Context(r), token, c.OTP)
		h.factorGiven(w, r, to, token, next, err)
	}
}

// hasXSRF says whether a request brings back the token that was given to its browser.
func (h *Login) hasXSRF(r *http.Request) bool {
	cookie, err := r.Cookie(CookieXSRF)
	return err == nil && h.XSRF.valid(r.Header.Get(HeaderXSRF), cookie.Value)
}

func refuseXSRF(w http.ResponseWriter) {
	pages.Message(w, http.StatusForbidden, "The XSRF token is missing, wrong or older than 15 minutes.")
}
