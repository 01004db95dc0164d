package inspect

import (
	"bytes"
	"encoding/base64"
	"fmt"
	"net/http"
	"net/url"
	"strings"

	"samlharness/browser"
	"samlharness/internal/exit"
	"samlharness/internal/wire"
	"samlharness/sp/loginsrf"
)

// MaxInput is the largest input read, in bytes: base64 and form encoding at most quadruple a message.
const MaxInput = 4 * wire.MaxMessage

// UnreadableError is an input that holds no message that could be judged.
type UnreadableError struct {
	// Reason says what is wrong with it, Fix what to give instead.
	Reason, Fix string
}

func (e *UnreadableError) Error() string { return e.Reason }

// Hint is what to give instead.
func (e *UnreadableError) Hint() string { return e.Fix }

// ExitCode is that of wrong use.
func (e *UnreadableError) ExitCode() int { return exit.Usage }

const hintInput = "give the value of the form field SAMLResponse (base64), the form body SAMLResponse=…, the XML, " +
	"or the saved page that posts it"

// read finds the message in data: XML, a saved HTML page, a form body, or base64. The error is an *[UnreadableError].
func read(data []byte) (loginsrf.Input, error) {
	var in loginsrf.Input
	if len(data) > MaxInput {
		return in, &UnreadableError{fmt.Sprintf("the input is larger than %d bytes", MaxInput), hintInput}
	}
	if bytes.HasPrefix(data, []byte{0xff, 0xfe}) || bytes.HasPrefix(data, []byte{0xfe, 0xff}) {
		return in, &UnreadableError{"the input is UTF-16", "save it as UTF-8"}
	}
	text := strings.TrimSpace(strings.TrimPrefix(string(data), "\ufeff"))
	switch {
	case text == "":
		return in, &UnreadableError{"the input is empty", hintInput}
	case isHTML(text):
		return readPage(text)
	case strings.HasPrefix(text, "<"):
		in.XML = []byte(text)
		return in, nil
	case strings.Contains(text, "SAMLResponse="):
		return readForm(text)
	case strings.Contains(text, "SAMLRequest="):
		return in, &UnreadableError{"the input is a SAMLRequest, which asks; login.srf judges responses", hintInput}
	}
	return readBase64(text)
}

func isHTML(text string) bool {
	start := strings.ToLower(text[:min(len(text), 200)])
	return strings.HasPrefix(start, "<!doctype html") || strings.HasPrefix(start, "<html")
}

func readPage(text string) (loginsrf.Input, error) {
	page := browser.ParsePage(&url.URL{Scheme: "https", Host: "saved.invalid"}, http.StatusOK, nil, []byte(text), false)
	form, ok := page.Form("SAMLResponse")
	if !ok {
		return loginsrf.Input{}, &UnreadableError{"the page holds no form field SAMLResponse", hintInput}
	}
	in := loginsrf.Input{Values: url.Values{}}
	for _, field := range form.Fields {
		if field.Name == "SAMLResponse" || field.Name == "RelayState" {
			in.Values.Add(field.Name, field.Value)
		}
	}
	return in, nil
}

// readForm takes a form body, or the query or request that it was copied with.
func readForm(text string) (loginsrf.Input, error) {
	body := text
	for line := range strings.Lines(text) {
		if i := strings.Index(line, "SAMLResponse="); i >= 0 {
			body = strings.TrimSpace(line)
			if j := strings.LastIndexAny(line[:i], " ?'\""); j >= 0 {
				body = strings.Trim(strings.TrimSpace(line[j+1:]), `'"`)
			}
			break
		}
	}
	values, err := url.ParseQuery(body)
	if err != nil {
		return loginsrf.Input{}, &UnreadableError{"the form body is not URL-encoded: " + err.Error(), hintInput}
	}
	return loginsrf.Input{Values: values}, nil
}

// readBase64 takes the value of the field, URL-encoded or not.
func readBase64(text string) (loginsrf.Input, error) {
	if strings.Contains(text, "%") {
		if decoded, err := url.QueryUnescape(text); err == nil {
			text = decoded
		}
	}
	if _, err := base64.StdEncoding.DecodeString(strings.Join(strings.Fields(text), "")); err != nil {
		return loginsrf.Input{}, &UnreadableError{"the input is neither XML nor a form nor base64: " + err.Error(), hintInput}
	}
	return loginsrf.Input{SAMLResponse: text}, nil
}
