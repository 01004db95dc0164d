package pages_test

import (
	"net/http"
	"net/http/httptest"
	"testing"

	"github.com/stretchr/testify/assert"

	"samlharness/internal/page"
	"samlharness/sp/pages"
)

func TestPagesRenderHostileNamesAsText(t *testing.T) {
	set := pages.New(page.Site{})
	const evil = `</script><script>alert(1)</script>"王小明`
	config := pages.Config{
		Ctx:              evil,
		FlowToken:        evil,
		Canary:           evil,
		URLPost:          "/common/login",
		ErrorCode:        evil,
		ExceptionMessage: evil,
		CorrelationID:    evil,
		RequestID:        evil,
	}
	for name, write := range map[string]func(http.ResponseWriter){
		"username": func(w http.ResponseWriter) {
			set.Username(w, pages.Username{Config: config, Login: evil, Error: evil})
		},
		"password": func(w http.ResponseWriter) {
			set.Password(w, pages.Password{Config: config, Login: evil, Error: evil})
		},
		"redirect": func(w http.ResponseWriter) {
			set.Redirect(w, pages.Redirect{
				Config:      config,
				Action:      "https://sso.jumpcloud.com/saml2/office365",
				SAMLRequest: evil,
				RelayState:  evil,
				Username:    evil,
			})
		},
		"kmsi": func(w http.ResponseWriter) { set.KMSI(w, pages.KMSI{Config: config, UPN: evil}) },
		"error": func(w http.ResponseWriter) {
			set.Error(w, pages.Error{Config: config, Line: evil, Timestamp: evil, Advice: evil})
		},
		"landing": func(w http.ResponseWriter) {
			set.Landing(w, pages.Landing{
				UPN:         evil,
				DisplayName: evil,
				Tenant:      evil,
				TenantID:    evil,
				Claims:      []pages.Row{{Name: evil, Value: evil}},
			})
		},
		"signedout": func(w http.ResponseWriter) { set.SignedOut(w, pages.SignedOut{Config: config}) },
	} {
		t.Run(name, func(t *testing.T) {
			w := httptest.NewRecorder()
			write(w)
			assert.Equal(t, 200, w.Code)
			assert.NotContains(t, w.Body.String(), "alert(1)</script>\"")
			assert.NotContains(t, w.Body.String(), "<script>alert")
		})
	}
}
