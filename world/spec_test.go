package world_test

import (
	"strings"
	"testing"
	"time"

	"github.com/jonboulle/clockwork"
	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"samlharness/browser/signin"
	"samlharness/world"
)

func TestParseSpec(t *testing.T) {
	spec, err := world.ParseSpec("world.yaml",
		[]byte("\xef\xbb\xbfname: acme\r\npropagationDelay: 2h\r\nusers:\r\n- upn: "+
			"王@contoso.com\r\n  displayName: 王小明\r\ngroups: []\r\n"))
	require.NoError(t, err)
	assert.Equal(t, "acme", spec.Name)
	assert.Equal(t, world.Duration(2*time.Hour), spec.PropagationDelay)
	assert.Equal(t, []world.UserSpec{{UPN: "王@contoso.com", DisplayName: "王小明"}}, spec.Users)
	assert.Equal(t, world.Demo().Domains, spec.Domains, "what is not named stays")

	for text, want := range map[string][]world.GroupSpec{
		"users: [{upn: zoe@contoso.com}]":                            nil,
		"users: [{upn: zoe@contoso.com}]\ngroups: [{name: Finance}]": {{Name: "Finance"}},
		"name: acme": world.Demo().Groups,
	} {
		spec, err := world.ParseSpec("world.yaml", []byte(text))
		require.NoError(t, err, "the demo's groups are of the demo's users")
		assert.Equal(t, want, spec.Groups, text)
	}
	for _, text := range []string{"users", "- users", "null", "--- ~"} { // what is not a mapping has no users
		_, _ = world.ParseSpec("world.yaml", []byte(text))
	}

	empty, err := world.ParseSpec("world.yaml", nil)
	require.NoError(t, err)
	assert.Equal(t, world.Demo(), empty)
}

func TestPeopleKnowTheirPasswords(t *testing.T) {
	w := world.Start(t, world.Options{Spec: &world.Spec{InitialDomain: "contoso.onmicrosoft.com",
		Users:          []world.UserSpec{{UPN: "zoe@contoso.onmicrosoft.com", JumpCloudPassword: "one"}},
		Administrators: []world.UserSpec{{UPN: "root@contoso.onmicrosoft.com", EntraPassword: "Two-2222!"}}}})
	zoe := w.Person("ZOE@contoso.onmicrosoft.com")
	assert.NotNil(t, zoe.OneTimePassword)
	zoe.OneTimePassword = nil // functions cannot be compared
	assert.Equal(t, signin.Person{
		UPN:               "ZOE@contoso.onmicrosoft.com",
		JumpCloudPassword: "one",
		EntraPassword:     world.DemoEntraPassword,
		MicrosoftStart:    signin.MicrosoftStart,
	}, zoe)
	assert.Equal(t, "Two-2222!", w.Person("root@contoso.onmicrosoft.com").EntraPassword)
	assert.Equal(t, world.DemoJumpCloudPassword, w.Person("stranger@contoso.com").JumpCloudPassword)
}

func TestPeopleNeedNoDisplayName(t *testing.T) {
	w := world.Start(t, world.Options{Spec: &world.Spec{
		InitialDomain: "contoso.onmicrosoft.com",
		Users:         []world.UserSpec{{UPN: "zoe@contoso.onmicrosoft.com"}},
	}})
	entra, err := w.Entra.User(t.Context(), "zoe@contoso.onmicrosoft.com")
	require.NoError(t, err)
	assert.Equal(t, "zoe@contoso.onmicrosoft.com", entra.DisplayName)
	jumpcloud, err := w.JumpCloud.User(t.Context(), "zoe")
	require.NoError(t, err)
	assert.Equal(t, "zoe", jumpcloud.Name())
}

