package console_test

import (
	"bytes"
	"compress/flate"
	"encoding/base64"
	"flag"
	"fmt"
	"net/http"
	"net/url"
	"os"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"samlharness/idp/org"
	"samlharness/internal/idptest"
	"samlharness/record"
)

var update = flag.Bool("update", false, "write the golden table of user states anew")

// userState is one row of the table: what an administrator may have made of a user.
type userState struct {
	state                org.State
	password             string
	bound, group, policy string
}

// userStates are all of them: state × password status × binding to the M365 directory × group × policy.
func userStates() (all []userState) {
	for _, state := range []org.State{org.Activated, org.Staged, org.Suspended} {
		for _, password := range []string{"active", "pending", "expired", "locked", "locked and expired"} {
			for _, bound := range []string{"bound", "not bound"} {
				for _, group := range []string{"in the group", "outside"} {
					for _, policy := range []string{"no policy", "deny", "MFA, none enrolled", "MFA, enrolled"} {
						all = append(all, userState{state, password, bound, group, policy})
					}
				}
			}
		}
	}
	return all
}

// make makes the user, whose name is a number.
func (s userState) make(t *testing.T, w *idptest.World, i int) (email string) {
	t.Helper()
	name := fmt.Sprintf("user%d", i)
	email = name + "@contoso.com"
	n := org.NewUser{Username: name, Email: email, State: s.state, Password: idptest.Password}
	if s.password == "pending" {
		n.Password = ""
	}
	_, err := w.CreateUser(t.Context(), n)
	require.NoError(t, err)
	w.Update(name, org.UserUpdate{
		PasswordExpired: new(strings.Contains(s.password, "expired")),
		Locked:          new(strings.Contains(s.password, "locked")),
	})
	if s.bound == "bound" {
		_, err = w.BindDirectory(t.Context(), name, org.BindOptions{})
		require.NoError(t, err)
	}
	if s.group == "outside" {
		require.NoError(t, w.RemoveFromGroup(t.Context(), name, org.AllUsers))
	}
	if s.policy == "MFA, enrolled" {
		_, err = w.EnrolTOTP(t.Context(), name, "")
		require.NoError(t, err)
	}
	if s.policy != "no policy" {
		require.NoError(t, w.AddToGroup(t.Context(), name, strings.Split(s.policy, ",")[0]))
	}
	return email
}

// The bindings that carry the AuthnRequest.
const byPost, byRedirect = "POST", "Redirect"

// begun is the first answer to Microsoft's request by a binding.
func begun(t *testing.T, b *idptest.Browser, binding string) *idptest.Answer {
	t.Helper()
	request := idptest.MicrosoftRequest()
	if binding == byPost {
		return b.CrossPost(idptest.SSOURL, idptest.PostForm(request))
	}
	var deflated bytes.Buffer
	w, err := flate.NewWriter(&deflated, flate.BestSpeed)
	require.NoError(t, err)
	_, err = w.Write(request.XML())
	require.NoError(t, err)
	require.NoError(t, w.Close())
	return b.Get(idptest.SSOURL + "?" + url.Values{
		"SAMLRequest": {base64.StdEncoding.EncodeToString(deflated.Bytes())},
		"RelayState":  {"relay"},
	}.Encode())
}

// row is the row of a state. Each binding has a user of its own, so that a code is used once; with the same outcome
// they share the row.
func (s userState) row(t *testing.T, w *idptest.World, i int) string {
	t.Helper()
	post := s.outcome(t, w, s.make(t, w, 2*i), byPost)
	redirect := s.outcome(t, w, s.make(t, w, 2*i+1), byRedirect)
	line := func(binding, outcome string) string {
		return strings.Join([]string{string(s.state), s.password, s.bound, s.group, s.policy, binding, outcome}, "\t") + "\n"
	}
	if post == redirect {
		return line("both", post)
	}
	return line(byPost, post) + line(byRedirect, redirect)
}

// outcome signs the user in, and tells in what: the page's reason, the event's code, which check failed, and the text.
func (s userState) outcome(t *testing.T, w *idptest.World, email, binding string) string {
	t.Helper()
	b := w.Browser()
	page := b.Login(b.LoginPage(begun(t, b, binding)), email, idptest.Password)
	for page.StatusCode == http.StatusFound || page.StatusCode == http.StatusSeeOther {
		page = b.Next(page)
	}
	if page.Fields["factor"] == "totp" {
		code, err := w.TOTPCode(t.Context(), email)
		require.NoError(t, err)
		page = b.Next(give(b, page, map[string][]string{"otp": {code}}))
	}
	e, ok := w.Log.Last(func(e record.Exchange) bool { return e.Subject == email && e.Verdict != record.Accepted })
	require.True(t, ok)
	if e.Refusal == nil {
		require.NotEmpty(t, page.Fields["SAMLResponse"])
		warned := "signed in"
		for _, c := range e.Checks {
			if len(c.Warnings) > 0 {
				warned = "signed in, with a warning of " + c.Name
			}
		}
		return warned + "\t\t"
	}
	require.Empty(t, page.Fields["SAMLResponse"])
	assert.NotEmpty(t, page.Reason)
	assert.Equal(t, page.Reason, e.Refusal.Code)
	failed, _ := e.FailedCheck()
	return page.Reason + "\t" + string(e.Kind) + ": " + failed.Name + "\t" + e.Refusal.Message
}

// Each state of a user has its outcome, with the reason that the page bears, the check that failed in the record, and
// the text that the person reads.
func TestUserStates(t *testing.T) {
	w := idptest.NewWorld(t)
	for _, p := range []org.Policy{
		{Name: "deny", Effect: org.PolicyEffect{Action: org.PolicyDeny}},
		{Name: "MFA", Effect: org.PolicyEffect{RequireMFA: true}},
	} {
		_, err := w.CreateGroup(t.Context(), p.Name)
		require.NoError(t, err)
		p.Type, p.Groups = org.PolicyApplication, []string{p.Name}
		_, err = w.CreatePolicy(t.Context(), p)
		require.NoError(t, err)
	}
	var table strings.Builder
	table.WriteString("state\tpassword\tdirectory\tgroup\tpolicy\tbinding\toutcome\tevent\ttext\n")
	for i, s := range userStates() {
		table.WriteString(s.row(t, w, i))
	}
	const golden = "testdata/states.tsv"
	if *update {
		require.NoError(t, os.WriteFile(golden, []byte(table.String()), 0o644))
	}
	want, err := os.ReadFile(golden)
	require.NoError(t, err)
	assert.Equal(t, string(want), table.String())
}
