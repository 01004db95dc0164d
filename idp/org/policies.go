package org

import (
	"cmp"
	"context"
	"slices"
	"strings"

	"samlharness/internal/store"
)

// CreatePolicy adds a policy. Names are unique without regard to case; lists may name applications, groups and IP lists
// by id or name.
func (o *Organization) CreatePolicy(ctx context.Context, p Policy) (Policy, error) {
	p.ID = NewID(o.random, o.now())
	err := o.store.Update(ctx, func(tx store.Tx) error { return putPolicy(tx, &p) })
	return p, err
}

// UpdatePolicy changes a policy, by id or name, with the same rules as its creation.
func (o *Organization) UpdatePolicy(ctx context.Context, ref string, change func(*Policy)) (p Policy, err error) {
	err = o.store.Update(ctx, func(tx store.Tx) error {
		if p, err = find(tx, policies, "policy", ref, Policy.name); err != nil {
			return err
		}
		id := p.ID
		p = p.copied()
		change(&p)
		p.ID = id
		return putPolicy(tx, &p)
	})
	return p, err
}

// Policies lists them by name.
func (o *Organization) Policies(ctx context.Context) (list []Policy, err error) {
	err = o.store.View(ctx, func(tx store.Tx) error {
		list, err = policies.Select(tx, nil)
		return err
	})
	for i := range list {
		list[i] = list[i].copied()
	}
	slices.SortFunc(list, func(a, b Policy) int { return strings.Compare(fold(a.Name), fold(b.Name)) })
	return list, err
}

// Policy finds a policy by id or name.
func (o *Organization) Policy(ctx context.Context, ref string) (p Policy, err error) {
	err = o.store.View(ctx, func(tx store.Tx) error {
		p, err = find(tx, policies, "policy", ref, Policy.name)
		return err
	})
	return p.copied(), err
}

// DeletePolicy removes a policy, by id or name.
func (o *Organization) DeletePolicy(ctx context.Context, ref string) error {
	return o.store.Update(ctx, func(tx store.Tx) error {
		p, err := find(tx, policies, "policy", ref, Policy.name)
		if err != nil {
			return err
		}
		return policies.Delete(tx, p.ID)
	})
}

// DefaultPolicy is what becomes of a sign-in that no policy of the type matches. At first it allows.
func (o *Organization) DefaultPolicy(ctx context.Context, t PolicyType) (e PolicyEffect, err error) {
	err = o.store.View(ctx, func(tx store.Tx) error {
		e, err = defaultEffect(tx, t)
		return err
	})
	return e, err
}

func defaultEffect(tx store.Tx, t PolicyType) (PolicyEffect, error) {
	e, found, err := defaultPolicies.Get(tx, string(t))
	if !found {
		e.Action = PolicyAllow
	}
	e.Factors = copied(e.Factors)
	return e, err
}

// SetDefaultPolicy changes what becomes of a sign-in that no policy of the type matches.
func (o *Organization) SetDefaultPolicy(ctx context.Context, t PolicyType, e PolicyEffect) error {
	e.Action = cmp.Or(e.Action, PolicyAllow)
	e.Factors = copied(e.Factors)
	if !slices.Contains(PolicyTypes(), t) {
		return invalid("policy type", "user_portal, application, ldap or admin_portal", string(t))
	}
	if err := e.check(); err != nil {
		return err
	}
	return o.store.Update(ctx, func(tx store.Tx) error { return defaultPolicies.Put(tx, string(t), e) })
}

// putPolicy stores a policy whose lists are made of ids.
func putPolicy(tx store.Tx, p *Policy) error {
	*p = p.copied()
	p.Type, p.Effect.Action = cmp.Or(p.Type, PolicyUserPortal), cmp.Or(p.Effect.Action, PolicyAllow)
	if err := checkPolicy(*p); err != nil {
		return err
	}
	same, found, err := named(tx, policies, p.Name, Policy.name)
	if err != nil || found && same.ID != p.ID {
		return cmp.Or(err, taken("policy", "name", p.Name))
	}
	if err := p.resolve(tx); err != nil {
		return err
	}
	return policies.Put(tx, p.ID, *p)
}

// resolve puts ids in the place of names.
func (p *Policy) resolve(tx store.Tx) error {
	application := func(ref string) (string, error) { r, err := findApplication(tx, ref); return r.ID, err }
	group := func(ref string) (string, error) { g, err := findGroup(tx, ref); return g.ID, err }
	return cmp.Or(
		eachRef(p.Applications, application),
		eachRef(p.Groups, group),
		eachRef(p.ExcludedGroups, group),
		p.Conditions.resolve(func(ref string) (string, error) {
			l, err := find(tx, ipLists, "IP list", ref, IPList.name)
			return l.ID, err
		}),
	)
}

func (c *Condition) resolve(list func(ref string) (string, error)) error {
	err := cmp.Or(eachRef(c.AddressIn, list), eachRef(c.AddressNotIn, list))
	for _, inner := range c.inner() {
		err = cmp.Or(err, inner.resolve(list))
	}
	return err
}

// eachRef replaces each reference by the id that it stands for.
func eachRef(refs []string, id func(string) (string, error)) (err error) {
	for i := range refs {
		if refs[i], err = id(refs[i]); err != nil {
			return err
		}
	}
	return nil
}

func (p Policy) name() string { return p.Name }

// copied is a policy whose lists are its own.
func (p Policy) copied() Policy {
	p.Applications, p.Groups, p.ExcludedGroups = copied(p.Applications), copied(p.Groups), copied(p.ExcludedGroups)
	p.Effect.Factors = copied(p.Effect.Factors)
	p.Conditions = p.Conditions.copied()
	return p
}

func (c Condition) copied() Condition {
	c.All, c.Any = copied(c.All), copied(c.Any)
	if c.Not != nil {
		not := *c.Not
		c.Not = &not
	}
	c.AddressIn, c.AddressNotIn = copied(c.AddressIn), copied(c.AddressNotIn)
	c.LocationIn, c.LocationNotIn = copied(c.LocationIn), copied(c.LocationNotIn)
	for _, inner := range c.inner() {
		*inner = inner.copied()
	}
	return c
}
