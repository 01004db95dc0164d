package world

import "samlharness/idp/org"

// PolicySpec is one of JumpCloud's conditional access policies.
type PolicySpec struct {
	// Name is the policy's; a default one has none.
	Name        string `yaml:"name,omitempty"`
	Description string `yaml:"description,omitempty"`
	// Default makes it what becomes of the sign-ins of its type that no other policy matches.
	Default  bool `yaml:"default,omitempty"`
	Disabled bool `yaml:"disabled,omitempty"`
	// Type is what it governs; "" means [org.PolicyApplication].
	Type org.PolicyType `yaml:"type,omitempty"`
	// Action is what it does; "" means [org.PolicyAllow].
	Action           org.PolicyAction `yaml:"action,omitempty"`
	RequireMFA       bool             `yaml:"requireMfa,omitempty"`
	Factors          []org.Factor     `yaml:"factors,omitempty"`
	UserVerification string           `yaml:"userVerification,omitempty"`
	// Message is shown to whoever is denied, in place of JumpCloud's words.
	Message MessageSpec `yaml:"message,omitempty"`
	// Applications are those that it governs, Groups those whose members it is for; without any, all.
	Applications   []string `yaml:"applications,omitempty"`
	Groups         []string `yaml:"groups,omitempty"`
	ExcludedGroups []string `yaml:"excludedGroups,omitempty"`
	// Conditions say when it matches; without any it always does.
	Conditions ConditionSpec `yaml:"conditions,omitempty"`
}

// MessageSpec is a text for people who are denied, with links for help.
type MessageSpec struct {
	Text      string   `yaml:"text,omitempty"`
	Primary   HelpSpec `yaml:"primary,omitempty"`
	Secondary HelpSpec `yaml:"secondary,omitempty"`
}

// HelpSpec is a link of a [MessageSpec].
type HelpSpec struct {
	Text string `yaml:"text,omitempty"`
	URL  string `yaml:"url,omitempty"`
}

// ConditionSpec is a rule about the circumstances of a sign-in, see [org.Condition]. Networks name IP lists.
type ConditionSpec struct {
	All              []ConditionSpec `yaml:"all,omitempty"`
	Any              []ConditionSpec `yaml:"any,omitempty"`
	Not              *ConditionSpec  `yaml:"not,omitempty"`
	Networks         []string        `yaml:"networks,omitempty"`
	OutsideNetworks  []string        `yaml:"outsideNetworks,omitempty"`
	DeviceManaged    *bool           `yaml:"deviceManaged,omitempty"`
	DeviceEncrypted  *bool           `yaml:"deviceEncrypted,omitempty"`
	Locations        []string        `yaml:"locations,omitempty"`
	OutsideLocations []string        `yaml:"outsideLocations,omitempty"`
	MFAConfigured    *bool           `yaml:"mfaConfigured,omitempty"`
}

// IPListSpec is a list of addresses that the conditions of policies name.
type IPListSpec struct {
	Name        string   `yaml:"name"`
	Description string   `yaml:"description,omitempty"`
	IPs         []string `yaml:"ips"`
}

// effect is what the policy does.
func (p PolicySpec) effect() org.PolicyEffect {
	e := org.PolicyEffect{
		Action:           p.Action,
		RequireMFA:       p.RequireMFA,
		Factors:          p.Factors,
		UserVerification: p.UserVerification,
	}
	if e.Action == "" {
		e.Action = org.PolicyAllow
	}
	e.Message.Text = p.Message.Text
	e.Message.Primary, e.Message.Secondary = org.PolicyHelp(p.Message.Primary), org.PolicyHelp(p.Message.Secondary)
	return e
}

func (p PolicySpec) kind() org.PolicyType {
	if p.Type == "" {
		return org.PolicyApplication
	}
	return p.Type
}

func (p PolicySpec) policy() org.Policy {
	return org.Policy{
		Name:           p.Name,
		Description:    p.Description,
		Disabled:       p.Disabled,
		Type:           p.kind(),
		Effect:         p.effect(),
		Applications:   p.Applications,
		Groups:         p.Groups,
		ExcludedGroups: p.ExcludedGroups,
		Conditions:     p.Conditions.condition(),
	}
}

func (c ConditionSpec) condition() org.Condition {
	made := org.Condition{
		AddressIn:       c.Networks,
		AddressNotIn:    c.OutsideNetworks,
		DeviceManaged:   c.DeviceManaged,
		DeviceEncrypted: c.DeviceEncrypted,
		LocationIn:      c.Locations,
		LocationNotIn:   c.OutsideLocations,
		MFAConfigured:   c.MFAConfigured,
	}
	for _, inner := range c.All {
		made.All = append(made.All, inner.condition())
	}
	for _, inner := range c.Any {
		made.Any = append(made.Any, inner.condition())
	}
	if c.Not != nil {
		made.Not = new(c.Not.condition())
	}
	return made
}
