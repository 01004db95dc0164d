package idp

import (
	"encoding/json"
	"errors"
	"io"
	"net/http"

	"samlharness/record"
)

// giveXSRF hands out the token that a JSON sign-in must send back.
func (h *login) giveXSRF(w http.ResponseWriter, r *http.Request) {
	token := h.xsrf.token(h.now())
	http.SetCookie(w, &http.Cookie{
		Name:     CookieXSRF,
		Value:    token,
		Path:     "/",
		Secure:   true,
		SameSite: http.SameSiteLaxMode,
	})
	if _, err := r.Cookie(CookieSession); err != nil {
		http.SetCookie(w, sessionCookie("anonymous"))
	}
	writeJSON(w, http.StatusOK, map[string]string{"xsrf": token})
}

// credentials is the body of a JSON sign-in; encoding/json reads its keys without regard to case.
type credentials struct {
	Context    string `json:"context"`
	RedirectTo string `json:"redirectTo"`
	Email      string `json:"email"`
	Password   string `json:"password"`
	OTP        string `json:"otp"` // there is no second factor yet; a code is ignored
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
func (h *login) auth(w http.ResponseWriter, r *http.Request) {
	cookie, err := r.Cookie(CookieXSRF)
	if err != nil || !h.xsrf.valid(r.Header.Get(HeaderXSRF), cookie.Value, h.now()) {
		writeMessage(w, http.StatusForbidden, "The XSRF token is missing, wrong or older than 15 minutes.")
		return
	}
	c, err := readCredentials(http.MaxBytesReader(w, r.Body, maxLoginBody))
	if err != nil {
		writeMessage(w, http.StatusBadRequest, "The body is not one JSON object with email and password.")
		return
	}
	to := readTarget(c.Context, c.RedirectTo)
	u, err := h.SignIn(r.Context(), c.Email, c.Password)
	if _, ok := errors.AsType[*record.Refusal](err); ok {
		writeMessage(w, http.StatusUnauthorized, textAuthenticationFailed) // for a locked account too
		return
	}
	if err != nil {
		h.fail(w, r, err)
		return
	}
	h.begin(w, r, u, to)
	writeJSON(w, http.StatusOK, map[string]string{"redirectTo": to.url()})
}

func writeMessage(w http.ResponseWriter, status int, message string) {
	writeJSON(w, status, map[string]string{"message": message})
}

func writeJSON(w http.ResponseWriter, status int, v any) {
	data, err := json.Marshal(v)
	if err != nil {
		http.Error(w, "Internal Server Error", http.StatusInternalServerError)
		return
	}
	w.Header().Set("Content-Type", "application/json; charset=utf-8")
	w.Header().Set("Cache-Control", "no-store")
	w.Header().Set("X-Content-Type-Options", "nosniff")
	w.WriteHeader(status)
	_, _ = w.Write(data) // the reader has gone; there is nobody to tell
}
