package graph

import (
	"strings"
	"time"

	"samlharness/sp/directory"
	"samlharness/sp/graph/odata"
)

// registration is what a user has registered to sign in with.
type registration struct {
	directory.User
	administrator bool
	preference    string // see [directory.MethodsPolicy]
}

// registeredAs are the names that kinds of methods have in methodsRegistered, strongest first (Microsoft Graph REST
// v1.0: userRegistrationDetails resource type).
func registeredAs() []struct {
	kind directory.MethodKind
	name string
} {
	return []struct {
		kind directory.MethodKind
		name string
	}{
		{directory.Passkey, "passKeyDeviceBound"},
		{directory.Authenticator, "microsoftAuthenticatorPush"},
		{directory.SoftwareOATH, "softwareOneTimePasscode"},
		{directory.Phone, "mobilePhone"},
	}
}

func (r *registration) methods() (names []string) {
	for _, as := range registeredAs() {
		for _, m := range r.Methods {
			if m.Kind == as.kind {
				names = append(names, as.name)
			}
		}
	}
	return names
}

func (r *registration) passwordless() bool {
	methods := r.methods()
	return len(methods) > 0 && strings.HasPrefix(methods[0], "passKey")
}

// preferred is a list of the one method that the system prefers, empty when it has no preference.
func (r *registration) preferred() []string {
	methods := r.methods()
	if r.preference == directory.PreferenceDisabled || len(methods) == 0 {
		return nil
	}
	return methods[:1]
}

// updated is when the user last registered something.
func (r *registration) updated() time.Time {
	last := r.CreatedAt
	for _, m := range r.Methods {
		if m.CreatedAt.After(last) {
			last = m.CreatedAt
		}
	}
	return last
}

func registrationColumns() odata.Columns[registration] {
	type r = registration
	text := func(name string, of func(*r) string) odata.Column[r] {
		return odata.Column[r]{Name: name, Of: func(o *r) odata.Value { return odata.Text(of(o)) }}
	}
	flag := func(name string, of func(*r) bool) odata.Column[r] {
		return odata.Column[r]{Name: name, Of: func(o *r) odata.Value { return odata.Flag(of(o)) }}
	}
	mfa := func(o *r) bool { return len(o.Methods) > 0 }
	never := func(*r) bool { return false }
	return odata.Columns[r]{
		text("id", func(o *r) string { return o.ID }),
		text("userPrincipalName", func(o *r) string { return o.UserPrincipalName }),
		text("userDisplayName", func(o *r) string { return o.DisplayName }),
		text("userType", func(o *r) string {
			if values := o.Profile["userType"]; len(values) > 0 {
				return strings.ToLower(values[0])
			}
			return "member"
		}),
		flag("isAdmin", func(o *r) bool { return o.administrator }),
		flag("isSsprRegistered", never), flag("isSsprEnabled", never), flag("isSsprCapable", never),
		flag("isMfaRegistered", mfa), flag("isMfaCapable", mfa),
		flag("isPasswordlessCapable", (*r).passwordless),
		{Name: "methodsRegistered", Of: func(o *r) odata.Value { return odata.List(o.methods()) }},
		flag("isSystemPreferredAuthenticationMethodEnabled", func(o *r) bool {
			return o.preference != directory.PreferenceDisabled
		}),
		{Name: "systemPreferredAuthenticationMethods", Of: func(o *r) odata.Value { return odata.List(o.preferred()) }},
		text("userPreferredMethodForSecondaryAuthentication", func(*r) string { return "none" }),
		{Name: "lastUpdatedDateTime", Of: func(o *r) odata.Value { return odata.Instant(o.updated()) }},
	}
}

// registrationOffer: properties that $filter and $orderby take (Microsoft Graph REST v1.0: List
// userRegistrationDetails).
func registrationOffer(bool) odata.Offer {
	names := registrationColumns().Names()
	return odata.Offer{
		Type:   "userRegistrationDetails",
		Select: names,
		Filter: names[:12],
		Order:  []string{"userPrincipalName", "userDisplayName"},
		MaxTop: maxReportPage,
		Count:  true,
		Pages:  true,
	}
}

func oneRegistrationOffer(beta bool) odata.Offer {
	o := registrationOffer(beta)
	return odata.Offer{Type: o.Type, Select: o.Select}
}

// registrationsOf are what users have registered. Whether Microsoft asks for a P1 licence is not emulated.
func (h *Handler) registrationsOf(c *call, users []directory.User) ([]registration, error) {
	policy, err := h.Tenant.MethodsPolicy(c.r.Context())
	if err != nil {
		return nil, err
	}
	assignments, err := h.Tenant.RoleAssignments(c.r.Context())
	if err != nil {
		return nil, err
	}
	administrators := map[string]bool{}
	for _, a := range assignments {
		administrators[a.User.ID] = true
	}
	list := make([]registration, len(users))
	for i, u := range users {
		list[i] = registration{User: u, administrator: administrators[u.ID], preference: policy.SystemPreference}
	}
	return list, nil
}

func (h *Handler) listRegistrations(c *call) (reply, error) {
	users, err := h.Tenant.Users(c.r.Context(), "", 0)
	if err != nil {
		return reply{}, err
	}
	list, err := h.registrationsOf(c, users)
	if err != nil {
		return reply{}, err
	}
	return collection(c, "reports/authenticationMethods/userRegistrationDetails", registrationColumns(), list,
		maxReportPage), nil
}

func (h *Handler) getRegistration(c *call) (reply, error) {
	u, err := h.Tenant.User(c.r.Context(), c.captures[0])
	if err != nil {
		return reply{}, err
	}
	list, err := h.registrationsOf(c, []directory.User{u})
	if err != nil {
		return reply{}, err
	}
	return one(c, "reports/authenticationMethods/userRegistrationDetails", registrationColumns(), &list[0]), nil
}
