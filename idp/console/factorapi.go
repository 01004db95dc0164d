package console

import (
	"encoding/base64"
	"encoding/json"
	"errors"
	"net/http"

	"samlharness/idp/org"
	"samlharness/idp/pages"
	"samlharness/idp/session"
	"samlharness/idp/signon"
	"samlharness/internal/webauthn"
	"samlharness/record"
)

// The calls below come after POST /userconsole/auth has answered "MFA required.". Shapes: Versent/saml2aws
// pkg/provider/jumpcloud.

// factorStatus is a second factor that the login API offers.
type factorStatus struct {
	Type   string `json:"type"`
	Status string `json:"status"`
}

// mfaRequired asks a program for a second factor. Older clients read a redirect to the login page as that (source:
// GuildEducationInc/aws-jumpcloud).
func mfaRequired(w http.ResponseWriter, r *http.Request, context string, offered []org.Factor) {
	if context == "" && r.Header.Get("X-Requested-With") == "XMLHttpRequest" {
		http.Redirect(w, r, signon.Target{}.SecondFactor(), http.StatusFound)
		return
	}
	factors := []factorStatus{}
	for _, f := range offered {
		factors = append(factors, factorStatus{string(f), "available"})
	}
	pages.JSON(w, http.StatusUnauthorized, map[string]any{"message": org.TextMFARequired, "factors": factors})
}

// wrongFactor refuses a second factor. The older clients look for "multifactor" in error.
func wrongFactor(w http.ResponseWriter) {
	pages.JSON(w, http.StatusUnauthorized, map[string]string{
		"message": org.CodeAuthenticationFailed,
		"error":   "multifactor authentication failed",
	})
}

// factorCall answers a call of a browser whose password was right.
type factorCall func(w http.ResponseWriter, r *http.Request, who org.Session) (next string, err error)

// guarded serves a call that changes something: with the XSRF token, and signing in with what it returns.
func (h *Login) guarded(call factorCall) http.HandlerFunc {
	return func(w http.ResponseWriter, r *http.Request) {
		if !h.hasXSRF(r) {
			refuseXSRF(w)
			return
		}
		h.factorCall(call)(w, r)
	}
}

// factorCall serves a call and signs in with the token that it returns; "" means that it has answered.
func (h *Login) factorCall(call factorCall) http.HandlerFunc {
	return func(w http.ResponseWriter, r *http.Request) {
		who, known, err := session.Known(r, h.Organization)
		if err == nil && !known {
			pages.Message(w, http.StatusUnauthorized, org.CodeAuthenticationFailed)
			return
		}
		next := ""
		if err == nil {
			r.Body = http.MaxBytesReader(w, r.Body, maxLoginBody)
			next, err = call(w, r, who)
		}
		h.factorGiven(w, r, signon.TargetOf(who.Toward), who.Token, next, err)
	}
}

// factorGiven tells a program what came of a second factor, and signs in with the token next; "" means that the program
// has its answer.
func (h *Login) factorGiven(w http.ResponseWriter, r *http.Request, to signon.Target, before, next string, err error) {
	_, refused := errors.AsType[*record.Refusal](err)
	switch {
	case refused:
		wrongFactor(w)
	case err != nil:
		h.Pages.Fail(w, r, err)
	case next != "":
		h.proceed(w, to, before, next)
		pages.JSON(w, http.StatusOK, map[string]string{"redirectTo": to.URL()})
	}
}

// readBody reads one JSON object into value, or answers 400.
func readBody(w http.ResponseWriter, r *http.Request, value any) bool {
	if err := json.NewDecoder(r.Body).Decode(value); err != nil {
		pages.Message(w, http.StatusBadRequest, "The body is not a JSON object.")
		return false
	}
	return true
}

func (h *Login) totp(w http.ResponseWriter, r *http.Request, who org.Session) (string, error) {
	var body struct{ OTP string }
	if !readBody(w, r, &body) {
		return "", nil
	}
	return h.Organization.GiveTOTP(session.Context(r), who.Token, body.OTP)
}

func (h *Login) startPush(w http.ResponseWriter, r *http.Request, who org.Session) (string, error) {
	p, err := h.Organization.StartPush(session.Context(r), who.Token)
	if err == nil {
		pages.JSON(w, http.StatusOK, p)
	}
	return "", err
}

// pollPush tells how a push stands; a denied one comes with 401.
func (h *Login) pollPush(w http.ResponseWriter, r *http.Request, who org.Session) (string, error) {
	p, ok := h.Organization.Push(who.Token, r.PathValue("id"))
	switch {
	case !ok:
		pages.Message(w, http.StatusNotFound, "Not Found")
	case p.Status == org.PushDenied:
		pages.JSON(w, http.StatusUnauthorized, p)
	default:
		pages.JSON(w, http.StatusOK, p)
	}
	return "", nil
}

func (h *Login) pushLogin(_ http.ResponseWriter, r *http.Request, who org.Session) (string, error) {
	return h.Organization.GivePush(session.Context(r), who.Token, r.PathValue("id"))
}

// publicKeyOptions is what a browser asks the authenticator for.
type publicKeyOptions struct {
	Challenge        string               `json:"challenge"`
	RPID             string               `json:"rpId"`
	AllowCredentials []publicKeyReference `json:"allowCredentials"`
	UserVerification string               `json:"userVerification,omitempty"` // "" is the browser's default, preferred
}

type publicKeyReference struct {
	ID string `json:"id"`
}

func (h *Login) challengeWebAuthn(w http.ResponseWriter, r *http.Request, who org.Session) (string, error) {
	to := signon.TargetOf(who.Toward)
	demand, err := h.Organization.Demand(r.Context(), who.User.ID, to.Slug, session.Circumstances(r))
	if err != nil {
		return "", err
	}
	c, err := h.Organization.ChallengeWebAuthn(r.Context(), who.Token, demand.VerifyUser)
	if err != nil {
		return "", err
	}
	encode := base64.RawURLEncoding.EncodeToString
	options := publicKeyOptions{
		Challenge:        encode(c.Challenge),
		RPID:             c.RPID,
		AllowCredentials: []publicKeyReference{{encode(c.CredentialID)}},
	}
	if demand.VerifyUser {
		options.UserVerification = "required"
	}
	pages.JSON(w, http.StatusOK, map[string]any{
		"publicKey": options,
		"token":     c.Token,
	})
	return "", nil
}

func (h *Login) webAuthn(w http.ResponseWriter, r *http.Request, who org.Session) (string, error) {
	var body struct {
		PublicKeyCredential webauthn.Assertion
		Token               string
	}
	if !readBody(w, r, &body) {
		return "", nil
	}
	return h.Organization.GiveWebAuthn(session.Context(r), who.Token, body.Token, body.PublicKeyCredential)
}