func TestParseSpecRefuses(t *testing.T) {
	for _, c := range []struct{ name, text, want string }{
		{"unknown member", "name: a\nusrs: []\n",
			`world.yaml:2:1: unknown member "usrs"; did you mean users?`},
		{"member like no other", "palette: red\n", `unknown member "palette"; expected one of name, organization`},
		{"member in another case", "users:\r\n- upn: a@contoso.com\r\n  displayname: A\r\n",
			`world.yaml:3:3: unknown member "displayname"; did you mean displayName?`},
		{"bad duration", "propagationDelay: soon\n", `world.yaml:1:19: "soon" is not a duration`},
		{"negative duration", "propagationDelay: -1h\n", "is not a duration"},
		{"name without domain", "users: [{upn: alice}]\ngroups: []\n", `"alice" is not of the form name@domain`},
		{"unknown member of a group", "groups: [{name: G, members: [x@y.z]}]\n", `"x@y.z", who is not one of the users`},
		{"user in no domain", "users: [{upn: a@nope.example}]\ngroups: []\n", `"a@nope.example" lies in no verified domain`},
		{"user in an unverified domain", "users: [{upn: a@unverified.example}]\ngroups: []\n", "lies in no verified domain"},
		{"same user twice", "users: [{upn: a@contoso.com}, {upn: A@Contoso.com}]\ngroups: []\n",
			`"A@Contoso.com" is given twice`},
		{"administrator is a user", "administrators: [{upn: Alice@contoso.com}]\n", "is given twice"},
		{"same id twice", "users: [{upn: a@contoso.com, jumpcloudId: 64b1f0c2a9d3e45f6a7b8c9d}, {upn: b@contoso.com, " +
			"jumpcloudId: 64b1f0c2a9d3e45f6a7b8c9d}]\ngroups: []\n", "is given twice"},
		{"bad id", "users: [{upn: a@contoso.com, jumpcloudId: xyz}]\ngroups: []\n", `jumpcloudId "xyz"`},
		{"bad domain", "domains: [{name: münchen.example}]\n", "xn--"},
		{"no domain name", "domains: [{name: ''}]\n", `domain ""`},
		{"same domain twice", "domains:\r\n- name: a.example\r\n- unverified: true\r\n  name: A.example\r\n",
			`world.yaml:4:9: the domain "A.example" is given twice`},
		{"bad initial domain", "initialDomain: foo\n", `initialDomain "foo"`},
		{"bad tenant", "tenantId: x\n", `tenantId "x" is not a GUID`},
		{"terminal escape in the name", `name: "a\e[31m"`, "without control characters"},
		{"long name", "name: " + strings.Repeat("a", 65), "up to 64 characters"},
		{"before a world's time", "now: 0001-01-01T00:00:00Z\n",
			"now is 0001-01-01T00:00:00Z, expected an instant from 1970 to 2999"},
		{"JumpCloud's own group", "groups: [{name: All Users}]\n", "is given twice or is JumpCloud's own"},
		{"group without a name", "groups: [{name: ''}]\n", "a group has no name"},
		{"two documents", "name: a\n---\nname: b\n", "expected one document"},
		{"no YAML", "\tname", "world.yaml:1:1: found character that cannot start any token"},
		{"not UTF-8", "name: a\norganization: \xff\n", "world.yaml:2: the line is not text in UTF-8"},
		{"UTF-16", "\xff\xfen\x00", "world.yaml:1: the line is not text in UTF-8"},
		{"wrong type", "name: a\nusers:\n- alice\n",
			`world.yaml:3:3: expected an object of members, as in name: value, got "alice"`},
		{"a number for a list", "users: 5\n", `world.yaml:1:8: expected a list, with - before each of its items, got "5"`},
		{"a list for a text", "name: [a]\n", "world.yaml:1:7: expected text, got a list"},
		{"an object for a list", "users: {upn: a@contoso.com}\n", "with - before each of its items, got an object"},
		{"neither true nor false", "users:\n- upn: a@contoso.com\n  bound: maybe\n",
			`world.yaml:3:10: expected true or false, got "maybe"`},
		{"no instant", "now: yesterday\n",
			`world.yaml:1:6: expected an instant such as 2026-03-02T09:15:00Z, got "yesterday"`},
		{"no number", "seed: many\n", `world.yaml:1:7: expected a number from 1, got "many"`},
		{"a list for a duration", "propagationDelay: []\n", "expected a duration such as 2h or 90s, got a list"},
		{"a list within itself", "users: &u [*u]\n", "world.yaml:1:8: expected an object of members"},
		{"other domains, the demo's users", "name: a\ndomains:\n- name: contoso.com\n",
			"world.yaml:3:1: the file has no users of its own, and erika@staging.contoso.net of the demo world"},
		{"same member twice", "name: a\nname: b\n", `world.yaml:2:1: mapping key "name" already defined at line 1`},
		{"depth", "name: " + strings.Repeat("[", 100_000), "exceeded max depth"},
		{"aliases upon aliases", "groups:\n- {name: a, members: &m [" + strings.Repeat("x,", 20_000) + "x]}\n" +
			strings.Repeat("- {name: b, members: *m}\n", 5_000), "excessive aliasing"},
		{"at nowhere", "users: [{upn: a@contoso.com, at: home}]\n", `at is "home", expected jumpcloud or microsoft`},
		{"member of the other company", "users:\n- upn: a@contoso.com\n  at: microsoft\n  bound: true\n",
			"world.yaml:4:10: bound is of jumpcloud, where a@contoso.com is not"},
		{"administrator at JumpCloud", "administrators: [{upn: a@contoso.com, bound: true}]\n",
			"the administrator a@contoso.com is at Microsoft alone"},
		{"pending password", "users: [{upn: a@contoso.com, passwordPending: true, jumpcloudPassword: x}]\n",
			"so it is not pending"},
		{"two default domains", "domains: [{name: a.example, default: true}, {name: b.example, default: true}]\nusers: []\n",
			"a.example is the default domain already"},
		{"unknown member of an application", "applications:\n- slug: a\n  lable: x\n",
			`world.yaml:3:3: unknown member "lable"; did you mean label?`},
		{"unknown member of a federation", "domains:\n- name: contoso.com\n  federation: {issueruri: x}\n",
			`world.yaml:3:16: unknown member "issueruri"; did you mean issuerUri?`},
		{"template's own attribute", "applications: [{userAttributes: [{name: a, readOnly: true}]}]\n",
			`unknown member "readOnly"; expected one of name, field`},
		{"in an alias", "users:\n- &u {upn: a@contoso.com}\nadministrators: [*u]\n",
			`world.yaml:2:12: the upn "a@contoso.com" is given twice`},
	} {
		t.Run(c.name, func(t *testing.T) {
			_, err := world.ParseSpec("world.yaml", []byte(c.text))
			assert.ErrorContains(t, err, c.want)
			var mistake *world.SpecError
			require.ErrorAs(t, err, &mistake)
			assert.Equal(t, "world.yaml", mistake.File)
			assert.Positive(t, mistake.Line)
		})
	}
}

