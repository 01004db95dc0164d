package signin_test

import (
	"context"
	"net/http"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"samlharness/browser"
	"samlharness/browser/signin"
	"samlharness/internal/testsite"
)

// The pages of an identity provider that the driver does not know are the person's: nothing is sent from its login
// page, though that carries the request along; a wrong password is theirs to mend, and who it says is signed in there
// is not signed in at Microsoft.
func TestPagesOfThePerson(t *testing.T) {
	mux := http.NewServeMux()
	mux.HandleFunc("GET login.microsoftonline.com/", func(w http.ResponseWriter, r *http.Request) {
		http.Redirect(w, r, "https://idp.example/login", http.StatusFound)
	})
	mux.HandleFunc("GET idp.example/login", func(w http.ResponseWriter, _ *http.Request) {
		testsite.Write(w, "Log in", `<form method=post action="/login"><input type=hidden name=SAMLRequest value=x>
			<input name=username><input name=password type=password><input name=loginfmt><button>Log in</button></form>`)
	})
	mux.HandleFunc("POST idp.example/login", func(w http.ResponseWriter, _ *http.Request) {
		t.Error("something was sent from the person's page")
		w.WriteHeader(http.StatusForbidden)
	})
	mux.HandleFunc("GET idp.example/wrong", func(w http.ResponseWriter, _ *http.Request) {
		w.WriteHeader(http.StatusUnauthorized)
		testsite.Write(w, "Log in", "Wrong password")
	})
	mux.HandleFunc("GET idp.example/in", func(w http.ResponseWriter, _ *http.Request) {
		testsite.Write(w, "Portal", "You are signed in as alice@contoso.com")
	})
	mux.HandleFunc("GET m365.cloud.microsoft/landing", func(w http.ResponseWriter, _ *http.Request) {
		testsite.Write(w, "Microsoft 365", "You are signed in as erika@contoso.com")
	})
	agent := serve(t, mux, browser.Options{})
	next := []string{"https://idp.example/wrong", "https://idp.example/in", "https://m365.cloud.microsoft/landing"}
	var asked []string
	driver := signin.Driver{
		Vendors: []signin.Vendor{signin.Microsoft()},
		Person: func(ctx context.Context, from *browser.Page) (*browser.Page, error) {
			asked = append(asked, from.URL.Path)
			return agent.Open(ctx, next[len(asked)-1])
		},
	}
	result, err := driver.Walk(t.Context(), agent, alice, signin.Start{})
	require.NoError(t, err)
	assert.Equal(t, "erika@contoso.com", result.SignedInAs)
	assert.Equal(t, []string{"/login", "/wrong", "/in"}, asked)
}
