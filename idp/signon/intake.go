package signon

import (
	"errors"
	"fmt"
	"net/http"
	"net/url"
	"strings"
	"time"

	"samlharness/internal/wire"
	"samlharness/internal/wire/xmltree"
	"samlharness/record"
)

// The bounds in bytes of a request, of its form, of the RelayState and of the hint.
const (
	maxRequest     = 64 << 10 // decoded; real ones have less than 1 KiB
	maxRequestBody = 512 << 10
	maxRelayState  = 16 << 10
	maxHint        = 1024
)

// incoming is what came to the sign-on service.
type incoming struct {
	Request
	// xml is the AuthnRequest as it came, nil for an unsolicited sign-on.
	xml []byte
	// token names a pending request; then there is nothing else.
	token string
}

// readIncoming understands both bindings. Its error is a *[record.Refusal].
func readIncoming(w http.ResponseWriter, r *http.Request) (incoming, error) {
	decode, binding := wire.DecodeRedirect, "HTTP-Redirect"
	var values url.Values
	var err error
	if r.Method == http.MethodPost {
		decode, binding = wire.DecodePost, "HTTP-POST"
		r.Body = http.MaxBytesReader(w, r.Body, maxRequestBody)
		err = r.ParseForm()
		values = r.PostForm
	} else {
		values, err = url.ParseQuery(r.URL.RawQuery)
	}
	if err != nil {
		return incoming{}, Malformed("parameters", "form fields", err)
	}
	for _, name := range []string{"SAMLRequest", "RelayState", "samlToken"} {
		if len(values[name]) > 1 {
			return incoming{}, Malformed(name, "one "+name, errors.New("there are several"))
		}
	}
	in := incoming{Request: Request{
		Slug:       r.PathValue("slug"),
		Hint:       values.Get("username"),
		relayState: values.Get("RelayState"),
	}}
	if len(in.relayState) > maxRelayState {
		return incoming{}, Malformed("RelayState", fmt.Sprintf("at most %d bytes", maxRelayState),
			fmt.Errorf("it has %d bytes", len(in.relayState)))
	}
	if len(in.Hint) > maxHint {
		in.Hint = ""
	}
	switch {
	case values.Has("SAMLRequest"):
		return in.read(values.Get("SAMLRequest"), decode, binding)
	case r.Method == http.MethodPost:
		return incoming{}, Malformed("SAMLRequest", "an AuthnRequest in base64", errors.New("the form has no such field"))
	case values.Has("samlToken"):
		return incoming{Request: Request{Slug: in.Slug}, token: values.Get("samlToken")}, nil
	}
	return incoming{Request: Request{Slug: in.Slug}}, nil // unsolicited: parameters of the address mean nothing
}

func (in incoming) read(parameter string, decode func(string) ([]byte, error), binding string) (incoming, error) {
	data, err := decode(parameter)
	if err != nil {
		return in, Malformed("SAMLRequest", "an AuthnRequest as "+binding+" encodes it", err)
	}
	if len(data) > maxRequest {
		return in, Malformed("SAMLRequest", fmt.Sprintf("at most %d bytes", maxRequest),
			fmt.Errorf("it has %d bytes", len(data)))
	}
	in.xml = data
	if in.authn, err = wire.ReadAuthnRequest(data); err != nil {
		return in, unreadable(err)
	}
	if !xmltree.IsNCName(in.authn.ID) { // Core 1.3.4; the response must repeat it as xs:NCName
		id := in.authn.ID
		in.authn = nil
		return in, Malformed("ID of the AuthnRequest", "an ID that begins with a letter or an underscore and holds no colon",
			fmt.Errorf("it is %q", id))
	}
	return in, nil
}

// unreadable is the refusal of a message that is not an AuthnRequest. JumpCloud has no single logout, so a message for
// it comes here or nowhere.
func unreadable(err error) *record.Refusal {
	wrong, ok := errors.AsType[*wire.MessageError](err)
	if ok && (strings.HasSuffix(wrong.Got, "LogoutRequest") || strings.HasSuffix(wrong.Got, "LogoutResponse")) {
		err = errors.New("it is a " + wrong.Got + ", and JumpCloud has no single logout: its metadata names no " +
			"SingleLogoutService")
		r := Malformed("SAMLRequest", "an AuthnRequest of SAML 2.0", err)
		r.Fix = "configure no single logout at the service provider; people log out in the User Portal"
		return r
	}
	return Malformed("SAMLRequest", "an AuthnRequest of SAML 2.0", err)
}

// exchange is what the record keeps of an AuthnRequest; refusal is nil when it could be read. It is false for a request
// without one: the wish for an unsolicited response, or a pending request, which was recorded before.
func (in incoming) exchange(slug string, at time.Time, refusal *record.Refusal) (record.Exchange, bool) {
	if in.authn == nil && refusal == nil {
		return record.Exchange{}, false
	}
	e := record.Exchange{
		At:         at.UTC(),
		By:         record.JumpCloud,
		Kind:       record.AuthnRequest,
		Subject:    in.Hint,
		Message:    string(in.xml),
		RelayState: in.relayState,
		Verdict:    record.Accepted,
	}
	c := record.Check{
		Name:  "authn-request",
		Title: "The message is an AuthnRequest of SAML 2.0",
		Code:  CodeInvalidRequest,
		Got:   "sent to /saml2/" + slug,
	}
	if refusal != nil {
		e.Verdict, e.Refusal = record.Refused, refusal
		c.Expected, c.Got, c.Fix = refusal.Expected, refusal.Got, refusal.Fix
	} else {
		e.MessageID = in.authn.ID
	}
	list := record.Checklist{}
	list.Add(c, refusal == nil)
	e.Checks = list.Checks()
	return e, true
}