func TestWorldsThatTheCompaniesDoNotTake(t *testing.T) {
	for want, spec := range map[string]world.Spec{
		"tenant: ":                         {InitialDomain: "x"},
		"domain bad domain: ":              {Domains: []world.DomainSpec{{Name: "bad domain"}}},
		"tokenValidation some: ":           {TokenValidation: "some"},
		"user a@nowhere.net at Microsoft":  {Users: []world.UserSpec{{UPN: "a@nowhere.net"}}},
		"group G: ":                        {Groups: []world.GroupSpec{{Name: "G", Members: []string{"nobody@contoso.com"}}}},
		"user a@nowhere.com at Microsoft:": {Administrators: []world.UserSpec{{UPN: "a@nowhere.com"}}},
	} {
		_, err := world.New(t.Context(), world.Options{Spec: &spec})
		var refused *world.SpecError
		if assert.ErrorAs(t, err, &refused, want) {
			assert.ErrorContains(t, refused, want)
		}
	}
}

// What only a company can judge is placed in the file too.
func TestCompaniesRefusalsHaveAPlace(t *testing.T) {
	for text, place := range map[string]string{
		"users:\n- displayName: A B\n  upn: a/b@contoso.com\ngroups: []\n":                 "acme.yaml:3:8: ",
		"applications:\n- template: slack\n":                                               "acme.yaml:2:3: ",
		"applications:\n- domain: contoso.com\n  groups: [Nobody]\n":                       "acme.yaml:3:12: ",
		"domains:\n- name: a.example\n  federation: {application: office365}\nusers: []\n": "acme.yaml:3:29: ",
		"domains:\n- name: a.example\n  federation: {issuerUri: x}\nusers: []\n":           "acme.yaml:3:15: ",
		"applications: [{domain: contoso.com}, {domain: contoso.com}]\n":                   "acme.yaml:1:39: ",
	} {
		spec, err := world.ParseSpec("acme.yaml", []byte(text))
		require.NoError(t, err)
		_, err = world.New(t.Context(), world.Options{Spec: &spec})
		var refused *world.SpecError
		require.ErrorAs(t, err, &refused, text)
		assert.Equal(t, place, refused.Place(), refused.Error())
	}
}

// A world file that is written by hand: federated from the start, with somebody who can sign in by SSO.
func TestAFederatedWorldFile(t *testing.T) {
	spec, err := world.ParseSpec("acme.yaml", []byte(`propagationDelay: 2h
domains:
- name: contoso.com
  federation: {application: office365}
users:
- {upn: zoe@contoso.com, bound: true}
applications:
- domain: contoso.com
  groups: [All Users]
`))
	require.NoError(t, err)
	w := world.Start(t, world.Options{Spec: &spec})
	result, err := signin.Walk(t.Context(), w.Browser(), w.Person("zoe@contoso.com"), signin.Start{})
	require.NoError(t, err)
	require.Nil(t, result.Refused)
	assert.Equal(t, "zoe@contoso.com", result.SignedInAs)
	assert.Equal(t, 2*time.Hour, w.Entra.PropagationDelay(), "for the changes that follow")
}

func FuzzParseSpec(f *testing.F) {
	f.Add([]byte("name: a\nusers: [{upn: a@b.c}]\n"))
	f.Fuzz(func(_ *testing.T, data []byte) { _, _ = world.ParseSpec("world.yaml", data) })
}

func TestClock(t *testing.T) {
	start := time.Date(2026, 3, 2, 9, 15, 0, 0, time.UTC)
	fake := clockwork.NewFakeClockAt(start)
	clock := &world.Clock{Clock: fake}
	clock.Advance(2 * time.Hour)
	assert.Equal(t, start.Add(2*time.Hour), clock.Now())
	fake.Advance(time.Minute)
	assert.Equal(t, 2*time.Hour+time.Minute, clock.Since(start))
	clock.Set(start)
	assert.Equal(t, start, clock.Now())
	assert.Equal(t, time.Hour, clock.Until(start.Add(time.Hour)))
}
