package graph

import (
	"encoding/base64"
	"encoding/json"
	"slices"
	"strings"

	"samlharness/sp/directory"
	"samlharness/sp/graph/odata"
)

// keyCredential is a certificate as a PATCH of a registration names it: one that is there by its keyId, a further one
// by its key.
type keyCredential struct {
	KeyID string `json:"keyId"`
	Key   string `json:"key"` // base64 of DER
	Type  string `json:"type"`
	Usage string `json:"usage"`

	der []byte
}

// keyCredentials reads the certificates that a registration is to have; nil when they are to stay (Microsoft Graph REST
// v1.0: keyCredential resource type).
func keyCredentials(p odata.Payload) ([]keyCredential, error) {
	raw, given := p.Value("keyCredentials")
	if !given {
		return nil, nil
	}
	list := []keyCredential{}
	if json.Unmarshal(raw, &list) != nil || odata.IsNull(raw) {
		return nil, odata.InvalidValue("keyCredentials", p.Resource)
	}
	for i, k := range list {
		wrongKind := k.Type != "" && k.Type != "AsymmetricX509Cert" || k.Usage != "" && k.Usage != "Verify"
		der, err := base64.StdEncoding.DecodeString(k.Key)
		if err != nil || wrongKind || len(der) == 0 && k.KeyID == "" {
			return nil, odata.InvalidValue("keyCredentials", p.Resource)
		}
		list[i].der = der
	}
	return list, nil
}

// setCertificates gives a registration the certificates of a PATCH and takes the others from it.
func (h *Handler) setCertificates(c *call, a directory.Application, wanted []keyCredential) error {
	if wanted == nil {
		return nil
	}
	for _, k := range wanted {
		if len(k.der) == 0 {
			continue
		}
		added, err := h.Tenant.AddApplicationCertificate(c.context(), a.AppID, k.der)
		if err != nil {
			return err
		}
		wanted = append(wanted, keyCredential{KeyID: added.KeyID})
	}
	for _, there := range a.Certificates {
		if slices.ContainsFunc(wanted, func(k keyCredential) bool { return strings.EqualFold(k.KeyID, there.KeyID) }) {
			continue
		}
		if err := h.Tenant.RemoveApplicationCredential(c.context(), a.AppID, there.KeyID); err != nil {
			return err
		}
	}
	return nil
}
