package api_test

import (
	"encoding/json"
	"net/http"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"samlharness/internal/idptest"
)

func TestEventsOfSignOn(t *testing.T) {
	c := newClient(t)
	c.SignedIn("alice@contoso.com").Get(idptest.SSOURL)
	b := c.Browser()
	b.Login(b.Get(idptest.SSOLogin), "bob@contoso.com", "wrong")
	c.SignedIn("bob@contoso.com").Get("https://sso.jumpcloud.com/saml2/nowhere")
	ask := func(path, body string) *idptest.Answer {
		return c.do("POST", "https://api.jumpcloud.com/insights/directory/v1/"+path, body)
	}
	events := func(body string) (list []object, a *idptest.Answer) {
		a = ask("events", body)
		require.Equal(t, http.StatusOK, a.StatusCode, a.Body)
		require.NoError(t, json.Unmarshal([]byte(a.Body), &list))
		return list, a
	}
	const since = `"start_time":"2026-03-01T00:00:00Z"`
	sso, _ := events(`{"service":["sso"],` + since + `}`)
	require.Len(t, sso, 2)
	assert.Equal(t, "application unreachable", sso[0]["error_message"], "newest first")
	assert.Equal(t, object{"id": "", "name": "", "display_label": "", "sso_type": "saml", "sso_url": ""},
		sso[0]["application"])
	assert.Equal(t, true, sso[1]["sso_token_success"])
	assert.Equal(t, "alice", sso[1]["initiated_by"].(object)["username"])
	assert.Equal(t, "office365", sso[1]["application"].(object)["name"])
	assert.Len(t, sso[1]["timestamp"], len("2026-03-02T09:15:00.000000000Z"))
	failed, _ := events(`{"service":["directory"],` + since +
		`,"search_term":{"and":[{"event_type":"user_login_attempt"},` +
		`{"success":false}]},"fields":["initiated_by.username","error_message"]}`)
	assert.Equal(t, []object{{"initiated_by.username": "bob", "error_message": "Authentication failed."}}, failed)
	logins, _ := events(`{"service":["all"],` + since + `,"search_term":{"event_type":["USER_LOGIN_ATTEMPT"]}}`)
	assert.Len(t, logins, 3)
	for _, e := range append(sso, logins...) {
		assert.Equal(t, "127.0.0.1", e["client_ip"], e["event_type"])
	}

	for text, want := range map[string]int{`"q":"UNREACH"`: 1, `"exact_match":"unreach"`: 0,
		`"exact_match":"application unreachable"`: 1} {
		list, _ := events(`{"service":["sso"],` + since + `,` + text + `}`)
		assert.Len(t, list, want, text)
	}

	// pages, by search_after
	seen, after := 0, ""
	for {
		page, a := events(`{"service":["all"],` + since + `,"sort":"ASC","limit":2` + after + `}`)
		seen += len(page)
		if len(page) < 2 {
			break
		}
		after = `,"search_after":` + a.Header.Get("X-Search_after")
	}
	assert.Equal(t, len(c.Events()), seen)
	assert.Equal(t, `{"count":2}`, ask("events/count", `{"service":["sso"],`+since+`}`).Body)
	assert.Contains(t, ask("events/distinct", `{"service":["sso"],`+since+`,"field":"event_type"}`).Body,
		`{"key":"sso_auth","doc_count":2}`)
	assert.Contains(t, ask("events/interval", `{"service":["sso"],`+since+`,"interval_unit":"h"}`).Body, `"doc_count":2`)
}
