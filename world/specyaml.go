package world

import (
	"fmt"
	"slices"

	"go.yaml.in/yaml/v4"
)

// YAML is the spec as a world.yaml, which [ParseSpec] reads back. Comments say what it leaves out.
func (s Spec) YAML() ([]byte, error) {
	var document yaml.Node
	if err := document.Dump(s, yaml.WithV4Defaults()); err != nil {
		return nil, fmt.Errorf("write the world file: %w", err)
	}
	root := &document
	if document.Kind == yaml.DocumentNode {
		root = document.Content[0]
	}
	for i, d := range s.Domains {
		comment(root, d.note, "domains", i)
	}
	for i, u := range s.Users {
		comment(root, u.note, "users", i)
	}
	for i, u := range s.Administrators {
		comment(root, u.note, "administrators", i)
	}
	for i, a := range s.AppRegistrations {
		comment(root, a.note, "appRegistrations", i)
	}
	data, err := yaml.Dump(root, yaml.WithV4Defaults(), yaml.WithLineWidth(-1))
	if err != nil {
		return nil, fmt.Errorf("write the world file: %w", err)
	}
	return append([]byte(fileHead), data...), nil
}

// fileHead says what a reader might miss.
const fileHead = `# A world of harness: "harness up --world FILE" holds one open, "harness run --world FILE" runs
# scripts in such worlds.
# Users without a password here have the demo's. Applications get a key and a certificate of their own at each start,
# and a domain that names its application is federated with that certificate. Not in the file: sessions, locks, keys,
# the record; the time counts where the clock does not run.
`

// comment puts a note above the node that the path leads to.
func comment(root *yaml.Node, note string, path ...any) {
	if note == "" {
		return
	}
	for _, step := range path {
		root = child(root, step)
	}
	root.HeadComment = note
}

// WithoutPasswords is the spec with the passwords of nobody and the client secrets of no application, and whether there
// were any.
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
	s.AppRegistrations = slices.Clone(s.AppRegistrations)
	for i := range s.AppRegistrations {
		had = had || s.AppRegistrations[i].Secret != ""
		s.AppRegistrations[i].Secret = ""
	}
	return s, had
}
