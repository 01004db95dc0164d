package org

import (
	"net/netip"
	"slices"
)

// Condition is a rule about the circumstances of a sign-in. What it names must all hold; the zero value always does.
// Source: JumpCloud API v2, authn/policies; the vendor's command line jc for All, Any and Not.
type Condition struct {
	All []Condition `json:"all,omitempty"`
	Any []Condition `json:"any,omitempty"`
	Not *Condition  `json:"not,omitempty"`
	// AddressIn and AddressNotIn name IP lists.
	AddressIn    []string `json:"ipAddressIn,omitempty"`
	AddressNotIn []string `json:"ipAddressNotIn,omitempty"`
	// DeviceManaged and DeviceEncrypted are about JumpCloud's agent on the device.
	DeviceManaged   *bool `json:"deviceManaged,omitempty"`
	DeviceEncrypted *bool `json:"deviceEncrypted,omitempty"`
	// LocationIn and LocationNotIn are ISO 3166-1 alpha-2 country codes.
	LocationIn    []string `json:"locationIn,omitempty"`
	LocationNotIn []string `json:"locationNotIn,omitempty"`
	// MFAConfigured asks whether the user has a second factor.
	MFAConfigured *bool `json:"mfaConfigured,omitempty"`
}

// Circumstances are those of a sign-in. The zero value is a device that nobody manages, from nowhere known.
type Circumstances struct {
	Address                        netip.Addr
	Country                        string
	DeviceManaged, DeviceEncrypted bool
}

// maxConditions bounds how deep conditions stand in one another.
const maxConditions = 10

func (c Condition) check(depth int) error {
	if depth > maxConditions {
		return invalid("policy conditions", "nested at most 10 deep", "deeper ones")
	}
	for _, country := range append(slices.Clone(c.LocationIn), c.LocationNotIn...) {
		if len(country) != 2 || country[0] < 'A' || country[0] > 'Z' || country[1] < 'A' || country[1] > 'Z' {
			return invalid("location", "a country code of two capital letters, such as US", country)
		}
	}
	for _, inner := range c.inner() {
		if err := inner.check(depth + 1); err != nil {
			return err
		}
	}
	return nil
}

// inner are the conditions within it.
func (c *Condition) inner() (all []*Condition) {
	for i := range c.All {
		all = append(all, &c.All[i])
	}
	for i := range c.Any {
		all = append(all, &c.Any[i])
	}
	if c.Not != nil {
		all = append(all, c.Not)
	}
	return all
}

// situation is what a condition is held against.
type situation struct {
	Circumstances
	mfaConfigured bool
	lists         map[string]IPList
}

// holds says whether everything that the condition names is so.
func (c Condition) holds(s situation) bool {
	if !c.leavesHold(s) || c.Not != nil && c.Not.holds(s) {
		return false
	}
	for _, inner := range c.All {
		if !inner.holds(s) {
			return false
		}
	}
	return len(c.Any) == 0 || slices.ContainsFunc(c.Any, func(inner Condition) bool { return inner.holds(s) })
}

func (c Condition) leavesHold(s situation) bool {
	is := func(wanted *bool, got bool) bool { return wanted == nil || *wanted == got }
	within := func(name string) bool { return s.lists[name].holds(s.Address) }
	here := func(country string) bool { return country == s.Country }
	return is(c.DeviceManaged, s.DeviceManaged) &&
		is(c.DeviceEncrypted, s.DeviceEncrypted) &&
		is(c.MFAConfigured, s.mfaConfigured) &&
		(len(c.AddressIn) == 0 || slices.ContainsFunc(c.AddressIn, within)) &&
		!slices.ContainsFunc(c.AddressNotIn, within) &&
		(len(c.LocationIn) == 0 || slices.ContainsFunc(c.LocationIn, here)) &&
		!slices.ContainsFunc(c.LocationNotIn, here)
}
