package home

import (
	"samlharness/certs"
	"samlharness/idp/org"
)

// signing is the thumbprint of the certificate that an application signs with, "" when it cannot be read.
func (s *state) signing(a *org.Application) string {
	c, err := certs.ParseDER(a.Certificate)
	if err != nil {
		return ""
	}
	return certs.Thumbprint(c)
}
