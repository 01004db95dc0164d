package graph

import (
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

func TestParsePath(t *testing.T) {
	for path, want := range map[string][]string{
		"/v1.0/domains/":                                   {"v1.0", "domains"},
		"/v1.0/domains('a.com')/verify":                    {"v1.0", "domains", "a.com", "verify"},
		"/v1.0/users('o''brien@a.com')":                    {"v1.0", "users", "o'brien@a.com"},
		"/v1.0/users/o'brien@a.com":                        {"v1.0", "users", "o'brien@a.com"},
		"/v1.0/directoryRoles(roleTemplateId='x')/members": {"v1.0", "directoryRoles", "roleTemplateId=x", "members"},
		"/v1.0/users/a%2Fb":                                {"v1.0", "users", "a/b"},
		"/v1.0/domains(a.com)":                             {"v1.0", "domains(a.com)"},
		"/v1.0/domains('a'b')":                             {"v1.0", "domains('a'b')"},
		"/":                                                nil,
	} {
		segments, err := parsePath(path)
		require.NoError(t, err, path)
		assert.Equal(t, want, segments, path)
	}
	for _, path := range []string{"/a//b", "/a/%zz", strings.Repeat("/a", 100)} {
		_, err := parsePath(path)
		assert.Error(t, err, path)
	}
}

func TestParseFilter(t *testing.T) {
	for raw, want := range map[string]string{
		"a eq 'x' and b eq true or c eq null":    "((a eq 'x' and b eq true) or c eq null)",
		"a eq 'x' and (b eq true or c eq false)": "(a eq 'x' and (b eq true or c eq false))",
		"not startsWith(Name, 'O''B')":           "not (startswith(name,'O''B'))",
		"A NE 'x'":                               "a ne 'x'",
	} {
		f, err := parseFilter(raw)
		require.NoError(t, err, raw)
		assert.Equal(t, want, f.String())
	}
	for _, raw := range []string{"", "a", "a eq", "a gt 'x'", "a eq 'x", "a eq x", "(a eq 'x'", "a eq 'x' b",
		"contains(a,'x')", "startsWith(a)", "startsWith('a','b')",
		"'a' eq 'b'", "a eq 'x' and", "a = 'x'", "a eq 'x')", strings.Repeat("(", 200), strings.Repeat("a", 9000)} {
		_, err := parseFilter(raw)
		assert.Error(t, err, raw)
	}
}

func FuzzParseFilter(f *testing.F) {
	for _, seed := range []string{"a eq 'x' and (b ne true or startsWith(c,'d''e'))", "not endsWith(a,'b')", "((",
		"a eq null"} {
		f.Add(seed)
	}
	object := entity{{"a", "x"}, {"b", true}, {"c", nil}}
	f.Fuzz(func(t *testing.T, raw string) {
		first, err := parseFilter(raw)
		if err != nil {
			return
		}
		first.holds(object)
		again, err := parseFilter(first.String())
		if err != nil && len(first.String()) <= maxFilter && strings.Count(first.String(), "(") < maxFilterDepth/2 {
			t.Fatalf("%q became %q, which is refused: %v", raw, first, err)
		}
		if err == nil && again.String() != first.String() {
			t.Fatalf("%q became %q, then %q", raw, first, again)
		}
	})
}

func FuzzParsePath(f *testing.F) {
	for _, seed := range []string{"/v1.0/domains('contoso.com')/federationConfiguration",
		"/v1.0/directoryRoles(roleTemplateId='x')/members", "/a/%zz", "//", "/()", "/a('')"} {
		f.Add(seed)
	}
	s := &server{Handler: &Handler{}}
	s.routes = s.table()
	f.Fuzz(func(t *testing.T, raw string) {
		segments, err := parsePath(raw)
		if err != nil {
			return
		}
		if len(segments) > 2*(maxSegments+2) {
			t.Fatalf("%d segments", len(segments))
		}
		for _, r := range s.routes {
			if n, captures := r.match(segments); n > len(segments) || len(captures) > n {
				t.Fatalf("matched %d of %q, captured %q", n, segments, captures)
			}
		}
	})
}

func FuzzParsePayload(f *testing.F) {
	for _, seed := range []string{`{"a":"b","A":null,"c":{"d":true}}`, `{'a':'b'}`, `[]`, "{\"a\":\"\xff\"}",
		`{"passwordProfile":{"password":"x"}}`} {
		f.Add([]byte(seed))
	}
	f.Fuzz(func(t *testing.T, raw []byte) {
		p, err := parsePayload(raw)
		if err != nil {
			return
		}
		p.resource = "User"
		if u, err := userPatch(p); err == nil && u.Password != nil && *u.Password == "" {
			t.Fatal("an empty password was taken")
		}
	})
}

func FuzzReadBatch(f *testing.F) {
	for _, seed := range []string{`{"requests":[{"id":"1","method":"GET","url":"/domains"}]}`,
		`{"requests":[{"id":"1","method":"GET","url":"/a","dependsOn":["2"]},{"id":"2","method":"GET","url":"/b","dependsOn":["1"]}]}`, `{"requests":[{}]}`} {
		f.Add([]byte(seed))
	}
	f.Fuzz(func(t *testing.T, raw []byte) {
		p, err := parsePayload(raw)
		if err != nil {
			return
		}
		requests, err := readBatch(p)
		if err != nil {
			return
		}
		if len(requests) < 1 || len(requests) > 20 {
			t.Fatalf("a batch of %d", len(requests))
		}
		ids := map[string]bool{}
		for _, r := range requests {
			if r.ID == "" || ids[r.ID] {
				t.Fatalf("id %q is empty or there twice", r.ID)
			}
			ids[r.ID] = true
		}
	})
}
