package listen

import (
	"errors"
	"fmt"
	"io"
	"net/http"
	"sync"
	"time"
)

// bounded serves each request with deadlines for its body and its answer.
type bounded struct {
	limits Limits
	next   http.Handler
}

// ServeHTTP hands on the request with a body and an answer that end when the peer stalls.
func (b *bounded) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	connection := http.NewResponseController(w)
	out := &answer{
		ResponseWriter: w,
		pace:           pace{limits: b.limits, set: connection.SetWriteDeadline},
		limit:          b.limits.Answer,
	}
	if r.Body != http.NoBody {
		in := &body{
			ReadCloser: http.MaxBytesReader(w, r.Body, b.limits.Body),
			pace:       pace{limits: b.limits, set: connection.SetReadDeadline},
		}
		r.Body, out.body = in, in
		defer in.leave()
	}
	defer out.pace.begin() // for what is still buffered
	b.next.ServeHTTP(out, r)
}

// pace is how long a peer may keep us waiting: [Limits.Stall], and a second for each [Limits.Rate] bytes. What a
// handler does between its reads and writes does not count.
type pace struct {
	limits Limits
	set    func(time.Time) error
	bytes  int64
	waited time.Duration
	began  time.Time
}

// begin sets the deadline before the peer is waited for.
func (p *pace) begin() {
	p.began = p.limits.Clock.Now()
	earned := time.Duration(float64(p.bytes) / float64(p.limits.Rate) * float64(time.Second))
	_ = p.set(p.began.Add(p.limits.Stall + earned - p.waited)) // a writer without deadlines, as in a test, has no peer
}

// end counts what came of it, and takes the deadline back: what the handler does now may take its time.
func (p *pace) end(n int) {
	_ = p.set(time.Time{}) // as in begin
	p.count(n)
}

// count counts what came of it; the deadline stays.
func (p *pace) count(n int) {
	p.waited += p.limits.Clock.Since(p.began)
	p.bytes += int64(n)
}

// body is a request's body. Whoever sends it on, such as a proxy, may still read it when the handler has returned.
type body struct {
	io.ReadCloser

	mu   sync.Mutex
	pace pace
	over bool // read to its end
	left bool // to the server, which takes what the handler has not read
}

// Read waits no longer than the pace allows.
func (b *body) Read(data []byte) (int, error) {
	b.mu.Lock()
	b.pace.begin()
	b.mu.Unlock()
	n, err := b.ReadCloser.Read(data)
	b.mu.Lock()
	defer b.mu.Unlock()
	b.over = b.over || errors.Is(err, io.EOF)
	if b.left { // the deadline is the server's now
		b.pace.count(n)
	} else {
		b.pace.end(n)
	}
	return n, err
}

// leave bounds the time in which the server takes what the handler has left of the body.
func (b *body) leave() {
	b.mu.Lock()
	defer b.mu.Unlock()
	b.left = true
	if !b.over {
		b.pace.begin()
	}
}

// answer is the answer to a request.
type answer struct {
	http.ResponseWriter
	pace  pace
	limit int64
	body  *body // of the request, nil when there is none
}

// errTooLong ends an answer that would go on beyond its bound.
var errTooLong = errors.New("the answer is too long")

// Write waits no longer than the pace allows.
func (a *answer) Write(data []byte) (int, error) {
	if a.pace.bytes+int64(len(data)) > a.limit {
		return 0, fmt.Errorf("%w: more than %d bytes", errTooLong, a.limit)
	}
	if a.body != nil {
		a.body.leave() // with the first bytes of an answer the server takes the rest of the body
	}
	a.pace.begin()
	n, err := a.ResponseWriter.Write(data)
	a.pace.end(n)
	return n, err
}

// Flush sends what is buffered, for [http.ResponseController] and whoever asks for an [http.Flusher].
func (a *answer) Flush() {
	a.pace.begin()
	_ = http.NewResponseController(a.ResponseWriter).Flush() // the next write tells
	a.pace.end(0)
}

// Unwrap gives [http.ResponseController] the rest.
func (a *answer) Unwrap() http.ResponseWriter { return a.ResponseWriter }
