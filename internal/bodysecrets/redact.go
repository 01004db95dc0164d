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
	if !redact(value) {
		return body
	}
	clean, err := json.Marshal(value)
	if err != nil {
		return nil
	}
	return clean
}

// redact takes secrets out of a value, and tells whether there were any.
func redact(value any) (found bool) {
	switch v := value.(type) {
	case []any:
		for _, element := range v {
			found = redact(element) || found
		}
	case map[string]any:
		for name, member := range v {
			_, text := member.(string)
			if text && Named(name) {
				v[name], found = "***", true
				continue
			}
			found = redact(member) || found
		}
	}
	return found
}

// Named says whether the name of a member or parameter is that of a secret.
func Named(name string) bool {
	name = strings.ToLower(name)
	for word := range strings.FieldsSeq(secretWords) {
		if strings.Contains(name, word) {
			return true
		}
	}
	return false
}
