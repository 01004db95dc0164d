package signin_test

import (
	"testing"

	"github.com/stretchr/testify/assert"

	"samlharness/browser/signin"
)

// What is typed at JumpCloud goes to no page of Microsoft, in any cloud.
func TestHostsOfOthers(t *testing.T) {
	for host, others := range map[string]bool{
		"wiki.example":                     true,
		"notmicrosoftonline.com":           true,
		"jumpcloud.com.evil.example":       true,
		"console.jumpcloud.com":            false,
		"console.jumpcloud.com.localhost":  false,
		"login.microsoftonline.com":        false,
		"login.microsoftonline.us":         false,
		"login.partner.microsoftonline.cn": false,
		"www.office365.us":                 false,
		"portal.apps.mil":                  false,
		"myapplications.microsoft.com":     false,
		"device.login.microsoftonline.com": false,
	} {
		assert.Equal(t, others, signin.Others().Owns(host), host)
	}
}
