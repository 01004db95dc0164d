package browser

import "fmt"

// Kind says what kept the browser from reaching a page.
type Kind string

// The kinds of [Error].
const (
	Transport        Kind = "transport"          // no answer: name, dial, TLS, context
	BadURL           Kind = "bad URL"            // a URL or redirect that cannot be followed
	TooManyRedirects Kind = "too many redirects" // more than 20 in one navigation
	Loop             Kind = "loop"               // forms that post themselves again and again
	BodyTooLarge     Kind = "body too large"     // more than 8 MiB
	FormAction       Kind = "form-action"        // blocked by the page's Content-Security-Policy
	NoSuchElement    Kind = "no such element"    // a field, button, form or link that is not on the page
	Lost             Kind = "lost"               // a driver, such as browser/signin, does not know the page
)

// Error is a navigation that did not reach a page, with the hops up to there.
type Error struct {
	// Kind is for callers that decide on it.
	Kind Kind
	// URL is where it happened.
	URL string
	// Detail says what was expected and what came.
	Detail string
	// Transcript holds the hops of this navigation, or of the whole sign-in when the driver fails.
	Transcript []Hop
	// Err is the cause, if there is one.
	Err error
}

// Error names the kind, the place and the detail.
func (e *Error) Error() string {
	s := fmt.Sprintf("browser: %s at %s", e.Kind, e.URL)
	if e.Detail != "" {
		s += ": " + e.Detail
	}
	if e.Err != nil {
		s += ": " + e.Err.Error()
	}
	return s
}

// Unwrap is the cause.
func (e *Error) Unwrap() error { return e.Err }
