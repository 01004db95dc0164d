package org

import (
	"slices"
	"strings"
)

// PolicyType is the kind of resource that a policy governs: one for each policy.
type PolicyType string

// The types of a policy. Source: JumpCloud API v2, authn/policies. The emulation has no LDAP and no administrators'
// login: policies of those types are kept, and decide nothing.
const (
	PolicyUserPortal  PolicyType = "user_portal"
	PolicyApplication PolicyType = "application"
	PolicyLDAP        PolicyType = "ldap"
	PolicyAdminPortal PolicyType = "admin_portal"
)

// PolicyTypes are all of them; the first is that of a policy which names none.
func PolicyTypes() []PolicyType {
	return []PolicyType{PolicyUserPortal, PolicyApplication, PolicyLDAP, PolicyAdminPortal}
}

// PolicyAction is what a policy does with a sign-in that it matches.
type PolicyAction string

// The actions of a policy.
const (
	PolicyAllow PolicyAction = "allow"
	PolicyDeny  PolicyAction = "deny"
)

// Policy is a conditional access policy. Source: JumpCloud API v2, authn/policies. Its lists hold ids once it is
// stored; whoever makes one may give names.
type Policy struct {
	ID          string `json:"id"`
	Name        string `json:"name"`
	Description string `json:"description,omitempty"`
	// Disabled keeps it and lets it decide nothing.
	Disabled bool         `json:"disabled,omitempty"`
	Type     PolicyType   `json:"type"`
	Effect   PolicyEffect `json:"effect"`
	// Applications are those that a policy of type application governs; without any it governs all.
	Applications []string `json:"applications,omitzero"`
	// Groups are those whose members it is for; without any it is for everybody. ExcludedGroups win.
	Groups         []string `json:"groups,omitzero"`
	ExcludedGroups []string `json:"excludedGroups,omitzero"`
	// Conditions say when it matches; the zero value always does.
	Conditions Condition `json:"conditions,omitzero"`
}

// PolicyEffect is what a policy does.
type PolicyEffect struct {
	// Action defaults to [PolicyAllow].
	Action PolicyAction `json:"action"`
	// RequireMFA lets in only with a second factor, of Factors where there are any.
	RequireMFA bool     `json:"requireMfa,omitempty"`
	Factors    []Factor `json:"factors,omitempty"`
	// UserVerification is none, optional or required of a WebAuthn authenticator; "" is none. Only required asks.
	UserVerification string `json:"userVerification,omitempty"`
	// Message is shown to whoever is denied, in place of JumpCloud's words; the zero value is none.
	Message PolicyMessage `json:"message,omitzero"`
}

// PolicyMessage is an administrator's text for people who are denied, with up to two links for help.
type PolicyMessage struct {
	Text      string     `json:"text,omitempty"`
	Primary   PolicyHelp `json:"primary,omitzero"`
	Secondary PolicyHelp `json:"secondary,omitzero"`
}

// PolicyHelp is a link of a [PolicyMessage].
type PolicyHelp struct {
	Text string `json:"text,omitempty"`
	URL  string `json:"url,omitempty"`
}

// checkPolicy refuses what JumpCloud would not save.
func checkPolicy(p Policy) error {
	if p.Name == "" || len(p.Name) > 255 || strings.ContainsFunc(p.Name, unprintable) {
		return invalid("policy name", "1 to 255 printable characters", p.Name)
	}
	if len(p.Description) > 1024 || strings.ContainsFunc(p.Description, unprintable) {
		return invalid("policy description", "at most 1024 printable characters", p.Description)
	}
	if !slices.Contains(PolicyTypes(), p.Type) {
		return invalid("policy type", "user_portal, application, ldap or admin_portal", string(p.Type))
	}
	if p.Type != PolicyApplication && len(p.Applications) > 0 {
		return invalid("policy type", "application for a policy that names applications", string(p.Type))
	}
	if err := p.Effect.check(); err != nil {
		return err
	}
	return p.Conditions.check(0)
}

func (e PolicyEffect) check() error {
	switch {
	case e.Action != PolicyAllow && e.Action != PolicyDeny:
		return invalid("policy action", "allow or deny", string(e.Action))
	case e.Action == PolicyDeny && e.RequireMFA:
		return invalid("policy effect", "allow where it asks for a second factor", string(PolicyDeny))
	case !slices.Contains([]string{"", "none", "optional", "required"}, e.UserVerification):
		return invalid("user verification", "none, optional or required", e.UserVerification)
	}
	for _, f := range e.Factors {
		if !slices.Contains(Factors(), f) {
			return invalid("MFA factor", FactorNames(Factors()), string(f))
		}
	}
	return e.Message.check()
}

func (m PolicyMessage) check() error {
	for _, text := range []string{m.Text, m.Primary.Text, m.Secondary.Text} {
		if len(text) > 1024 || strings.ContainsFunc(text, unprintable) {
			return invalid("policy message", "at most 1024 printable characters", text)
		}
	}
	for _, help := range []PolicyHelp{m.Primary, m.Secondary} {
		if help.URL != "" && !isWebURL(help.URL) {
			return invalid("help link of a policy", "an absolute http or https URL", help.URL)
		}
	}
	return nil
}
