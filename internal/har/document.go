package har

import "time"

// document and the types below have the members that HAR 1.2 requires, and those that are known. What the record does
// not keep, such as headers and sizes, is empty or -1, as the format has it.
type document struct {
	Log archiveLog `json:"log"`
}

type archiveLog struct {
	Version string  `json:"version"`
	Creator creator `json:"creator"`
	Entries []entry `json:"entries"`
}

type creator struct {
	Name    string `json:"name"`
	Version string `json:"version"`
}

type entry struct {
	started time.Time

	Started  string   `json:"startedDateTime"`
	Time     float64  `json:"time"`
	Request  request  `json:"request"`
	Response response `json:"response"`
	Cache    struct{} `json:"cache"`
	Timings  timings  `json:"timings"`
	Comment  string   `json:"comment,omitempty"`
}

type timings struct {
	Send    float64 `json:"send"`
	Wait    float64 `json:"wait"`
	Receive float64 `json:"receive"`
}

type request struct {
	Method string `json:"method"`
	URL    string `json:"url"`
	Query  []pair `json:"queryString"`
	Body   *body  `json:"postData,omitempty"`
	common
}

type response struct {
	Status   int     `json:"status"`
	Text     string  `json:"statusText"`
	Content  content `json:"content"`
	Redirect string  `json:"redirectURL"`
	common
}

// common are the members of requests and answers alike.
type common struct {
	Version     string `json:"httpVersion"`
	Cookies     []pair `json:"cookies"`
	Headers     []pair `json:"headers"`
	HeadersSize int    `json:"headersSize"`
	BodySize    int    `json:"bodySize"`
}

func usual() common {
	return common{Version: "HTTP/2", Cookies: []pair{}, Headers: []pair{}, HeadersSize: -1, BodySize: -1}
}

type pair struct {
	Name  string `json:"name"`
	Value string `json:"value"`
}

type body struct {
	Media  string `json:"mimeType"`
	Params []pair `json:"params"`
	Text   string `json:"text"`
}

type content struct {
	Size  int    `json:"size"`
	Media string `json:"mimeType"`
}
