package api

import (
	"encoding/json"
	"fmt"
	"net/http"

	"samlharness/idp/org"
	"samlharness/record"
)

// maxEcho bounds what an answer repeats of a request, in bytes.
const maxEcho = 100

// oauthError is the body of a refusal: RFC 6749, 5.2.
func oauthError(code, description string) map[string]any {
	return map[string]any{"error": code, "error_description": description}
}

// token gives a service account an access token: client credentials of RFC 6749 4.4, with the client's id and secret by
// HTTP Basic. Source: TheJumpCloud/jc-cli.
func (h *Handler) token(w http.ResponseWriter, r *http.Request) {
	r.Body = http.MaxBytesReader(w, r.Body, maxKept)
	e := record.Exchange{At: h.now(), By: record.JumpCloud, Kind: record.TokenRequest, From: record.Operator,
		To: record.JumpCloud, Verdict: record.Accepted, HTTP: &record.HTTP{Method: r.Method,
			URL: "https://" + org.HostOAuth + "/oauth2/token", Status: http.StatusOK}}
	answer := func(status int, body map[string]any) {
		if code, refused := body["error"].(string); refused {
			e.Verdict = record.Refused
			text, _ := body["error_description"].(string)
			e.Refusal = &record.Refusal{Code: code, Message: text,
				Fix: "make a service account with authType CLIENT_SECRET, and send its id and secret by HTTP Basic"}
		}
		e.HTTP.Status = status
		h.Record.Add(r.Context(), e)
		w.Header().Set("Content-Type", "application/json; charset=utf-8")
		w.Header().Set("Cache-Control", "no-store")
		w.WriteHeader(status)
		_ = json.NewEncoder(w).Encode(body) // a client that is gone needs no answer
	}
	clientID, secret, given := r.BasicAuth()
	if err := r.ParseForm(); err != nil {
		answer(http.StatusBadRequest, oauthError("invalid_request", "the body must be a form of at most 64 KiB"))
		return
	}
	if grant := r.PostForm.Get("grant_type"); grant != "client_credentials" {
		answer(http.StatusBadRequest, oauthError("unsupported_grant_type",
			fmt.Sprintf("grant_type must be client_credentials; it is %q", record.Clip(grant, maxEcho))))
		return
	}
	access, ok, err := h.Organization.ServiceToken(r.Context(), clientID, secret)
	switch {
	case err != nil:
		h.log().ErrorContext(r.Context(), "JumpCloud token", "error", err)
		answer(http.StatusInternalServerError, oauthError("server_error", "the emulation failed; see its log"))
	case !given || !ok:
		answer(http.StatusUnauthorized, oauthError("invalid_client",
			"HTTP Basic must have the client id of a service account and its secret, both alive"))
	default:
		answer(http.StatusOK, map[string]any{"access_token": access, "token_type": "bearer", "scope": "api",
			"expires_in": int(org.ServiceTokenLifetime.Seconds())})
	}
}
