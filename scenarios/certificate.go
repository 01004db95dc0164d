package scenarios

import (
	"samlharness/certs"
)

// certificateCell is a certificate in base64 as an administrator compares it: thumbprint, subject, dates.
func certificateCell(base64 string) cell {
	if base64 == "" {
		return cell{}
	}
	c, err := certs.ParseCertificate(base64)
	if err != nil {
		return as(members{{"unreadable", err.Error()}}, "unreadable: "+err.Error())
	}
	thumbprint, subject := certs.Thumbprint(c), c.Subject.String()
	return as(members{
		{"thumbprint", thumbprint},
		{"subject", subject},
		{"notBefore", c.NotBefore.UTC()},
		{"notAfter", c.NotAfter.UTC()},
	}, "SHA-256 "+thumbprint+"\n"+subject+"\nvalid from "+instant(c.NotBefore)+" to "+instant(c.NotAfter))
}

// orNull is a text, or nil for an empty one: null in JSON.
func orNull(text string) any {
	if text == "" {
		return nil
	}
	return text
}
