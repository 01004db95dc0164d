package odata_test

import (
	"testing"

	"github.com/stretchr/testify/assert"

	"samlharness/sp/graph/odata"
)

func TestRedacted(t *testing.T) {
	for body, want := range map[string]string{
		`{"a": 1}`: `{"a": 1}`,
		`{"passwordProfile":{"password":"p","forceChangePasswordNextSignIn":true},"upn":"a"}`: `{"passwordProfile":` +
			`{"forceChangePasswordNextSignIn":true,"password":"***"},"upn":"a"}`,
		`[{"secretText":"s"},{"x":[{"Client_Secret":"s"}]}]`: `[{"secretText":"***"},{"x":[{"Client_Secret":"***"}]}]`,
		`password=p`: ``,
	} {
		assert.Equal(t, want, string(odata.Redacted([]byte(body))), body)
	}
}
