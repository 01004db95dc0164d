// Package signon is what somebody writes who has this project's README and go doc, and nothing else of it.
package signon

import (
	"encoding/base64"
	"encoding/xml"
	"errors"
	"fmt"
	"html"
	"net/http"
	"strings"
	"testing"

	"samlharness/browser/signin"
	"samlharness/federation"
	"samlharness/idp/org"
	"samlharness/record"
	"samlharness/report"
	"samlharness/scenarios"
	"samlharness/world"
)

func signIn(t *testing.T, w *world.World, upn string, start signin.Start) signin.Result {
	t.Helper()
	result, err := signin.Walk(t.Context(), w.Browser(), w.Person(upn), start)
	if err != nil {
		t.Fatal(err)
	}
	return result
}

func TestFederateAndSignIn(t *testing.T) {
	t.Parallel()
	w := world.Start(t, world.Options{})
	contoso, err := w.Federate(t.Context(), "contoso.com")
	if err != nil {
		t.Fatal(err)
	}
	if got := signIn(t, w, "alice@contoso.com", signin.Start{}); got.SignedInAs != "alice@contoso.com" {
		t.Errorf("from Microsoft: %v", got.Refused)
	}
	tile := signin.Start{Tile: contoso.Application.Label}
	if got := signIn(t, w, "bob@contoso.com", tile); got.SignedInAs != "bob@contoso.com" {
		t.Errorf("from the portal: %v", got.Refused)
	}
	_, err = w.Federate(t.Context(), "contoso.com")
	refusal, ok := errors.AsType[*record.Refusal](err)
	if !ok || refusal.Code != federation.CodeBadRequest || refusal.Hint() == "" {
		t.Errorf("federated twice: %v", err)
	}
}

func TestRotate(t *testing.T) {
	t.Parallel()
	w := world.Start(t, world.Options{})
	contoso, err := w.Federate(t.Context(), "contoso.com")
	if err != nil {
		t.Fatal(err)
	}
	if _, err := w.JumpCloud.RegenerateCertificate(t.Context(), contoso.Application.ID); err != nil {
		t.Fatal(err)
	}
	if got := signIn(t, w, "alice@contoso.com", signin.Start{}); got.Refused == nil ||
		got.Refused.Code != "AADSTS5000811" {
		t.Errorf("with a certificate that Microsoft does not know: %+v", got)
	}
	_, metadata, err := w.JumpCloud.ExportMetadata(t.Context(), contoso.Application.ID)
	if err != nil {
		t.Fatal(err)
	}
	source, err := federation.ReadMetadata(metadata)
	if err != nil {
		t.Fatal(err)
	}
	operator, err := w.Operator(t.Output(), t.Output())
	if err != nil {
		t.Fatal(err)
	}
	if _, err := operator.Disable(t.Context(), "contoso.com"); err != nil {
		t.Fatal(err)
	}
	if _, err := operator.Enable(t.Context(), source); err != nil {
		t.Fatal(err)
	}
	if got := signIn(t, w, "alice@contoso.com", signin.Start{}); got.SignedInAs != "alice@contoso.com" {
		t.Errorf("after the rotation: %v", got.Refused)
	}
}

func TestRefusal(t *testing.T) {
	t.Parallel()
	w := world.Start(t, world.Options{})
	if _, err := w.Federate(t.Context(), "contoso.com", "alice"); err != nil {
		t.Fatal(err)
	}
	got := signIn(t, w, "bob@contoso.com", signin.Start{}) // he has the application, and no immutable ID
	if got.Refused == nil || got.Refused.By != "Microsoft" || got.Refused.Code != "AADSTS51004" {
		t.Fatalf("bob: %+v", got)
	}
	refused, ok := w.Record.LastRefused()
	if !ok || refused.By != record.Microsoft || refused.Refusal.Code != "AADSTS51004" || refused.Refusal.Fix == "" {
		t.Errorf("the record has %+v", refused)
	}
	check, ok := refused.FailedCheck()
	if !ok || check.Outcome != record.Fail || check.Expected == "" || check.Got == "" {
		t.Errorf("the failed check is %+v", check)
	}
}

// acs is the assertion consumer service of a service provider. It reads who a response speaks of and believes it: where
// a real one verifies the signature with the certificate of the metadata, and destination, audience, times and
// InResponseTo, this one does nothing, because it is the harness that is on trial.
func acs(w http.ResponseWriter, r *http.Request) {
	message, err := base64.StdEncoding.DecodeString(r.PostFormValue("SAMLResponse"))
	if err != nil {
		http.Error(w, err.Error(), http.StatusBadRequest)
		return
	}
	var response struct {
		NameID string `xml:"Assertion>Subject>NameID"`
	}
	if err := xml.Unmarshal(message, &response); err != nil {
		http.Error(w, err.Error(), http.StatusBadRequest)
		return
	}
	w.Header().Set("Content-Type", "text/html; charset=utf-8")
	fmt.Fprintf(w, "<p>The wiki: signed in as %s</p>", html.EscapeString(response.NameID))
}

func TestServiceProviderOfOnesOwn(t *testing.T) {
	t.Parallel()
	w := world.Start(t, world.Options{})
	if err := w.Handle("wiki.contoso.example", http.HandlerFunc(acs)); err != nil {
		t.Fatal(err)
	}
	app, err := w.JumpCloud.CreateApplication(t.Context(), org.NewApplication{
		Template:   org.TemplateSAML,
		Label:      "Wiki",
		EntityID:   "https://jumpcloud.contoso.com",
		SPEntityID: "https://wiki.contoso.example",
		ACSURLs:    []string{"https://wiki.contoso.example/acs"},
	})
	if err != nil {
		t.Fatal(err)
	}
	if err := w.JumpCloud.BindGroup(t.Context(), "Finance", app.ID); err != nil {
		t.Fatal(err)
	}
	if got := signIn(t, w, "carol@contoso.com", signin.Start{Tile: "Wiki"}); got.SignedInAs != "carol@contoso.com" {
		t.Errorf("carol: %+v", got.Refused)
	}
	if got := signIn(t, w, "alice@contoso.com", signin.Start{Tile: "Wiki"}); got.Refused == nil {
		t.Errorf("alice is not in the group, and arrived at %s", got.Page.URL)
	}
	if err := w.Handle("login.microsoftonline.com", http.NotFoundHandler()); err == nil {
		t.Error("a site of Microsoft was replaced")
	}
}

// What is a script may be a Go test too.
func TestScript(t *testing.T) {
	t.Parallel()
	script := "# Alice signs in with her password\nsignin alice@contoso.com\nstdout 'signed in as alice@contoso.com'\n"
	ran, err := scenarios.Run(t.Context(), scenarios.RunOptions{
		Scripts: []scenarios.Script{{Name: "password.txtar", Data: []byte(script)}},
	})
	if err != nil || ran.ExitCode() != 0 {
		var text strings.Builder
		_ = ran.WriteText(&text, report.TextOptions{})
		t.Errorf("%v %s", err, text.String())
	}
}
