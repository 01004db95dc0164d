package world

import (
	"context"
	"reflect"
	"slices"

	"samlharness/idp/org"
)

// policies exports JumpCloud's IP lists and policies, with the names of what they are about.
func (e *exporting) policies(ctx context.Context) error {
	lists, err := e.JumpCloud.IPLists(ctx)
	if err != nil {
		return err
	}
	names := names{}
	e.spec.IPLists = nil
	for _, l := range lists {
		names[l.ID] = l.Name
		e.spec.IPLists = append(e.spec.IPLists, IPListSpec{Name: l.Name, Description: l.Description, IPs: l.IPs})
	}
	groups, err := e.JumpCloud.Groups(ctx)
	if err != nil {
		return err
	}
	for _, g := range groups {
		names[g.ID] = g.Name
	}
	for _, a := range e.apps {
		names[a.ID] = a.Slug
	}
	policies, err := e.JumpCloud.Policies(ctx)
	e.spec.Policies = nil
	for _, p := range policies {
		e.deleted(p, names)
		e.spec.Policies = append(e.spec.Policies, names.policy(p))
	}
	if err != nil {
		return err
	}
	return e.defaultPolicies(ctx)
}

// deleted gives the file an empty group or IP list for each that a policy names and that was deleted: nobody is in it,
// and the policy means the same.
func (e *exporting) deleted(p org.Policy, names names) {
	for _, id := range slices.Concat(p.Groups, p.ExcludedGroups) {
		if names[id] == "" {
			names[id] = id
			e.spec.Groups = append(e.spec.Groups, GroupSpec{Name: id, Members: []string{}})
		}
	}
	for _, id := range addressLists(p.Conditions) {
		if names[id] == "" {
			names[id] = id
			e.spec.IPLists = append(e.spec.IPLists, IPListSpec{Name: id, IPs: []string{}})
		}
	}
}

// addressLists are the ids of the IP lists that a condition names.
func addressLists(c org.Condition) []string {
	ids := slices.Concat(c.AddressIn, c.AddressNotIn)
	for _, inner := range slices.Concat(c.All, c.Any) {
		ids = append(ids, addressLists(inner)...)
	}
	if c.Not != nil {
		ids = append(ids, addressLists(*c.Not)...)
	}
	return ids
}

// defaultPolicies exports those that do more than let people in.
func (e *exporting) defaultPolicies(ctx context.Context) error {
	for _, kind := range org.PolicyTypes() {
		effect, err := e.JumpCloud.DefaultPolicy(ctx, kind)
		if err != nil {
			return err
		}
		if s := (names{}).policy(org.Policy{Type: kind, Effect: effect}); !reflect.DeepEqual(s, PolicySpec{Type: s.Type}) {
			s.Default = true
			e.spec.Policies = append(e.spec.Policies, s)
		}
	}
	return nil
}

// names are those of groups, applications and IP lists, by id.
type names map[string]string

// of are the names of what is there.
func (n names) of(ids []string) (list []string) {
	for _, id := range ids {
		if n[id] != "" {
			list = append(list, n[id])
		}
	}
	return list
}

func (n names) policy(p org.Policy) PolicySpec {
	s := PolicySpec{
		Name:             p.Name,
		Description:      p.Description,
		Disabled:         p.Disabled,
		Type:             p.Type,
		Action:           p.Effect.Action,
		RequireMFA:       p.Effect.RequireMFA,
		Factors:          p.Effect.Factors,
		UserVerification: p.Effect.UserVerification,
		Applications:     n.of(p.Applications),
		Groups:           n.of(p.Groups),
		ExcludedGroups:   n.of(p.ExcludedGroups),
		Conditions:       n.condition(p.Conditions),
	}
	message := p.Effect.Message
	s.Message = MessageSpec{message.Text, HelpSpec(message.Primary), HelpSpec(message.Secondary)}
	s.Disabled = s.Disabled || len(p.Applications) > 0 && len(s.Applications) == 0 // they were deleted
	if s.Type == org.PolicyApplication {
		s.Type = ""
	}
	if s.Action == org.PolicyAllow {
		s.Action = ""
	}
	if len(s.Factors) == 0 {
		s.Factors = nil
	}
	return s
}

func (n names) condition(c org.Condition) ConditionSpec {
	s := ConditionSpec{
		Networks:         n.of(c.AddressIn),
		OutsideNetworks:  n.of(c.AddressNotIn),
		DeviceManaged:    c.DeviceManaged,
		DeviceEncrypted:  c.DeviceEncrypted,
		Locations:        c.LocationIn,
		OutsideLocations: c.LocationNotIn,
		MFAConfigured:    c.MFAConfigured,
	}
	for _, inner := range c.All {
		s.All = append(s.All, n.condition(inner))
	}
	for _, inner := range c.Any {
		s.Any = append(s.Any, n.condition(inner))
	}
	if c.Not != nil {
		s.Not = new(n.condition(*c.Not))
	}
	return s
}
