package listen_test

import (
	"bufio"
	"context"
	"fmt"
	"io"
	"log/slog"
	"net"
	"net/http"
	"net/http/httptest"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"github.com/jonboulle/clockwork"
	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"samlharness/internal/listen"
)

// site is a real listener; served counts the requests that its handler has ended.
type site struct {
	address string
	served  atomic.Int64
	open    atomic.Int64
}

func serve(t *testing.T, limits listen.Limits, handler http.HandlerFunc) *site {
	t.Helper()
	s := &site{}
	l, err := net.Listen("tcp", "127.0.0.1:0")
	require.NoError(t, err)
	s.address = l.Addr().String()
	server := limits.Server(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		defer s.served.Add(1)
		handler(w, r)
	}), slog.New(slog.DiscardHandler))
	server.ConnState = func(_ net.Conn, state http.ConnState) {
		switch state {
		case http.StateNew:
			s.open.Add(1)
		case http.StateClosed, http.StateHijacked:
			s.open.Add(-1)
		}
	}
	go func() { _ = server.Serve(limits.Listener(l)) }()
	t.Cleanup(func() { _ = server.Close() })
	return s
}

// requireEnded waits until all requests have ended and their connections are closed.
func (s *site) requireEnded(t *testing.T, requests int64) {
	t.Helper()
	for range 600 {
		if s.served.Load() == requests && s.open.Load() == 0 {
			return
		}
		machine().Sleep(50 * time.Millisecond)
	}
	t.Fatalf("%d of %d requests have ended, %d connections are open", s.served.Load(), requests, s.open.Load())
}

func (s *site) dial(t *testing.T, head string) net.Conn {
	t.Helper()
	conn, err := net.Dial("tcp", s.address)
	require.NoError(t, err)
	t.Cleanup(func() { _ = conn.Close() })
	_, err = io.WriteString(conn, head)
	require.NoError(t, err)
	return conn
}

func quick() listen.Limits {
	return listen.Limits{Header: time.Second, Idle: time.Second, Stall: 300 * time.Millisecond, Rate: 64 << 20}
}

func readAll(_ http.ResponseWriter, r *http.Request) { _, _ = io.Copy(io.Discard, r.Body) }

// Two hundred clients send 4 MB of a body and then a byte now and then, which is progress but too little.
func TestStalledBodiesEnd(t *testing.T) {
	s := serve(t, quick(), readAll)
	begin := make([]byte, 4_000_000)
	stop := make(chan struct{})
	var clients sync.WaitGroup
	defer clients.Wait()
	defer close(stop)
	for range 200 {
		conn := s.dial(t, "POST / HTTP/1.1\r\nHost: x\r\nContent-Length: 4194304\r\n\r\n")
		clients.Go(func() {
			_, err := conn.Write(begin)
			for err == nil {
				select {
				case <-stop:
					return
				case <-machine().After(100 * time.Millisecond):
					_, err = conn.Write([]byte("x"))
				}
			}
		})
	}
	s.requireEnded(t, 200)
}

// Fifty clients ask for 12 MB and read nothing.
func TestUnreadAnswersEnd(t *testing.T) {
	page := make([]byte, 12<<20)
	s := serve(t, quick(), func(w http.ResponseWriter, _ *http.Request) { _, _ = w.Write(page) })
	for range 50 {
		s.dial(t, "GET / HTTP/1.1\r\nHost: x\r\n\r\n")
	}
	s.requireEnded(t, 50)
}

// A handler that leaves the body alone lets nobody hold the connection either.
func TestUnreadBodiesEnd(t *testing.T) {
	s := serve(t, quick(), func(http.ResponseWriter, *http.Request) {})
	for range 20 {
		s.dial(t, "POST / HTTP/1.1\r\nHost: x\r\nContent-Length: 1000\r\n\r\nx")
	}
	s.requireEnded(t, 20)
}

// A body that is still read when the handler has returned, as by a proxy that was answered early, ends as well.
func TestBodiesThatAreReadOnEnd(t *testing.T) {
	s := serve(t, quick(), func(_ http.ResponseWriter, r *http.Request) {
		reading := make(chan struct{})
		go func() {
			_, _ = r.Body.Read(make([]byte, 1))
			close(reading)
			_, _ = r.Body.Read(make([]byte, 1))
		}()
		<-reading
	})
	for range 20 {
		before := s.served.Load()
		conn := s.dial(t, "POST / HTTP/1.1\r\nHost: x\r\nContent-Length: 1000\r\n\r\na")
		for s.served.Load() == before {
			machine().Sleep(time.Millisecond)
		}
		_, err := io.WriteString(conn, "b")
		require.NoError(t, err)
	}
	s.requireEnded(t, 20)
}

