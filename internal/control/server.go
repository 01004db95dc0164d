package control

import (
	"context"
	"crypto/subtle"
	"encoding/json"
	"log/slog"
	"net"
	"net/http"
	"strings"

	"samlharness/internal/loopback"
)

// MaxBody is the most bytes that a call or its answer may have.
const MaxBody = 64 << 20

// Call is one command for the world: its words and the files that they name.
type Call struct {
	Args  []string          `json:"args"`
	Files map[string][]byte `json:"files,omitempty"`
	// Color marks verdicts in results with ANSI colours.
	Color bool `json:"color,omitempty"`
	// Target are the words by which the caller's command line named the world, for commands that a result proposes.
	Target []string `json:"target,omitempty"`
}

// Result is what came of a call.
type Result struct {
	Stdout string `json:"stdout"`
	Stderr string `json:"stderr"`
	// ExitCode is the command's: 0 done, 1 refused, 2 wrong use.
	ExitCode int `json:"exitCode"`
	// Files are those that the command wrote, by the names that its words gave.
	Files map[string][]byte `json:"files,omitempty"`
	// Next are the words of the command that follows, of one that goes on until it is interrupted.
	Next []string `json:"next,omitempty"`
}

// Server answers calls to one world.
type Server struct {
	// Token is the bearer token that callers must show.
	Token string
	// Invoke runs a call.
	Invoke func(ctx context.Context, call Call) Result
	// Run runs scripts in the world.
	Run func(ctx context.Context, scripts Scripts) ScriptsResult
	// End begins to end the world, and returns at once.
	End func()
	// Logger receives refused calls; nil discards.
	Logger *slog.Logger
}

// Mount registers the management endpoints.
func (s *Server) Mount(mux *http.ServeMux) {
	mux.HandleFunc("GET /v1/ready", s.guard(func(w http.ResponseWriter, _ *http.Request) {
		w.WriteHeader(http.StatusNoContent)
	}))
	mux.HandleFunc("POST /v1/invoke", s.guard(answer(s.Invoke)))
	mux.HandleFunc("POST /v1/run", s.guard(answer(s.Run)))
	mux.HandleFunc("POST /v1/end", s.guard(func(w http.ResponseWriter, _ *http.Request) {
		w.WriteHeader(http.StatusAccepted)
		s.End()
	}))
}

// guard lets in callers that show the token and name a loopback host: a page in a browser has no token, and a rebound
// DNS name has another host.
func (s *Server) guard(next http.HandlerFunc) http.HandlerFunc {
	return func(w http.ResponseWriter, r *http.Request) {
		token, bearer := strings.CutPrefix(r.Header.Get("Authorization"), "Bearer ")
		right := bearer && s.Token != "" && subtle.ConstantTimeCompare([]byte(token), []byte(s.Token)) == 1
		if !right || !loopback.Name(hostOf(r.Host)) || r.Header.Get("Origin") != "" {
			if s.Logger != nil {
				s.Logger.Warn("management call refused", "remote", r.RemoteAddr, "host", r.Host)
			}
			http.Error(w, "forbidden: use the token of the connection file", http.StatusForbidden)
			return
		}
		next(w, r)
	}
}

// hostOf is the host of a Host header, without the port that may follow it.
func hostOf(header string) string {
	if host, _, err := net.SplitHostPort(header); err == nil {
		return host
	}
	return header
}

// answer takes a call in JSON, and answers it in JSON.
func answer[C, R any](do func(context.Context, C) R) http.HandlerFunc {
	return func(w http.ResponseWriter, r *http.Request) {
		var call C
		if err := json.NewDecoder(http.MaxBytesReader(w, r.Body, MaxBody)).Decode(&call); err != nil {
			http.Error(w, "the call is not JSON: "+err.Error(), http.StatusBadRequest)
			return
		}
		result := do(r.Context(), call)
		w.Header().Set("Content-Type", "application/json")
		_ = json.NewEncoder(w).Encode(result) // the caller has gone; there is nobody to tell
	}
}
