package v2

import (
	"strings"

	"samlharness/idp/api/rest"
	"samlharness/idp/org"
)

func policySchema() rest.Schema[org.Policy] {
	return rest.Schema[org.Policy]{
		{Name: "id", Of: func(p org.Policy) any { return p.ID }},
		{Name: "name", Of: func(p org.Policy) any { return p.Name }},
		{Name: "description", Of: func(p org.Policy) any { return p.Description }},
		{Name: "disabled", Of: func(p org.Policy) any { return p.Disabled }},
		{Name: "type", Of: func(p org.Policy) any { return string(p.Type) }},
		{Name: "effect", Of: func(p org.Policy) any { return effect(p.Effect) }},
		{Name: "targets", Of: func(p org.Policy) any { return policyTargets(p) }},
		{Name: "conditions", Of: func(p org.Policy) any { return p.Conditions }},
	}
}

// effect is an AuthnPolicyEffect.
func effect(e org.PolicyEffect) rest.Object {
	factors := make([]rest.Object, len(e.Factors))
	for i, f := range e.Factors {
		factors[i] = rest.Object{{Name: "type", Value: strings.ToUpper(string(f))}}
	}
	verification := e.UserVerification
	if verification == "" {
		verification = "none"
	}
	o := rest.Object{{Name: "action", Value: string(e.Action)}, {Name: "obligations", Value: rest.Object{
		{Name: "mfa", Value: rest.Object{{Name: "required", Value: e.RequireMFA}}},
		{Name: "mfaFactors", Value: factors},
		{Name: "userVerification", Value: rest.Object{{Name: "requirement", Value: verification}}},
	}}}
	if e.Message == (org.PolicyMessage{}) {
		return o
	}
	help := func(h org.PolicyHelp) rest.Object {
		return rest.Object{{Name: "text", Value: h.Text}, {Name: "url", Value: h.URL}}
	}
	return append(o, rest.Member{Name: "custom_error_message", Value: rest.Object{
		{Name: "enabled", Value: true}, {Name: "message", Value: e.Message.Text},
		{Name: "primary_help", Value: help(e.Message.Primary)}, {Name: "secondary_help", Value: help(e.Message.Secondary)},
	}})
}

// policyTargets are AuthnPolicyTargets: no group of its own means everybody.
func policyTargets(p org.Policy) rest.Object {
	everybody := []string{}
	if len(p.Groups) == 0 {
		everybody = append(everybody, "ALL")
	}
	resources := make([]rest.Object, 0, len(p.Applications)+1)
	for _, id := range p.Applications {
		resources = append(resources, rest.Object{{Name: "type", Value: "application"}, {Name: "id", Value: id}})
	}
	if p.Type != org.PolicyApplication {
		resources = append(resources, rest.Object{{Name: "type", Value: string(p.Type)}})
	}
	return rest.Object{
		{Name: "resources", Value: resources},
		{Name: "users", Value: rest.Object{{Name: "inclusions", Value: everybody}}},
		{Name: "userGroups", Value: rest.Object{{Name: "inclusions", Value: rest.List(p.Groups)},
			{Name: "exclusions", Value: rest.List(p.ExcludedGroups)}}},
	}
}

// The bodies of a policy. Source: JumpCloud API 2.0, AuthnPolicy.
type (
	effectBody struct {
		Action      org.PolicyAction `json:"action"`
		Obligations struct {
			MFA struct {
				Required bool `json:"required"`
			} `json:"mfa"`
			Factors []struct {
				Type string `json:"type"`
			} `json:"mfaFactors"`
			Verification struct {
				Requirement string `json:"requirement"`
			} `json:"userVerification"`
		} `json:"obligations"`
		Message *struct {
			Enabled   *bool          `json:"enabled"`
			Message   string         `json:"message"`
			Primary   org.PolicyHelp `json:"primary_help"`
			Secondary org.PolicyHelp `json:"secondary_help"`
		} `json:"custom_error_message"`
	}
	targetsBody struct {
		Resources []struct {
			Type string `json:"type"`
			ID   string `json:"id"`
		} `json:"resources"`
		Users *struct {
			Inclusions []string `json:"inclusions"`
		} `json:"users"`
		UserGroups struct {
			Inclusions []string `json:"inclusions"`
			Exclusions []string `json:"exclusions"`
		} `json:"userGroups"`
		UserAttributes *struct{} `json:"userAttributes"`
	}
)

// policyEffect is the effect that a body asks for.
func (b effectBody) policyEffect() (e org.PolicyEffect, err error) {
	e = org.PolicyEffect{Action: b.Action, RequireMFA: b.Obligations.MFA.Required}
	if e.UserVerification = b.Obligations.Verification.Requirement; e.UserVerification == "none" {
		e.UserVerification = ""
	}
	for _, f := range b.Obligations.Factors {
		factor, err := org.ParseFactor(f.Type)
		if err != nil {
			return e, err
		}
		e.Factors = append(e.Factors, factor)
	}
	if m := b.Message; m != nil && (m.Enabled == nil || *m.Enabled) {
		e.Message = org.PolicyMessage{Text: m.Message, Primary: m.Primary, Secondary: m.Secondary}
	}
	return e, nil
}

// apply writes the targets into a policy.
func (t targetsBody) apply(p *org.Policy) error {
	p.Applications = nil
	for _, r := range t.Resources {
		switch {
		case r.Type == string(org.NodeApplication) && r.ID != "":
			p.Applications = append(p.Applications, r.ID)
		case r.Type != string(p.Type):
			return rest.BadRequest("targets.resources", "of the policy's type, "+string(p.Type), r.Type)
		}
	}
	p.Groups, p.ExcludedGroups = t.UserGroups.Inclusions, t.UserGroups.Exclusions
	if t.UserAttributes != nil {
		return rest.BadRequest("targets.userAttributes", "left out: users are chosen by groups in this emulation",
			"an object")
	}
	if t.Users == nil {
		return nil
	}
	for _, name := range t.Users.Inclusions {
		if !strings.EqualFold(name, "ALL") {
			return rest.BadRequest("targets.users.inclusions", `["ALL"]`, name)
		}
		p.Groups = nil
	}
	return nil
}
