package house_test

import (
	"slices"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"samlharness/internal/needs"
)

// The SAML libraries of others, by the packages that use each.
var libraries = map[string][]string{
	"github.com/crewjam/saml": {
		"internal/metadata",   // reads the metadata of third parties
		"internal/thirdparty", // an identity provider in JumpCloud's place, which neither company knows
	},
	"github.com/russellhaering/goxmldsig": {"inspect"}, // second opinion on signatures
}

// TestLibrariesTakeNoDecision keeps the SAML libraries out of everything that decides whom a world lets in: nothing but
// the packages named for it imports one, and neither company nor the wire reaches one by other ways.
func TestLibrariesTakeNoDecision(t *testing.T) {
	packages := sourcePackages(t)
	imports, users := map[string][]string{}, map[string][]string{}
	for _, p := range packages {
		imports[p.Path] = ours(p.Imports)
		for _, path := range p.Imports {
			if library := libraryOf(path); library != "" {
				users[p.Path] = append(users[p.Path], library)
				assert.Contains(t, libraries[library], p.Path, "%s imports %s", p.Path, path)
			}
		}
	}
	for _, p := range packages {
		if top(p.Path) != "sp" && top(p.Path) != "idp" && !strings.HasPrefix(p.Path+"/", "internal/wire/") {
			continue
		}
		for path := range reached(imports, []string{p.Path}) {
			assert.Empty(t, users[path], "%s reaches them through %s", p.Path, path)
		}
	}
}

// libraryOf is the library to which an imported package belongs, "" when it is none of them.
func libraryOf(path string) string {
	for library := range libraries {
		if path == library || strings.HasPrefix(path, library+"/") {
			return library
		}
	}
	return ""
}

// TestLibrariesAreInTheBinary has the libraries that the program is said to use in it.
func TestLibrariesAreInTheBinary(t *testing.T) {
	out, err := needs.Run(t, needs.Program(t, "go"), "list", "-deps", root+"/cmd/harness")
	require.NoError(t, err)
	linked := strings.Fields(string(out))
	for _, path := range []string{"github.com/crewjam/saml", "github.com/russellhaering/goxmldsig",
		"github.com/jonboulle/clockwork"} {
		assert.True(t, slices.Contains(linked, path), path)
	}
}
