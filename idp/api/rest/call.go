package rest

import (
	"fmt"
	"net/http"

	"samlharness/idp/org"
)

// Version is a part of the API, which has its own manner of lists and errors.
type Version int

// The parts of the API.
const (
	V1       Version = iota + 1 // console.jumpcloud.com/api
	V2                          // console.jumpcloud.com/api/v2
	Insights                    // api.jumpcloud.com/insights/directory/v1
)

// Call is a request whose key was good.
type Call struct {
	*http.Request
	Organization *org.Organization
	Version      Version
	// Captures are the segments of the path where the route has a {}.
	Captures []string
	// Notes are for the record: what was tolerated and has no effect.
	Notes []string

	asked bool // the options of the query were read
}

// Options reads the options of the call.
func (c *Call) Options(offer Offer) (Query, error) {
	c.asked = true
	return ParseQuery(c.Version, offer, c.URL.Query())
}

// Unasked refuses the options of a list on a call that has none: ignored, they would give the wrong answer.
func (c *Call) Unasked() error {
	values := c.URL.Query()
	for _, name := range options() {
		if values.Has(name) && !c.asked {
			return BadRequest("the query", "without the option "+name, name)
		}
	}
	return nil
}

// ID is the i-th captured segment.
func (c *Call) ID(i int) string { return c.Captures[i] }

// Note writes into the record what the client does not see.
func (c *Call) Note(format string, args ...any) {
	c.Notes = append(c.Notes, fmt.Sprintf(format, args...))
}

// Tolerate lets a change stand that Microsoft did not follow: JumpCloud shows that at the binding alone.
func (c *Call) Tolerate(err error) error {
	if e := Of(err); e != nil && e.Refusal.Code == org.CodeDirectorySync {
		c.Note("%s: %s", e.Refusal.Message, e.Refusal.Got)
		return nil
	}
	return err
}

// Reply is an answer before it is written.
type Reply struct {
	Status int
	// Body becomes JSON; nil sends none. Raw is sent as it is, as ContentType.
	Body        any
	Raw         []byte
	ContentType string
	// FileName makes the answer a file to keep.
	FileName string
	Header   http.Header
}

// OK is a 200.
func OK(body any) Reply { return Reply{Status: http.StatusOK, Body: body} }

// Created is a 201.
func Created(body any) Reply { return Reply{Status: http.StatusCreated, Body: body} }

// NoContent is a 204.
func NoContent() Reply { return Reply{Status: http.StatusNoContent} }

// Empty is a 200 without a body, what the actions of API 1.0 answer.
func Empty() Reply { return Reply{Status: http.StatusOK} }

// Handle answers a call.
type Handle func(*Call) (Reply, error)
