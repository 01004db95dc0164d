package oauth

import (
	"errors"
	"net/http"
	"slices"

	"samlharness/sp/directory"
	"samlharness/sp/oauth/token"
)

// userInfo is what the userinfo endpoint tells (OpenID Connect Core 5.3; Microsoft Learn: UserInfo endpoint).
type userInfo struct {
	Subject    string `json:"sub"`
	Name       string `json:"name,omitempty"`
	FamilyName string `json:"family_name,omitempty"`
	GivenName  string `json:"given_name,omitempty"`
	Email      string `json:"email,omitempty"`
}

// serveUserInfo tells who the person of an access token for Graph is. Its sub is that of the application's ID tokens.
func (h *Handler) serveUserInfo(w http.ResponseWriter, r *http.Request) {
	w.Header().Set("Access-Control-Allow-Origin", "*")
	verifier := token.Verifier{Keys: h.o.Keys, TenantID: h.o.Tenant.ID(), Clock: h.o.Clock, Cloud: h.cloud()}
	access, err := verifier.Verify(r)
	var user directory.User
	if err == nil && (access.AppOnly() || !slices.Contains(access.Scopes, "openid")) {
		err = &token.Error{Message: "The access token has not the scope openid of a person."}
	}
	if err == nil {
		user, err = h.o.Tenant.User(r.Context(), access.ObjectID)
	}
	switch refused, isRefused := errors.AsType[*token.Error](err); {
	case isRefused:
		w.Header().Set("WWW-Authenticate", `Bearer error="invalid_token", error_description="`+refused.Message+`"`)
		writeJSON(w, http.StatusUnauthorized, map[string]any{"error": map[string]string{
			"code":    "InvalidAuthenticationToken",
			"message": refused.Message,
		}})
		return
	case err != nil:
		h.refuse(w, r, subject{access.UserPrincipalName, correlationID(r)}, err)
		return
	}
	info := userInfo{Subject: h.pairwise(user.ID, access.AppID)}
	if slices.Contains(access.Scopes, "profile") {
		info.Name, info.FamilyName, info.GivenName = user.DisplayName, user.Surname, user.GivenName
	}
	if slices.Contains(access.Scopes, "email") {
		info.Email = user.Mail
	}
	writeJSON(w, http.StatusOK, info)
}
