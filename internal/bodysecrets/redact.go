// Package bodysecrets keeps secrets out of what is recorded of the calls to both companies' APIs.
package bodysecrets

import (
	"encoding/json"
	"strings"
)

// secretWords stand in the names of members whose values are secret, such as password, client_secret or totpSecret.
const secretWords = "password secret token assertion privatekey private_key apikey api_key otp"

// Redacted is a JSON body with *** for the values that are secret. Of what is not JSON nothing is kept.
func Redacted(body []byte) []byte {
	var value any
	if json.Unmarshal(body, &value) != nil {
		return nil
	}
	value, found := redacted(value, false)
	if !found {
		return body
	}
	clean, err := json.Marshal(value)
	if err != nil {
		return nil
	}
	return clean
}

// redacted is a value without its secrets, and whether there were any. In a secret one every text and number is hidden,
// however deep it stands: {"privateKey": {"value": "…"}}, or a password that somebody sent as a list.
func redacted(value any, secret bool) (clean any, found bool) {
	switch v := value.(type) {
	case string, float64:
		if secret {
			return "***", true
		}
	case []any:
		for i, element := range v {
			var here bool
			v[i], here = redacted(element, secret)
			found = found || here
		}
	case map[string]any:
		for name, member := range v {
			_, text := member.(string)
			var here bool
			v[name], here = redacted(member, secret || endsSecret(name) || text && Named(name))
			found = found || here
		}
	}
	return value, found
}

// Named says whether the name of a member or parameter is that of a secret.
func Named(name string) bool { return secretWord(name, strings.Contains) }

// endsSecret says whether a name ends like a secret's, such as idpPrivateKey; passwordProfile and
// passwordValidityPeriodInDays do not.
func endsSecret(name string) bool { return secretWord(name, strings.HasSuffix) }

func secretWord(name string, has func(name, word string) bool) bool {
	name = strings.ToLower(name)
	for word := range strings.FieldsSeq(secretWords) {
		if has(name, word) {
			return true
		}
	}
	return false
}
