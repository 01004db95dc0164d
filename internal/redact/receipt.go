package redact

import (
	"cmp"
	"fmt"
	"slices"
	"strings"
)

// Kind is what a thing is that was removed.
type Kind string

// The kinds of what is removed.
const (
	Cookie     Kind = "cookie"
	Token      Kind = "token"
	Password   Kind = "password"
	PrivateKey Kind = "private key"
	// Opaque is a long value of letters and digits that nothing names.
	Opaque Kind = "value that looks like a token"
	// Field is a value of a form or query that is not known to be harmless.
	Field Kind = "form or query value"
	// Header is a header that is not known to be harmless.
	Header Kind = "header"
	// Body is what a request or response carried besides messages.
	Body Kind = "body"
	// Host is a request to a host that has no part in the sign-in, or its address.
	Host Kind = "request to or address of an unrelated host"
)

// Removal is a number of things of one kind and name that were removed.
type Removal struct {
	Kind Kind `json:"kind"`
	// Name is that of the header or field, where the table has it; "" elsewhere, since a name may tell too much.
	Name  string `json:"name,omitempty"`
	Count int    `json:"count"`
}

// Receipt says what was removed, and never what it was.
type Receipt []Removal

// String is the receipt for people, a line for each kind and name.
func (r Receipt) String() string {
	if len(r) == 0 {
		return "nothing was removed\n"
	}
	var b strings.Builder
	for _, one := range r {
		fmt.Fprintf(&b, "%6d  %s\n", one.Count, strings.TrimSpace(string(one.Kind)+" "+one.Name))
	}
	return b.String()
}

// tally counts what is removed.
type tally map[Removal]int

func (t tally) add(kind Kind, name string) { t[Removal{Kind: kind, Name: name}]++ }

// receipt is the tally in order.
func (t tally) receipt() (r Receipt) {
	for one, count := range t {
		one.Count = count
		r = append(r, one)
	}
	slices.SortFunc(r, func(a, b Removal) int {
		return cmp.Or(strings.Compare(string(a.Kind), string(b.Kind)), strings.Compare(a.Name, b.Name))
	})
	return r
}
