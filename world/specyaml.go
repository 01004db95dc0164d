package world

import (
	"fmt"
	"time"

	"go.yaml.in/yaml/v4"
)

// YAML is the spec as a world.yaml, which [ParseSpec] reads back.
func (s Spec) YAML() ([]byte, error) {
	data, err := yaml.Dump(s, yaml.WithV4Defaults())
	if err != nil {
		return nil, fmt.Errorf("write the world file: %w", err)
	}
	return data, nil
}

// MarshalYAML writes it so.
func (d Duration) MarshalYAML() (any, error) { return time.Duration(d).String(), nil }

// WithoutPasswords is the spec with the passwords of nobody, and whether somebody had one.
func (s Spec) WithoutPasswords() (bare Spec, had bool) {
	strip := func(users []UserSpec) []UserSpec {
		list := make([]UserSpec, len(users))
		for i, u := range users {
			had = had || u.JumpCloudPassword != "" || u.EntraPassword != ""
			u.JumpCloudPassword, u.EntraPassword = "", ""
			list[i] = u
		}
		return list
	}
	s.Users, s.Administrators = strip(s.Users), strip(s.Administrators)
	return s, had
}
