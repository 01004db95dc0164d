package api

import (
	"encoding/json"
	"net/http"

	"samlharness/idp/org"
	"samlharness/record"
)

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
			e.Refusal = &record.Refusal{Code: code, Message: "no access token for a service account",
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
	if r.PostFormValue("grant_type") != "client_credentials" {
		answer(http.StatusBadRequest, map[string]any{"error": "unsupported_grant_type"})
		return
	}
	access, ok, err := h.Organization.ServiceToken(r.Context(), clientID, secret)
	switch {
	case err != nil:
		h.log().ErrorContext(r.Context(), "JumpCloud token", "error", err)
		answer(http.StatusInternalServerError, map[string]any{"error": "server_error"})
	case !given || !ok:
		answer(http.StatusUnauthorized, map[string]any{"error": "invalid_client"})
	default:
		answer(http.StatusOK, map[string]any{"access_token": access, "token_type": "bearer", "scope": "api",
			"expires_in": int(org.ServiceTokenLifetime.Seconds())})
	}
}
