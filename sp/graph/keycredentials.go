package graph

import (
	"encoding/base64"
	"encoding/json"

	"samlharness/sp/directory"
	"samlharness/sp/graph/odata"
)

// keyCredentials reads the certificates that a registration is to have; nil when they are to stay (Microsoft Graph REST
// v1.0: keyCredential resource type).
func keyCredentials(p odata.Payload) ([]directory.KeyCredential, error) {
	raw, given := p.Value("keyCredentials")
	if !given {
		return nil, nil
	}
	var list []struct{ KeyID, Key, Type, Usage string } // Key is base64 of DER
	if json.Unmarshal(raw, &list) != nil || list == nil {
		return nil, odata.InvalidValue("keyCredentials", p.Resource)
	}
	wanted := []directory.KeyCredential{}
	for _, k := range list {
		wrongKind := k.Type != "" && k.Type != "AsymmetricX509Cert" || k.Usage != "" && k.Usage != "Verify"
		der, err := base64.StdEncoding.DecodeString(k.Key)
		if err != nil || wrongKind {
			return nil, odata.InvalidValue("keyCredentials", p.Resource)
		}
		wanted = append(wanted, directory.KeyCredential{KeyID: k.KeyID, DER: der})
	}
	return wanted, nil
}
