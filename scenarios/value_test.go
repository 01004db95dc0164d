package scenarios

import (
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

// What verbs declare of arguments and flags must be theirs, and flags stand at a value of their set.
func TestDeclaredValuesAreThoseOfTheVerb(t *testing.T) {
	kinds := []string{"", "user", "group", "application", "policy", "entra user", "registration", "domain"}
	for _, v := range Verbs() {
		for name, value := range v.Takes {
			flag := v.FlagSet().Lookup(name)
			require.True(t, flag != nil || v.argument(name) >= 0, "%s has no %s", v.Name, name)
			assert.Contains(t, kinds, value.Names, v.Name)
			if flag != nil && value.OneOf != nil && flag.DefValue != "" {
				assert.Contains(t, value.OneOf, flag.DefValue, v.Name)
			}
		}
		for _, name := range append(append([]string{}, v.In...), v.Out...) {
			assert.True(t, v.FlagSet().Lookup(name) != nil || v.argument(name) >= 0, "%s has no %s", v.Name, name)
		}
	}
}

// Arguments that name something are completed from the world: all of them say what they name.
func TestArgumentsSayWhatTheyName(t *testing.T) {
	for _, v := range Verbs() {
		for word := range strings.FieldsSeq(v.Args) {
			switch name := argumentName(word); name {
			case "APP", "GROUP", "USER":
				assert.NotEmpty(t, v.Takes[name].Names, "%s %s", v.Name, name)
			}
		}
	}
}

func TestHelpNamesClosedSets(t *testing.T) {
	v, err := Find([]string{"jumpcloud", "app", "create"})
	require.NoError(t, err)
	assert.Contains(t, v.ValueHelp(), "TEMPLATE is office365, saml2 or bookmark.\n")
	assert.Contains(t, v.ValueHelp(), "--signature-algorithm is RSA-SHA1 or RSA-SHA256.\n")
	v, err = Find([]string{"signin"})
	require.NoError(t, err)
	assert.Equal(t, "--attack is one of those that `harness attack list` lists.\n--push is approve or deny.\n"+
		"--stay-signed-in is yes or no.\n", v.ValueHelp())
	v, err = Find([]string{"signout"})
	require.NoError(t, err)
	assert.Empty(t, v.ValueHelp())
}
