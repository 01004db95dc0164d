package v2

import (
	"bytes"
	"encoding/json"
	"strings"

	"samlharness/idp/api/rest"
	"samlharness/idp/org"
)

// ListPolicies is GET /authn/policies. It sends no Link: TheJumpCloud/jc-cli pages it by skip.
func (h Handler) ListPolicies(c *rest.Call) (rest.Reply, error) {
	return rest.Collection[org.Policy]{
		Offer:  rest.Offer{Sort: true, Filter: true, Count: true},
		Schema: policySchema(),
		All:    rest.Values(c.Organization.Policies(c.Context())),
	}.Reply(c)
}

func policy(c *rest.Call) (org.Policy, error) {
	p, err := c.Organization.Policy(c.Context(), c.ID(0))
	if err == nil && p.ID != c.ID(0) {
		err = rest.NotFound("policy", c.ID(0))
	}
	return p, err
}

// GetPolicy is GET /authn/policies/{id}.
func (h Handler) GetPolicy(c *rest.Call) (rest.Reply, error) {
	p, err := policy(c)
	return rest.OK(policySchema().Object(p)), err
}

// takePolicy changes a policy by the members of the body; those that are left out stay.
func takePolicy(c *rest.Call, p *org.Policy) error {
	b, err := rest.ReadBody(c)
	if err != nil {
		return err
	}
	rest.TakeInto(b, "name", &p.Name)
	rest.TakeInto(b, "description", &p.Description)
	rest.TakeInto(b, "disabled", &p.Disabled)
	rest.TakeInto(b, "type", &p.Type)
	if p.Type == "" {
		p.Type = org.PolicyUserPortal
	}
	if raw := rest.Take[json.RawMessage](b, "conditions"); raw != nil {
		if p.Conditions, err = conditions(*raw); err != nil {
			return err
		}
	}
	if e := rest.Take[effectBody](b, "effect"); e != nil {
		if p.Effect, err = e.policyEffect(); err != nil {
			return err
		}
	}
	targets := rest.Take[targetsBody](b, "targets")
	if err := b.Done(c); err != nil {
		return err
	}
	if targets == nil {
		return nil
	}
	return targets.apply(p)
}

// conditions reads them strictly: one that is not known would otherwise let the policy match everywhere.
func conditions(raw json.RawMessage) (c org.Condition, err error) {
	d := json.NewDecoder(bytes.NewReader(raw))
	d.DisallowUnknownFields()
	if err := d.Decode(&c); err != nil {
		return c, rest.BadRequest("conditions", "of ipAddressIn, ipAddressNotIn, deviceManaged, deviceEncrypted, "+
			"locationIn, "+
			"locationNotIn, mfaConfigured, all, any and not", strings.TrimPrefix(err.Error(), "json: "))
	}
	return c, nil
}

// CreatePolicy is POST /authn/policies.
func (h Handler) CreatePolicy(c *rest.Call) (rest.Reply, error) {
	var p org.Policy
	if err := takePolicy(c, &p); err != nil {
		return rest.Reply{}, err
	}
	p, err := c.Organization.CreatePolicy(c.Context(), p)
	if err != nil {
		return rest.Reply{}, err
	}
	policyEvent(c, "authnpolicy_create", p)
	return rest.Created(policySchema().Object(p)), nil
}

// PatchPolicy is PATCH /authn/policies/{id}, and the PUT that TheJumpCloud/jc-cli sends in its place.
func (h Handler) PatchPolicy(c *rest.Call) (rest.Reply, error) {
	p, err := policy(c)
	if err != nil {
		return rest.Reply{}, err
	}
	if err := takePolicy(c, &p); err != nil {
		return rest.Reply{}, err
	}
	p, err = c.Organization.UpdatePolicy(c.Context(), p.ID, func(stored *org.Policy) { *stored = p })
	if err != nil {
		return rest.Reply{}, err
	}
	policyEvent(c, "authpolicy_update", p)
	return rest.OK(policySchema().Object(p)), nil
}

// DeletePolicy is DELETE /authn/policies/{id}.
func (h Handler) DeletePolicy(c *rest.Call) (rest.Reply, error) {
	p, err := policy(c)
	if err == nil {
		err = c.Organization.DeletePolicy(c.Context(), p.ID)
	}
	if err != nil {
		return rest.Reply{}, err
	}
	policyEvent(c, "authnpolicy_delete", p)
	return rest.OK(policySchema().Object(p)), nil
}

func policyEvent(c *rest.Call, kind string, p org.Policy) {
	c.Organization.AddEvent(c.Context(), org.Event{Service: org.ServiceDirectory, Type: kind, Members: map[string]any{
		"resource": map[string]any{"id": p.ID, "type": "authn_policy", "name": p.Name}, "success": true,
	}})
}

// fallbackType is the type of policy that the path names.
func fallbackType(c *rest.Call) (org.PolicyType, error) {
	names := map[string]org.PolicyType{"application": org.PolicyApplication, "userportal": org.PolicyUserPortal,
		"adminportal": org.PolicyAdminPortal, "ldap": org.PolicyLDAP}
	t, ok := names[c.ID(0)]
	if !ok {
		return "", rest.BadRequest("the type", "application, userportal, adminportal or ldap", c.ID(0))
	}
	return t, nil
}

// GetFallback is GET /authn/policy/fallback/{type}.
func (h Handler) GetFallback(c *rest.Call) (rest.Reply, error) {
	t, err := fallbackType(c)
	if err != nil {
		return rest.Reply{}, err
	}
	e, err := c.Organization.DefaultPolicy(c.Context(), t)
	return rest.OK(rest.Object{{Name: "effect", Value: effect(e)}}), err
}

// PutFallback is PUT /authn/policy/fallback/{type}.
func (h Handler) PutFallback(c *rest.Call) (rest.Reply, error) {
	t, err := fallbackType(c)
	if err != nil {
		return rest.Reply{}, err
	}
	b, err := rest.ReadBody(c)
	if err != nil {
		return rest.Reply{}, err
	}
	asked := rest.Take[effectBody](b, "effect")
	if err := b.Done(c); err != nil {
		return rest.Reply{}, err
	}
	if asked == nil {
		return rest.Reply{}, rest.BadRequest("effect", "an object with an action", "none")
	}
	e, err := asked.policyEffect()
	if err == nil {
		err = c.Organization.SetDefaultPolicy(c.Context(), t, e)
	}
	return rest.OK(rest.Object{{Name: "effect", Value: effect(e)}}), err
}
