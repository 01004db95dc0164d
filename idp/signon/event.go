package signon

import (
	"net/http"

	"samlharness/idp/org"
	"samlharness/idp/session"
)

// event keeps in the organization's log what became of a request: sso_auth, the only event of single sign-on. Its
// application is empty when it was not reached. Source: Sekoia.io documentation, JumpCloud event samples.
func (h *Handler) event(r *http.Request, d decision) {
	message, idpInitiated := "", d.request == nil
	application := map[string]any{"id": "", "name": "", "display_label": "", "sso_type": "saml", "sso_url": ""}
	if d.refusal != nil {
		message = d.refusal.Code
	}
	if a := d.Application; message != CodeUnreachable {
		application["id"], application["name"] = a.ID, a.Name
		application["display_label"], application["sso_url"] = a.Label, a.SSOURL()
	}
	methods := map[string]any{"password": map[string]any{"success": true}}
	if d.who.Factor != "" {
		methods[string(d.who.Factor)] = map[string]any{"success": true}
	}
	h.Organization.AddEvent(session.Context(r), org.Event{
		Service: org.ServiceSSO,
		Type:    "sso_auth",
		By:      org.Initiator{Type: "user", ID: d.who.User.ID, Username: d.who.User.Username},
		Members: map[string]any{
			"idp_initiated": idpInitiated, "mfa": d.who.Factor != "", "sso_token_success": d.refusal == nil,
			"error_message": message, "application": application,
			"auth_context": map[string]any{"auth_methods": methods},
			"useragent":    map[string]any{"name": r.UserAgent()},
		},
	})
}
