package har

import "time"

// document and the types below have the members that HAR 1.2 requires, and those that are known. What nobody knows,
// such as headers and sizes, is empty or -1, as the format has it.
type document struct {
	Log archiveLog `json:"log"`
}

type archiveLog struct {
	Version string  `json:"version"`
	Creator creator `json:"creator"`
	Entries []Entry `json:"entries"`
}

type creator struct {
	Name    string `json:"name"`
	Version string `json:"version"`
}

// Entry is a request with its answer.
type Entry struct {
	started time.Time

	Started  string   `json:"startedDateTime"`
	Time     float64  `json:"time"` // in milliseconds
	Request  Request  `json:"request"`
	Response Response `json:"response"`
	Cache    struct{} `json:"cache"`
	Timings  Timings  `json:"timings"`
	Comment  string   `json:"comment,omitempty"`
}

// Timings are parts of [Entry.Time], in milliseconds.
type Timings struct {
	Send    float64 `json:"send"`
	Wait    float64 `json:"wait"`
	Receive float64 `json:"receive"`
}

// Request is what was asked.
type Request struct {
	Method string `json:"method"`
	URL    string `json:"url"`
	Query  []Pair `json:"queryString"`
	Body   *Body  `json:"postData,omitempty"`
	Common
}

// Response is the answer.
type Response struct {
	Status   int     `json:"status"`
	Text     string  `json:"statusText"`
	Content  Content `json:"content"`
	Redirect string  `json:"redirectURL"`
	Common
}

// Common are the members of requests and answers alike; sizes are in bytes, -1 where they are not known.
type Common struct {
	Version     string `json:"httpVersion"`
	Cookies     []Pair `json:"cookies"`
	Headers     []Pair `json:"headers"`
	HeadersSize int    `json:"headersSize"`
	BodySize    int    `json:"bodySize"`
}

func usual() Common {
	return Common{Version: "HTTP/2", Cookies: []Pair{}, Headers: []Pair{}, HeadersSize: -1, BodySize: -1}
}

// Pair is a header, a cookie or a parameter.
type Pair struct {
	Name  string `json:"name"`
	Value string `json:"value"`
}

// Body is what was posted.
type Body struct {
	Media  string `json:"mimeType"`
	Params []Pair `json:"params"`
	Text   string `json:"text"`
}

// Content is the body of an answer; Encoding is "base64" or "".
type Content struct {
	Size     int    `json:"size"`
	Media    string `json:"mimeType"`
	Text     string `json:"text,omitempty"`
	Encoding string `json:"encoding,omitempty"`
}
