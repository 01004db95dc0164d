package sp_test

import (
	"net/http"
	"net/http/httptest"
	"net/url"
	"strings"
	"testing"
	"time"

	"github.com/jonboulle/clockwork"
	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"samlharness/record"
	"samlharness/sp"
	"samlharness/sp/directory"
)

const (
	tenantID = "11111111-1111-1111-1111-111111111111"
	clientID = "22222222-2222-2222-2222-222222222222"
)

// One mux has the sign-in pages, the token endpoint and Graph, and Graph takes the tokens of the token endpoint.
func TestServicesOfOneTenantWorkTogether(t *testing.T) {
	log := record.NewLog(record.Options{})
	microsoft, err := sp.New(sp.Options{
		Directory: directory.Options{TenantID: tenantID, DisplayName: "Fabrikam"},
		Applications: []directory.NewApplication{{
			AppID:       clientID,
			DisplayName: "harness",
			Secret:      "s3cret",
			Roles:       directory.OperatorRoles(),
		}},
		Clock:  clockwork.NewFakeClockAt(time.Date(2026, 3, 2, 9, 15, 0, 0, time.UTC)),
		Record: log,
		World:  "north",
	})
	require.NoError(t, err)
	assert.Equal(t, tenantID, microsoft.Tenant.ID())
	mux := http.NewServeMux()
	microsoft.Mount(mux)
	ask := func(method, target, body string, header http.Header) *httptest.ResponseRecorder {
		r := httptest.NewRequest(method, target, strings.NewReader(body))
		for name, values := range header {
			r.Header[name] = values
		}
		w := httptest.NewRecorder()
		mux.ServeHTTP(w, r)
		return w
	}

	page := ask("GET", "https://login.microsoftonline.com/common/oauth2/v2.0/authorize?response_type=code&scope=openid&"+
		"client_id="+directory.AppOfficeHome+"&redirect_uri=https://www.office.com/landingv2", "", nil)
	assert.Contains(t, page.Body.String(), "Sign in to your account")
	assert.Contains(t, page.Body.String(), "north")

	form := url.Values{
		"grant_type":    {"client_credentials"},
		"client_id":     {clientID},
		"client_secret": {"s3cret"},
		"scope":         {"https://graph.microsoft.com/.default"},
	}
	answer := ask("POST", "https://login.microsoftonline.com/"+tenantID+"/oauth2/v2.0/token", form.Encode(),
		http.Header{"Content-Type": {"application/x-www-form-urlencoded"}})
	_, token, _ := strings.Cut(answer.Body.String(), `"access_token":"`)
	token, _, _ = strings.Cut(token, `"`)
	require.NotEmpty(t, token, answer.Body)

	organization := ask("GET", "https://graph.microsoft.com/v1.0/organization", "",
		http.Header{"Authorization": {"Bearer " + token}})
	assert.Equal(t, http.StatusOK, organization.Code, organization.Body)
	assert.Contains(t, organization.Body.String(), "Fabrikam")
	assert.Equal(t, http.StatusUnauthorized, ask("GET", "https://graph.microsoft.com/v1.0/organization", "", nil).Code)
	assert.Len(t, log.Since(0), 3)
}

func TestWhatCannotBeStartedSaysWhy(t *testing.T) {
	_, err := sp.New(sp.Options{})
	assert.EqualError(t, err, "Microsoft: no clock was given")
	_, err = sp.New(sp.Options{
		Directory: directory.Options{InitialDomain: "not a domain"},
		Clock:     clockwork.NewFakeClock(),
	})
	assert.ErrorContains(t, err, `initial domain "not a domain"`)
}
