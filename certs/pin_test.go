package certs_test

import (
	"encoding/base64"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"samlharness/certs"
)

func TestKeyPin(t *testing.T) {
	pin, err := certs.KeyPin(authority(t).CertificatePEM())
	require.NoError(t, err)
	sum, err := base64.StdEncoding.DecodeString(pin)
	require.NoError(t, err)
	assert.Len(t, sum, 32)
	for _, wrong := range []string{"", "-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----\n"} {
		_, err := certs.KeyPin([]byte(wrong))
		assert.ErrorContains(t, err, "key pin: ")
	}
}
