package graph

import (
	"testing"

	"samlharness/sp/graph/odata"
)

func FuzzMatch(f *testing.F) {
	for _, seed := range []string{"/v1.0/domains('contoso.com')/federationConfiguration",
		"/v1.0/directoryRoles(roleTemplateId='x')/members", "/a/%zz", "//", "/()", "/a('')"} {
		f.Add(seed)
	}
	s := &server{Handler: &Handler{}}
	s.routes = s.table()
	f.Fuzz(func(t *testing.T, raw string) {
		segments, err := odata.ParsePath(raw)
		if err != nil {
			return
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
		p, err := odata.ParsePayload(raw)
		if err != nil {
			return
		}
		p.Resource = "User"
		if u, err := userPatch(p); err == nil && u.Password != nil && *u.Password == "" {
			t.Fatal("an empty password was taken")
		}
	})
}
