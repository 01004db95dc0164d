package har

import (
	"encoding/json"
	"io"
	"net/http"
	"net/url"
	"slices"
	"strings"
	"time"

	"samlharness/internal/wire"
	"samlharness/record"
)

// Write writes the hops and calls among exchanges of one record as an archive.
func Write(w io.Writer, exchanges []record.Exchange) error {
	archive := document{Log: archiveLog{
		Version: "1.2",
		Creator: creator{Name: "harness", Version: "1"},
		Entries: []Entry{},
	}}
	messages := map[int64]record.Exchange{} // by hop
	for _, e := range exchanges {
		if saml(e.Kind) && e.Verdict != record.Sent && e.Message != "" && e.Hop != 0 {
			messages[e.Hop] = e
		}
	}
	for _, e := range exchanges {
		if e.HTTP != nil {
			archive.Log.Entries = append(archive.Log.Entries, entryOf(e, messages[e.Hop]))
		}
	}
	slices.SortStableFunc(archive.Log.Entries, func(a, b Entry) int { return a.started.Compare(b.started) })
	encoder := json.NewEncoder(w)
	encoder.SetEscapeHTML(false)
	encoder.SetIndent("", "  ")
	return encoder.Encode(archive)
}

func saml(k record.Kind) bool { return k == record.AuthnRequest || k == record.Response }

// entryOf is a request with the message that came in it, whose Message is "" when none did.
func entryOf(e, message record.Exchange) Entry {
	if message.Message == "" && e.Kind == record.Hop {
		message = e
		message.Kind = e.MessageKind
	}
	made := Entry{
		started:  e.At,
		Started:  e.At.UTC().Format(time.RFC3339Nano),
		Request:  Request{Method: e.HTTP.Method, URL: e.HTTP.URL, Common: usual()},
		Response: Response{Status: e.HTTP.Status, Text: http.StatusText(e.HTTP.Status), Common: usual()},
		Comment:  verdict(e, message),
	}
	made.Response.Redirect = e.HTTP.Location
	if e.CorrelationID != "" {
		made.Response.Headers = append(made.Response.Headers, Pair{"request-id", e.CorrelationID})
	}
	if parameter := parameterOf(message); parameter != "" && e.HTTP.Method == http.MethodGet {
		made.Request.URL = withMessage(e.HTTP.URL, parameter, message)
	}
	made.Request.Query = queryOf(made.Request.URL)
	made.Request.Body = bodyOf(e, message)
	return made
}

// verdict says what came of the message, or of the call.
func verdict(e, message record.Exchange) string {
	told := e
	if message.Message != "" && message.Verdict != record.Sent {
		told = message
	}
	if told.Verdict == record.Sent {
		return ""
	}
	return strings.TrimSpace(string(told.By) + " " + string(told.Verdict) + " the " + told.Title + " " + told.Code())
}

// parameterOf is the name under which a message travels; "" for none.
func parameterOf(message record.Exchange) string {
	switch {
	case message.Message == "":
		return ""
	case message.Kind == record.AuthnRequest:
		return "SAMLRequest"
	case message.Kind == record.Response:
		return "SAMLResponse"
	}
	return ""
}

// withMessage is an address of HTTP-Redirect with the message in its place.
func withMessage(address, parameter string, message record.Exchange) string {
	value := url.QueryEscape(wire.EncodeRedirect([]byte(message.Message)))
	return strings.Replace(address, parameter+"=***", parameter+"="+value, 1)
}

func queryOf(address string) []Pair {
	pairs := []Pair{}
	u, err := url.Parse(address)
	if err != nil {
		return pairs
	}
	for part := range strings.SplitSeq(u.RawQuery, "&") {
		name, value, _ := strings.Cut(part, "=")
		name, badName := url.QueryUnescape(name)
		value, badValue := url.QueryUnescape(value)
		if name != "" && badName == nil && badValue == nil {
			pairs = append(pairs, Pair{name, value})
		}
	}
	return pairs
}

// bodyOf is the form that was posted, with the message and the names of the other fields, or the JSON of a call.
func bodyOf(e, message record.Exchange) *Body {
	if (e.Kind == record.GraphCall || e.Kind == record.APICall) && e.Message != "" {
		return &Body{Media: "application/json", Params: []Pair{}, Text: e.Message}
	}
	if e.HTTP.Method != http.MethodPost || len(e.HTTP.Fields) == 0 {
		return nil
	}
	b := &Body{Media: "application/x-www-form-urlencoded", Params: []Pair{}}
	for _, name := range e.HTTP.Fields {
		value := "***"
		switch {
		case name == parameterOf(message):
			value = wire.EncodePost([]byte(message.Message))
		case name == "RelayState" && message.RelayState != "":
			value = message.RelayState
		}
		b.Params = append(b.Params, Pair{name, value})
	}
	return b
}
