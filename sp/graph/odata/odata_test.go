package odata

import (
	"cmp"
	"fmt"
	"slices"
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
		segments, err := ParsePath(path)
		require.NoError(t, err, path)
		assert.Equal(t, want, segments, path)
	}
	for _, path := range []string{"/a//b", "/a/%zz", strings.Repeat("/a", 100)} {
		_, err := ParsePath(path)
		assert.Error(t, err, path)
	}
}

func TestParseFilter(t *testing.T) {
	for raw, want := range map[string]string{
		"a eq 'x' and b eq true or c eq null":    "((a eq 'x' and b eq true) or c eq null)",
		"a eq 'x' and (b eq true or c eq false)": "(a eq 'x' and (b eq true or c eq false))",
		"not startsWith(Name, 'O''B')":           "not (startswith(name,'O''B'))",
		"A NE 'x'":                               "a ne 'x'",
		"a in ('x', 'y') and b lt 7":             "(a in ('x','y') and b lt 7)",
		"a ge 2026-01-01T01:00:00+01:00":         "a ge 2026-01-01T00:00:00Z",
		"A/any(x: x eq 'b')":                     "a/any(x:x eq 'b')",
	} {
		f, err := ParseFilter(raw)
		require.NoError(t, err, raw)
		assert.Equal(t, want, f.String())
	}
	for _, raw := range []string{"", "a", "a eq", "a has 'x'", "a in 'x'", "a in ('x'", "a in ()", "a/any(x:y eq 'z')",
		"a/any(x)", "a ge 2026-13-01T00:00:00Z", "a eq 'x", "a eq x", "(a eq 'x'", "a eq 'x' b",
		"contains(a,'x')", "startsWith(a)", "startsWith('a','b')",
		"'a' eq 'b'", "a eq 'x' and", "a = 'x'", "a eq 'x')", strings.Repeat("(", 200), strings.Repeat("a", 9000)} {
		_, err := ParseFilter(raw)
		assert.Error(t, err, raw)
	}
}

func FuzzParseFilter(f *testing.F) {
	for _, seed := range []string{"a eq 'x' and (b ne true or startsWith(c,'d''e'))", "not endsWith(a,'b')", "((",
		"a eq null"} {
		f.Add(seed)
	}
	object := Entity{P("a", "x"), P("b", true), P("c", nil)}
	f.Fuzz(func(t *testing.T, raw string) {
		first, err := ParseFilter(raw)
		if err != nil {
			return
		}
		first.Keep([]Entity{object})
		again, err := ParseFilter(first.String())
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
	f.Fuzz(func(t *testing.T, raw string) {
		segments, err := ParsePath(raw)
		if err == nil && len(segments) > 2*(maxSegments+2) {
			t.Fatalf("%d segments", len(segments))
		}
	})
}

// String, for tests, is the condition in full parentheses; parsing it gives the same condition.
func (f Condition) String() string {
	switch f.op {
	case "and", "or":
		return fmt.Sprintf("(%s %s %s)", f.parts[0], f.op, f.parts[1])
	case "not":
		return fmt.Sprintf("not (%s)", f.parts[0])
	case "any":
		return fmt.Sprintf("%s/any(%s:%s)", f.property, cmp.Or(f.parts[0].Properties()...), f.parts[0])
	case "in":
		var values []string
		for _, v := range f.values {
			values = append(values, literal(v))
		}
		return fmt.Sprintf("%s in (%s)", f.property, strings.Join(values, ","))
	case "startswith", "endswith":
		return fmt.Sprintf("%s(%s,%s)", f.op, f.property, literal(f.value))
	}
	return fmt.Sprintf("%s %s %s", f.property, f.op, literal(f.value))
}

func literal(v Value) string {
	if v.kind == textKind {
		return "'" + strings.ReplaceAll(v.text, "'", "''") + "'"
	}
	return strings.Trim(string(v.appendJSON(nil)), `"`)
}

// Keep, for tests, returns the objects that fulfil the condition.
func (f Condition) Keep(entities []Entity) []Entity {
	holds := matching(f, func(property string) func(*Entity) Value {
		return func(e *Entity) Value { return valueOf(e.property(property)) }
	})
	return slices.DeleteFunc(slices.Clone(entities), func(e Entity) bool { return !holds(&e) })
}

func FuzzReadBatch(f *testing.F) {
	for _, seed := range []string{`{"requests":[{"id":"1","method":"GET","url":"/domains"}]}`,
		`{"requests":[{"id":"1","method":"GET","url":"/a","dependsOn":["2"]},` +
			`{"id":"2","method":"GET","url":"/b","dependsOn":["1"]}]}`, `{"requests":[{}]}`} {
		f.Add([]byte(seed))
	}
	f.Fuzz(func(t *testing.T, raw []byte) {
		p, err := ParsePayload(raw)
		if err != nil {
			return
		}
		requests, err := ReadBatch(p)
		if err != nil {
			return
		}
		if len(requests) < 1 || len(requests) > 20 {
			t.Fatalf("a batch of %d", len(requests))
		}
		ids := map[string]bool{}
		for _, r := range requests {
			if r.ID == "" || ids[r.ID] {
				t.Fatalf("id %q is empty or stands there more than once", r.ID)
			}
			ids[r.ID] = true
		}
	})
}

func TestTextsAreComparedWithoutCase(t *testing.T) {
	for raw, want := range map[string]bool{
		"name eq 'ÄRGER'": true, "name eq 'Ärge'": false, "name eq 'Ärgere'": false, "name ne 'ärger'": false,
		"name ne 'x'": true, "startswith(name,'äR')": true, "startswith(name,'')": true, "startswith(name,'rg')": false,
		"endswith(name,'GER')": true, "endswith(name,'ge')": false, "id eq 'Ab'": true, "id eq 'ab'": false,
		"startswith(id,'A')": true, "startswith(id,'a')": false, "id ne 'ab'": true, "none eq null": true,
		"none eq 'x'": false, "none ne 'x'": true, "startswith(none,'')": false, "flag eq true": true,
		"flag eq 'true'": false, "flag ne false": true, "name eq null": false,
	} {
		f, err := ParseFilter(raw)
		require.NoError(t, err, raw)
		kept := f.Keep([]Entity{{P("name", "Ärger"), P("id", "Ab"), P("none", nil), P("flag", true)}})
		assert.Equal(t, want, len(kept) == 1, raw)
	}
}
