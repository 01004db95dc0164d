package graphtest

import (
	"io"
	"net/http"
	"net/http/httptest"
	"strings"
	"sync"
)

// Answer is what a request that goes wrong gets; next is the emulated service that would have answered.
type Answer func(w http.ResponseWriter, r *http.Request, next http.Handler)

// fault is something that goes wrong with the requests it matches, as often as it says.
type fault struct {
	method, path string // the path's end
	times        int    // 0 means always
	at           int    // the number of the one request, whatever its method and path; 0 means by these
	do           Answer
}

// Faults stand before an emulated Graph and spoil what they are told to.
type Faults struct {
	mu   sync.Mutex
	list []*fault
	next http.Handler
	own  map[string]Answer // by the path's end, of what is not Graph
	seen []string          // method and path of every Graph request
}

// Add spoils the requests of a method whose path ends so, as many times as given; 0 means always.
func (f *Faults) Add(method, path string, times int, do Answer) {
	f.mu.Lock()
	defer f.mu.Unlock()
	f.list = append(f.list, &fault{method: method, path: path, times: times, do: do})
}

// AddAt spoils the n-th Graph request from the beginning, counted from 1.
func (f *Faults) AddAt(n int, do Answer) {
	f.mu.Lock()
	defer f.mu.Unlock()
	f.list = append(f.list, &fault{at: n, do: do})
}

// Answer answers the requests that are not for Graph and whose path ends so: the tenant has the token service alone.
func (f *Faults) Answer(path string, do Answer) {
	f.mu.Lock()
	defer f.mu.Unlock()
	if f.own == nil {
		f.own = map[string]Answer{}
	}
	f.own[path] = do
}

// other is the answer to a request that is not for Graph, nil for the emulation's.
func (f *Faults) other(path string) Answer {
	f.mu.Lock()
	defer f.mu.Unlock()
	for end, do := range f.own {
		if strings.HasSuffix(path, end) {
			return do
		}
	}
	return nil
}

// ServeHTTP spoils a request to Graph or passes it on.
func (f *Faults) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	if strings.HasPrefix(r.URL.Path, "/v1.0/") || strings.HasPrefix(r.URL.Path, "/beta/") {
		if hit := f.match(r); hit != nil {
			hit.do(w, r, f.next)
			return
		}
	}
	if do := f.other(r.URL.Path); do != nil {
		do(w, r, f.next)
		return
	}
	f.next.ServeHTTP(w, r)
}

func (f *Faults) match(r *http.Request) *fault {
	f.mu.Lock()
	defer f.mu.Unlock()
	f.seen = append(f.seen, r.Method+" "+r.URL.Path)
	for i, hit := range f.list {
		if hit.at == len(f.seen) {
			return hit
		}
		if hit.at != 0 || hit.method != r.Method || !strings.HasSuffix(r.URL.Path, hit.path) {
			continue
		}
		if hit.times == 1 {
			f.list = append(f.list[:i:i], f.list[i+1:]...)
		}
		hit.times--
		return hit
	}
	return nil
}

// Requests counts the Graph requests so far that begin so: "GET /v1.0/domains".
func (f *Faults) Requests(prefix string) (n int) {
	f.mu.Lock()
	defer f.mu.Unlock()
	for _, s := range f.seen {
		if strings.HasPrefix(s, prefix) {
			n++
		}
	}
	return n
}

// Forget begins to count anew.
func (f *Faults) Forget() {
	f.mu.Lock()
	defer f.mu.Unlock()
	f.seen = nil
}

// RequestID is the request-id of every [Status].
const RequestID = "99999999-9999-9999-9999-999999999999"

// Status answers in Graph's envelope, or with nothing but the status when code is empty.
func Status(status int, code, message string) Answer {
	return func(w http.ResponseWriter, _ *http.Request, _ http.Handler) {
		w.Header().Set("Content-Type", "application/json")
		w.Header().Set("request-id", RequestID)
		w.WriteHeader(status)
		if code != "" {
			_, _ = io.WriteString(w, `{"error":{"code":"`+code+`","message":"`+message+
				`","innerError":{"request-id":"`+RequestID+`"}}}`)
		}
	}
}

// Body answers 200 with a text.
func Body(text string) Answer {
	return func(w http.ResponseWriter, _ *http.Request, _ http.Handler) { _, _ = io.WriteString(w, text) }
}

// DoneBut does what is asked and then answers something else.
func DoneBut(then Answer) Answer {
	return func(w http.ResponseWriter, r *http.Request, next http.Handler) {
		next.ServeHTTP(httptest.NewRecorder(), r)
		then(w, r, nil)
	}
}

// HangUp breaks the connection without an answer.
func HangUp(http.ResponseWriter, *http.Request, http.Handler) { panic(http.ErrAbortHandler) }

// Changed answers for the emulated Graph, with one text replaced.
func Changed(old, new string) Answer {
	return func(w http.ResponseWriter, r *http.Request, next http.Handler) {
		r.Header.Del("Accept-Encoding") // what is changed must be plain
		recorder := httptest.NewRecorder()
		next.ServeHTTP(recorder, r)
		w.Header().Set("Content-Type", "application/json")
		w.WriteHeader(recorder.Code)
		_, _ = io.WriteString(w, strings.ReplaceAll(recorder.Body.String(), old, new))
	}
}
