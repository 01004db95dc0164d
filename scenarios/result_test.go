package scenarios

import (
	"encoding/json"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"samlharness/record"
	"samlharness/world"
)

func TestLabelsNameTheirMembers(t *testing.T) {
	for written, want := range map[string]label{
		"IdP Entity ID":             {"IdP Entity ID", "idpEntityId"},
		"On-premises sync":          {"On-premises sync", "onPremisesSync"},
		"USER PRINCIPAL NAME":       {"USER PRINCIPAL NAME", "userPrincipalName"},
		"MFA":                       {"MFA", "mfa"},
		"NO:id":                     {"NO", "id"},
		":code":                     {"", "code"},
		"Verified domain:-":         {"Verified domain", "-"},
		"":                          {"", ""},
		"Certificate with 3 words!": {"Certificate with 3 words!", "certificateWith3Words"},
	} {
		assert.Equal(t, want, labelOf(written), written)
	}
}

// In text a value reads as it always did, in JSON it keeps its kind and its order.
func TestValuesKeepTheirKindInJSON(t *testing.T) {
	at := time.Date(2026, 3, 2, 10, 15, 0, 0, time.FixedZone("", 3600))
	text, data := printed(t, func(env *Env) error {
		fields(env, "Name", "王 <小明>", "Active", true, "At", at, "Groups", []string{"a", "b"}, "None", []string(nil),
			"Left out", "", "Bound", as(nil, "(not bound)"), ":id", 7, "Text alone:-", "x\ny")
		return nil
	})
	assert.Equal(t, `Name       : 王 <小明>
Active     : yes
At         : 2026-03-02T09:15:00Z
Groups     : a, b
Bound      : (not bound)
Text alone : x
             y
`, text)
	assert.Equal(t, `{"name":"王 <小明>","active":true,"at":"2026-03-02T09:15:00Z","groups":["a","b"],"none":[],`+
		`"leftOut":"","bound":null,"id":7}`, data)
}

func TestTablesAreArraysInJSON(t *testing.T) {
	text, data := printed(t, func(env *Env) error {
		rows := newTable("NO:id", "NAME", ":code", "ON")
		rows.add(1, "one", "c", true)
		rows.add(22, "\x1b[2J", nil, false)
		return rows.print(env)
	})
	assert.Equal(t, "NO  NAME     ON\n1   one      yes\n22  \\x1b[2J  no\n", text)
	assert.Equal(t, `[{"id":1,"name":"one","code":"c","on":true},{"id":22,"name":"\u001b[2J","code":null,"on":false}]`,
		data)
	text, data = printed(t, func(env *Env) error { return newTable("NO:id").print(env) })
	assert.Equal(t, "NO\n", text)
	assert.Equal(t, "[]", data)
}

// printed is what a verb that does so prints as text, and its result in JSON.
func printed(t *testing.T, do func(*Env) error) (text, data string) {
	t.Helper()
	var out strings.Builder
	env := &Env{Stdout: &out}
	require.NoError(t, do(env))
	env.json, env.result = true, nil
	require.NoError(t, do(env))
	var encoded strings.Builder
	require.NoError(t, encoder(&encoded, "").Encode(env.result))
	return out.String(), strings.TrimRight(encoded.String(), "\n")
}

// A verb that is refused under --json says so in its document, and the error is the same.
func TestRefusalsAreInTheDocument(t *testing.T) {
	w := WorldOf(world.Start(t, world.Options{}))
	for argv, want := range map[string]record.Refusal{
		"jumpcloud directory bind alicia --json": {
			Code:    "NotFound",
			Message: `there is no user "alicia" in the organization`,
			Got:     "alicia",
			Fix:     "did you mean alice?",
		},
		"signout --json": {Message: "nobody has signed in"},
	} {
		done, err := Invoke(t.Context(), w, Request{Args: strings.Fields(argv)})
		require.Error(t, err)
		var document struct {
			Result  any
			Refusal record.Refusal
		}
		require.NoError(t, json.Unmarshal([]byte(done.Stdout), &document), done.Stdout)
		assert.Nil(t, document.Result)
		assert.Equal(t, want, document.Refusal)
	}
}

// A name that is not known gets the one that was probably meant, each kind its own.
func TestUnknownNamesGetTheNearest(t *testing.T) {
	w := WorldOf(world.Start(t, world.Options{}))
	_, err := Invoke(t.Context(), w, Request{Args: strings.Fields("jumpcloud app create office365 --domain contoso.com")})
	require.NoError(t, err)
	for argv, want := range map[string]string{
		"jumpcloud push approve alice":                 "sign in as far as the push first: it waits for 1m0s",
		"jumpcloud user show alcie":                    "did you mean alice?",
		"jumpcloud user show alice@contosso.com":       "did you mean alice@contoso.com?",
		"jumpcloud group bind Finances office365":      "did you mean Finance?",
		"jumpcloud group bind Finance ofice365":        "did you mean office365?",
		"jumpcloud group add-member Finance carrol":    "did you mean carol?",
		"entra user show bobby@contoso.com":            "did you mean bob@contoso.com?",
		"entra domain show contosso.com":               "did you mean contoso.com?",
		"jumpcloud user show somebody-else@nowhere.io": "name it by its id or its name",
	} {
		_, err := Invoke(t.Context(), w, Request{Args: strings.Fields(argv)})
		assert.Equal(t, want, hintOf(err), argv)
	}
}
