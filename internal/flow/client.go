package flow

import (
	"net/http"
	"strconv"
	"strings"

	"samlharness/record"
)

// header tells the sites of a world which flow a request of the world's own clients is a part of, and who sends it.
// Sites never see it.
const header = "Harness-Flow"

// browserHeader tells by what a browser of the world's own is known.
const browserHeader = "Harness-Browser"

// Client is a transport of a world's own clients: it sends along the flow of the request's context, see
// [record.Log.Begin].
type Client struct {
	// Next sends the request; it must lead to the world alone.
	Next http.RoundTripper
	// From is who sends it; "" leaves that open.
	From record.Party
	// Browser, unless it is "", is by what the browser is known that sends them.
	Browser string
}

// RoundTrip sends the request.
func (c *Client) RoundTrip(r *http.Request) (*http.Response, error) {
	flow := record.TraceOf(r.Context()).Flow()
	if flow == 0 && c.From == "" && c.Browser == "" || r.Header.Get(header) != "" {
		return c.Next.RoundTrip(r)
	}
	r = r.Clone(r.Context())
	r.Header.Set(header, strconv.FormatInt(flow, 10)+" "+string(c.From))
	if c.Browser != "" {
		r.Header.Set(browserHeader, c.Browser)
	}
	return c.Next.RoundTrip(r)
}

// CloseIdleConnections is that of the transport behind.
func (c *Client) CloseIdleConnections() {
	if closer, ok := c.Next.(interface{ CloseIdleConnections() }); ok {
		closer.CloseIdleConnections()
	}
}

// told reads what a client sent along, and takes it out of the request.
func told(r *http.Request, log *record.Log) (flow int64, from record.Party) {
	value := r.Header.Get(header)
	if value == "" {
		return 0, ""
	}
	r.Header.Del(header)
	number, sender, _ := strings.Cut(value, " ")
	flow, err := strconv.ParseInt(number, 10, 64)
	if err != nil || flow < 0 || flow > log.LastFlow() {
		flow = 0
	}
	if sender == string(record.JumpCloud) {
		from = record.JumpCloud
	}
	return flow, from
}
