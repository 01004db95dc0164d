package loopback_test

import (
	"testing"

	"github.com/stretchr/testify/assert"

	"samlharness/internal/loopback"
)

func TestHosts(t *testing.T) {
	for host, want := range map[string]struct{ address, name, bind bool }{
		"127.0.0.1":              {true, true, true},
		"127.255.255.254":        {true, true, true},
		"::1":                    {true, true, true},
		"[::1]":                  {true, true, true},
		"0:0:0:0:0:0:0:1":        {true, true, true},
		"::ffff:127.0.0.1":       {true, true, true},
		"::ffff:7f00:1":          {true, true, true},
		"localhost":              {false, true, true},
		"LocalHost":              {false, true, true},
		"localhost.":             {false, true, false},
		"graph.localhost":        {false, true, false},
		"A.b.LOCALHOST.":         {false, true, false},
		"":                       {},
		".":                      {},
		"0.0.0.0":                {},
		"::":                     {},
		"[::]":                   {},
		"::ffff:0.0.0.0":         {},
		"10.0.0.1":               {},
		"128.0.0.1":              {},
		"::ffff:10.0.0.1":        {},
		"::2":                    {},
		"::127.0.0.1":            {},
		"::1%eth0":               {},
		"127.1":                  {},
		"0177.0.0.1":             {},
		"2130706433":             {},
		"127.0.0.1.":             {},
		"[127.0.0.1]":            {},
		"[::1":                   {},
		"::1]":                   {},
		"[]":                     {},
		"127.0.0.1:80":           {},
		"localhost:80":           {},
		"localhost..":            {},
		".localhost":             {},
		"a..localhost":           {},
		"notlocalhost":           {},
		"localhost.example":      {},
		"localhost.evil.example": {},
		"127.0.0.1.evil.example": {},
		" localhost":             {},
		"ⅼocalhost":              {}, // U+217C
	} {
		assert.Equal(t, want.address, loopback.Address(host), "Address(%q)", host)
		assert.Equal(t, want.name, loopback.Name(host), "Name(%q)", host)
		assert.Equal(t, want.bind, loopback.Bind(host), "Bind(%q)", host)
	}
}
