package v1

import (
	"encoding/json"
	"testing"

	"samlharness/idp/api/rest"
	"samlharness/idp/org"
)

func FuzzApplicationBody(f *testing.F) {
	f.Add(`{"acsUrl":{"value":"https://wiki.example/acs"},"databaseAttributes":{"value":[{"name":"a","value":"email"}]}}`)
	f.Add(`{"idpPrivateKey":{"value":"-----BEGIN PRIVATE KEY-----"},"includeGroups":{"value":true}}`)
	first, _ := org.NewApplication{Template: org.TemplateOffice365}.Draft()
	f.Fuzz(func(t *testing.T, raw string) {
		var config map[string]json.RawMessage
		if json.Unmarshal([]byte(raw), &config) != nil {
			return
		}
		_, err := readConfig(&rest.Call{}, config, first, first)
		if err != nil && rest.Of(err) == nil {
			t.Fatalf("not a refusal: %v", err)
		}
	})
}
