package pages_test

import (
	"net/http/httptest"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"samlharness/internal/page"
	"samlharness/sp/pages"
)

func TestPagesRenderHostileNamesAsText(t *testing.T) {
	set, err := pages.Load()
	require.NoError(t, err)
	const evil = `</script><script>alert(1)</script>"王小明`
	config := pages.Config{
		PageID:           evil,
		Ctx:              evil,
		FlowToken:        evil,
		Canary:           evil,
		URLPost:          "/common/login",
		ErrorCode:        evil,
		ExceptionMessage: evil,
		CorrelationID:    evil,
		RequestID:        evil,
	}
	for name, p := range map[string]page.Page{
		"username": {Template: set.Username, Data: pages.Username{Config: config, Login: evil, Error: evil}},
		"password": {Template: set.Password, Data: pages.Password{Config: config, Login: evil, Error: evil}},
		"redirect": {
			Template: set.Redirect,
			Data: pages.Redirect{
				Config:      config,
				Action:      "https://sso.jumpcloud.com/saml2/office365",
				SAMLRequest: evil,
				RelayState:  evil,
				Username:    evil,
			},
		},
		"kmsi":  {Template: set.KMSI, Data: pages.KMSI{Config: config, UPN: evil}},
		"error": {Template: set.Error, Data: pages.Error{Config: config, Line: evil, Timestamp: evil, Advice: evil}},
		"landing": {
			Template: set.Landing,
			Data: pages.Landing{
				UPN:         evil,
				DisplayName: evil,
				Tenant:      evil,
				TenantID:    evil,
				Claims:      []pages.Row{{Name: evil, Value: evil}},
			},
		},
		"signedout": {Template: set.SignedOut, Data: pages.SignedOut{Config: config}},
	} {
		t.Run(name, func(t *testing.T) {
			w := httptest.NewRecorder()
			(&page.Site{Company: "Microsoft", CSS: set.CSS}).Write(w, p)
			assert.Equal(t, 200, w.Code)
			assert.NotContains(t, w.Body.String(), "alert(1)</script>\"")
			assert.NotContains(t, w.Body.String(), "<script>alert")
		})
	}
}
