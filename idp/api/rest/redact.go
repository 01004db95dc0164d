package rest

import (
	"encoding/json"
	"slices"
	"strings"
)

// secretNames are the members of bodies that nobody writes down.
func secretNames() []string {
	return []string{"password", "clientsecret", "idpprivatekey", "apikey", "secret", "otp"}
}

// Redacted is a body without its secrets; "" for one that is not JSON.
func Redacted(body []byte) string {
	var value any
	if json.Unmarshal(body, &value) != nil {
		return ""
	}
	clean, err := json.Marshal(redacted(value))
	if err != nil {
		return ""
	}
	return string(clean)
}

func redacted(value any) any {
	switch v := value.(type) {
	case map[string]any:
		for name, inner := range v {
			if slices.Contains(secretNames(), strings.ToLower(name)) {
				v[name] = "***"
				continue
			}
			v[name] = redacted(inner)
		}
	case []any:
		for i := range v {
			v[i] = redacted(v[i])
		}
	}
	return value
}
