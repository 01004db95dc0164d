package org

import (
	"fmt"
	"reflect"
	"slices"
	"strconv"
	"strings"

	"samlharness/record"
)

// Profile is what a user is besides who they are. The members of the API that concern devices are left out. Source:
// JumpCloud API 1.0, systemuserreturn.
type Profile struct {
	AlternateEmail     string            `json:"alternateEmail,omitempty"`
	MiddleName         string            `json:"middlename,omitempty"`
	Company            string            `json:"company,omitempty"`
	CostCenter         string            `json:"costCenter,omitempty"`
	Department         string            `json:"department,omitempty"`
	Description        string            `json:"description,omitempty"`
	EmployeeIdentifier string            `json:"employeeIdentifier,omitempty"`
	EmployeeType       string            `json:"employeeType,omitempty"`
	JobTitle           string            `json:"jobTitle,omitempty"`
	Location           string            `json:"location,omitempty"`
	ManagedAppleID     string            `json:"managedAppleId,omitempty"`
	Manager            string            `json:"manager,omitempty"` // the id of another user
	PhoneNumbers       []PhoneNumber     `json:"phoneNumbers,omitzero"`
	Addresses          []Address         `json:"addresses,omitzero"`
	Attributes         []CustomAttribute `json:"attributes,omitzero"`
}

// PhoneNumber is a number with its type, such as work or mobile.
type PhoneNumber struct {
	ID     string `json:"id,omitempty"`
	Type   string `json:"type"`
	Number string `json:"number"`
}

// Address is a postal address with its type, such as work or home.
type Address struct {
	ID              string `json:"id,omitempty"`
	Type            string `json:"type"`
	POBox           string `json:"poBox,omitempty"`
	ExtendedAddress string `json:"extendedAddress,omitempty"`
	StreetAddress   string `json:"streetAddress,omitempty"`
	Locality        string `json:"locality,omitempty"`
	Region          string `json:"region,omitempty"`
	PostalCode      string `json:"postalCode,omitempty"`
	Country         string `json:"country,omitempty"`
}

// CustomAttribute is one of the organization's own.
type CustomAttribute struct {
	Name  string `json:"name"`
	Value string `json:"value"`
}

// maxProfileList bounds the lists of a profile.
const maxProfileList = 100

// check refuses what JumpCloud would not save: each text has at most 1024 bytes (JumpCloud API 1.0, maxLength).
func (p Profile) check() error {
	for name, n := range map[string]int{
		"phoneNumbers": len(p.PhoneNumbers), "addresses": len(p.Addresses), "attributes": len(p.Attributes),
	} {
		if n > maxProfileList {
			return invalid(name, fmt.Sprintf("a list of at most %d", maxProfileList), strconv.Itoa(n))
		}
	}
	if p.Manager != "" && !isID(p.Manager) {
		return invalid("manager", "the id of a user", p.Manager)
	}
	for _, t := range p.texts() {
		if len(t.text) > maxName || strings.ContainsFunc(t.text, unprintable) {
			return invalid(t.name, "at most 1024 bytes of printable characters", record.Clip(t.text, maxName))
		}
	}
	return nil
}

// memberText is what a member of the profile says, by the API's name of the member.
type memberText struct{ name, text string }

func (p Profile) texts() []memberText {
	texts := []memberText{
		{"alternateEmail", p.AlternateEmail}, {"middlename", p.MiddleName}, {"company", p.Company},
		{"costCenter", p.CostCenter}, {"department", p.Department}, {"description", p.Description},
		{"employeeIdentifier", p.EmployeeIdentifier}, {"employeeType", p.EmployeeType}, {"jobTitle", p.JobTitle},
		{"location", p.Location}, {"managedAppleId", p.ManagedAppleID},
	}
	for _, n := range p.PhoneNumbers {
		texts = append(texts, memberText{"phoneNumbers.type", n.Type}, memberText{"phoneNumbers.number", n.Number})
	}
	for _, a := range p.Addresses {
		for _, part := range []string{a.Type, a.POBox, a.ExtendedAddress, a.StreetAddress, a.Locality, a.Region,
			a.PostalCode, a.Country} {
			texts = append(texts, memberText{"a member of addresses", part})
		}
	}
	for _, a := range p.Attributes {
		texts = append(texts, memberText{"attributes.name", a.Name}, memberText{"attributes.value", a.Value})
	}
	return texts
}

// stored is the profile with lists of its own, whose entries have ids; nil when it is empty.
func (p Profile) stored(id func() string) *Profile {
	p.PhoneNumbers, p.Addresses = slices.Clone(p.PhoneNumbers), slices.Clone(p.Addresses)
	p.Attributes = slices.Clone(p.Attributes)
	for i := range p.PhoneNumbers {
		if !isID(p.PhoneNumbers[i].ID) {
			p.PhoneNumbers[i].ID = id()
		}
	}
	for i := range p.Addresses {
		if !isID(p.Addresses[i].ID) {
			p.Addresses[i].ID = id()
		}
	}
	if reflect.ValueOf(p).IsZero() {
		return nil
	}
	return &p
}