// Who makes progress may take longer than the bound of standing still, and a handler may think as long as it likes.
func TestProgressExtendsTheDeadlines(t *testing.T) {
	limits := quick()
	limits.Stall, limits.Rate = time.Second, 10_000
	s := serve(t, limits, func(w http.ResponseWriter, r *http.Request) {
		data, err := io.ReadAll(r.Body)
		if err != nil {
			http.Error(w, err.Error(), http.StatusBadRequest)
			return
		}
		select {
		case <-machine().After(1500 * time.Millisecond):
		case <-r.Context().Done():
			return
		}
		fmt.Fprint(w, len(data))
	})
	body, send := io.Pipe()
	go func() {
		for range 20 {
			machine().Sleep(100 * time.Millisecond)
			_, _ = send.Write(make([]byte, 2000))
		}
		_ = send.Close()
	}()
	begun := machine().Now()
	response, err := http.Post("http://"+s.address, "text/plain", body)
	require.NoError(t, err)
	defer response.Body.Close()
	text, err := io.ReadAll(response.Body)
	require.NoError(t, err)
	assert.Equal(t, "40000", string(text))
	assert.Greater(t, machine().Since(begun), 3*time.Second)
}

// The same bounds hold for streams of HTTP/2, of which many share a connection.
func TestStreamsOfHTTP2End(t *testing.T) {
	var ended sync.WaitGroup
	ended.Add(2)
	server := httptest.NewUnstartedServer(nil)
	server.Config = quick().Server(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		defer ended.Done()
		if r.Method == http.MethodPost {
			readAll(w, r)
			return
		}
		_, _ = w.Write(make([]byte, 12<<20))
	}), slog.New(slog.DiscardHandler))
	server.EnableHTTP2 = true
	server.StartTLS()
	defer server.Close()
	stalled, _ := io.Pipe()
	ctx, cancel := context.WithCancel(t.Context())
	defer cancel()
	go func() {
		request, err := http.NewRequestWithContext(ctx, http.MethodPost, server.URL, stalled)
		if err == nil {
			if response, err := server.Client().Do(request); err == nil {
				_ = response.Body.Close()
			}
		}
	}()
	response, err := server.Client().Get(server.URL)
	require.NoError(t, err)
	defer response.Body.Close()
	require.Equal(t, 2, response.ProtoMajor)
	ended.Wait()
}

func TestConnectionsAreCounted(t *testing.T) {
	limits := quick()
	limits.Connections, limits.Header = 2, time.Minute
	s := serve(t, limits, func(w http.ResponseWriter, _ *http.Request) { fmt.Fprint(w, "hello") })
	first := s.dial(t, "")
	s.dial(t, "")
	third := s.dial(t, "GET / HTTP/1.1\r\nHost: x\r\n\r\n")
	require.NoError(t, third.SetReadDeadline(machine().Now().Add(300*time.Millisecond)))
	_, err := third.Read(make([]byte, 1))
	assert.ErrorContains(t, err, "timeout")
	require.NoError(t, first.Close())
	require.NoError(t, third.SetReadDeadline(machine().Now().Add(time.Minute)))
	line, err := bufio.NewReader(third).ReadString('\n')
	require.NoError(t, err)
	assert.Contains(t, line, "200 OK")
}

func TestBodiesAndAnswersAreBounded(t *testing.T) {
	limits := quick()
	limits.Body, limits.Answer = 1000, 1000
	var failed error
	s := serve(t, limits, func(w http.ResponseWriter, r *http.Request) {
		if _, err := io.ReadAll(r.Body); err != nil {
			http.Error(w, err.Error(), http.StatusRequestEntityTooLarge)
			return
		}
		_, failed = w.Write(make([]byte, 1001))
	})
	for size, want := range map[int]int{1000: http.StatusOK, 1001: http.StatusRequestEntityTooLarge} {
		response, err := http.Post("http://"+s.address, "text/plain", strings.NewReader(strings.Repeat("x", size)))
		require.NoError(t, err)
		require.NoError(t, response.Body.Close())
		assert.Equal(t, want, response.StatusCode)
	}
	assert.ErrorContains(t, failed, "more than 1000 bytes")
}

// machine is the clock of the network, on which these tests wait.
func machine() clockwork.Clock { return listen.Limits{}.Time() }
