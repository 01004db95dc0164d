package bodysecrets_test

import (
	"testing"

	"github.com/stretchr/testify/assert"

	"samlharness/internal/bodysecrets"
)

func TestRedacted(t *testing.T) {
	for body, want := range map[string]string{
		`{"a": 1}`: `{"a": 1}`,
		`{"passwordProfile":{"password":"p","forceChangePasswordNextSignIn":true},"upn":"a"}`: `{"passwordProfile":` +
			`{"forceChangePasswordNextSignIn":true,"password":"***"},"upn":"a"}`,
		`[{"secretText":"s"},{"x":[{"Client_Secret":"s"}]}]`: `[{"secretText":"***"},{"x":[{"Client_Secret":"***"}]}]`,
		`{"newPassword":"a","totpSecret":"b","private_key":"c","apiKey":"d","x-api-key":1}`: `{"apiKey":"***",` +
			`"newPassword":"***","private_key":"***","totpSecret":"***","x-api-key":1}`,
		`password=p`: ``,
		`{"config":{"idpPrivateKey":{"value":"-----BEGIN"},"signAssertion":{"value":true}}}`: `{"config":` +
			`{"idpPrivateKey":{"value":"***"},"signAssertion":{"value":true}}}`,
		`{"password":["p",7]}`: `{"password":["***","***"]}`,
		`{"password":12345678,"passwordValidityPeriodInDays":90}`: `{"password":"***","passwordValidityPeriodInDays":90}`,
	} {
		assert.Equal(t, want, string(bodysecrets.Redacted([]byte(body))), body)
	}
}
