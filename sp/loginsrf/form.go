package loginsrf

import (
	"errors"
	"fmt"
	"mime"
	"net/http"
	"strconv"
	"unicode/utf8"

	"samlharness/internal/wire"
	"samlharness/internal/wire/xmltree"
	"samlharness/sp/aadsts"
)

const fixForm = "send the response by the HTTP-POST binding: one form field SAMLResponse, one RelayState, " +
	"application/x-www-form-urlencoded, to "

func checkForm(e *evaluation) *failure {
	bad := func(expected, got string) *failure {
		return &failure{code: aadsts.InvalidFederationMessage, expected: expected, got: got, fix: fixForm + e.in.Cloud.ACS()}
	}
	if m := e.in.Method; m != "" && m != http.MethodPost {
		return bad("HTTP method POST", "HTTP method "+m)
	}
	if e.in.ContentType != "" {
		if media, _, err := mime.ParseMediaType(e.in.ContentType); err != nil ||
			media != "application/x-www-form-urlencoded" {
			return bad("content type application/x-www-form-urlencoded", "content type "+e.in.ContentType)
		}
	}
	switch {
	case e.in.XML != nil:
		e.xml, e.unknown = e.in.XML, "the message was given without its form"
		return nil
	case e.in.SAMLResponse != "":
		e.encoded, e.unknown = e.in.SAMLResponse, "the message was given without its form"
		return nil
	}
	responses, states := e.in.Values["SAMLResponse"], e.in.Values["RelayState"]
	if len(responses) != 1 || responses[0] == "" {
		got := strconv.Itoa(len(responses)) + " fields"
		if len(responses) == 1 {
			got = "an empty field"
		}
		return bad("one form field SAMLResponse", got)
	}
	if len(states) > 1 {
		return bad("at most one form field RelayState", strconv.Itoa(len(states))+" fields")
	}
	if len(states) == 1 {
		if len(states[0]) > maxRelayState {
			return bad(fmt.Sprintf("RelayState of at most %d bytes", maxRelayState), fmt.Sprintf("%d bytes", len(states[0])))
		}
		e.v.Response.RelayState = states[0]
	}
	e.encoded = responses[0]
	return nil
}

func checkBase64(e *evaluation) *failure {
	if e.xml != nil {
		e.unknown = "the message was given decoded"
		return nil
	}
	decoded, err := wire.DecodePost(e.encoded)
	e.xml = decoded
	bad, _ := errors.AsType[*wire.DecodeError](err)
	switch {
	case err == nil:
		return nil
	case bad != nil && bad.Kind == wire.NotUTF8:
		return nil // the next check's
	case bad != nil && bad.Kind == wire.TooLarge:
		return &failure{
			code:     aadsts.XMLError,
			args:     []string{"1", "1"},
			expected: "a message within bounds",
			got:      err.Error(),
			fix:      "send fewer or shorter attributes",
		}
	}
	return &failure{code: aadsts.NotBase64, expected: "base64 (standard alphabet, padded; line breaks are allowed)",
		got: err.Error(),
		fix: "encode the XML once with standard base64, and form-encode the value, so that + does not become a blank"}
}

func checkUTF8(e *evaluation) *failure {
	xml := e.xml
	if !utf8.Valid(xml) {
		at := 0
		for at < len(xml) {
			r, n := utf8.DecodeRune(xml[at:])
			if r == utf8.RuneError && n == 1 {
				break
			}
			at += n
		}
		return &failure{
			code:     aadsts.NotUTF8,
			expected: "UTF-8",
			got:      fmt.Sprintf("byte 0x%02X at offset %d", xml[at], at),
			fix:      "serialise the message as UTF-8",
		}
	}
	e.v.Response.XML = xml
	return nil
}

// checkXML parses the message, the only time that bytes which nobody verified are parsed.
func checkXML(e *evaluation) *failure {
	root, err := xmltree.Parse(e.xml, xmltree.Limits{})
	if err == nil {
		e.root = root
		e.seen = takeInventory(root)
		return nil
	}
	line, column, reason := 1, 1, err.Error()
	if syntax, ok := errors.AsType[*xmltree.SyntaxError](err); ok {
		line, column, reason = syntax.Line, syntax.Column, syntax.Reason
	}
	return xmlError(line, column, "well-formed XML without document type, processing instructions and oversize", reason,
		"send the message exactly as the SAML library serialised it")
}

// xmlError is the failure that names a place in the message.
func xmlError(line, column int, expected, got, fix string) *failure {
	return &failure{
		code:     aadsts.XMLError,
		args:     []string{strconv.Itoa(line), strconv.Itoa(column)},
		expected: expected,
		got:      got,
		fix:      fix,
	}
}
