// Package listen is the one place for what the peers of a listener may hold: connections, bodies, answers, and time.
// Every listener of a world serves by it.
package listen

import (
	"cmp"
	"log/slog"
	"net"
	"net/http"
	"time"

	"github.com/jonboulle/clockwork"
	"golang.org/x/net/netutil"
)

// Limits bound what peers may hold. A field that is zero has the default named beside it, made for one person's machine
// and its test runs.
type Limits struct {
	// Connections are those that a listener serves at once: 1000. Others wait until one ends.
	Connections int
	// Header is the time for the header of a request, and for TLS before it: 30 s.
	Header time.Duration
	// Idle is how long a connection may be kept without a request: 2 min.
	Idle time.Duration
	// Stall is the time that all waiting for a peer may take in one body, and again in one answer: 30 s. For every
	// second's worth of [Limits.Rate] that has passed it is a second more, so that progress extends it.
	Stall time.Duration
	// Rate is how many bytes a second a peer must take or give on average: 256 KiB.
	Rate int
	// Body is the longest body of a request, in bytes: 64 MiB. Handlers set closer bounds of their own.
	Body int64
	// Answer is the longest answer, in bytes: 256 MiB.
	Answer int64
	// Clock is that of the network, never a world's; nil is the machine's.
	Clock clockwork.Clock
}

func (l Limits) withDefaults() Limits {
	l.Connections = cmp.Or(l.Connections, 1000)
	l.Header = cmp.Or(l.Header, 30*time.Second)
	l.Idle = cmp.Or(l.Idle, 2*time.Minute)
	l.Stall = cmp.Or(l.Stall, 30*time.Second)
	l.Rate = cmp.Or(l.Rate, 256<<10)
	l.Body = cmp.Or(l.Body, 64<<20)
	l.Answer = cmp.Or(l.Answer, 256<<20)
	l.Clock = l.Time()
	return l
}

// Time is the clock of the network, by which the peers live: [Limits.Clock], or the machine's.
func (l Limits) Time() clockwork.Clock {
	if l.Clock == nil {
		return clockwork.NewRealClock()
	}
	return l.Clock
}

// Listener accepts at most so many connections at once.
func (l Limits) Listener(open net.Listener) net.Listener {
	return netutil.LimitListener(open, l.withDefaults().Connections)
}

// Server serves the handler within the limits. Faults of peers go to the log, at debug level.
func (l Limits) Server(handler http.Handler, log *slog.Logger) *http.Server {
	l = l.withDefaults()
	return &http.Server{
		Handler:           &bounded{l, handler},
		ReadHeaderTimeout: l.Header,
		IdleTimeout:       l.Idle,
		ErrorLog:          slog.NewLogLogger(log.Handler(), slog.LevelDebug),
		HTTP2: &http.HTTP2Config{
			MaxConcurrentStreams: 100,
			WriteByteTimeout:     l.Stall,
		},
	}
}
