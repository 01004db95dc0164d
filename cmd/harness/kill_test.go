package main

import (
	"crypto/sha1"
	"encoding/json"
	"flag"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"samlharness/certs"
	"samlharness/sp/directory"
)

var everyRequest = flag.Bool("every-request", false, "kill and interrupt the operator at every request, not at some")

// operation is what an administrator does in one or several commands.
type operation struct {
	arrange func(t *testing.T, s *site)
	lines   [][]string
	// between is what the administrator does elsewhere after a command.
	between func(t *testing.T, s *site, p *process)
}

// run runs the commands until one is ended from outside; begun gets each process.
func (o operation) run(t *testing.T, s *site, begun func(*process), more ...string) *process {
	var p *process
	for _, line := range o.lines {
		p = s.process(t, append(line, more...)...)
		begun(p)
		if code := p.run(t); code < 0 || code == 130 {
			return p
		}
		if o.between != nil {
			o.between(t, s, p)
		}
	}
	return p
}

// operations are those that change a tenant.
func operations() map[string]operation {
	rotate := []string{"federation", "rotate", "--settle", "0s", "--drain", "0s", "--wait", "0s"}
	return map[string]operation{
		"enable": {
			arrange: func(t *testing.T, s *site) { s.metadata(t) },
			lines:   [][]string{{"federation", "enable", "--xml-file", "metadata.xml"}},
		},
		"rollback": {
			arrange: func(t *testing.T, s *site) {
				s.federate(t)
				before := s.process(t, "federation", "snapshot", "--out", "before.json")
				require.NoError(t, before.Run(), &before.stderr)
				require.NoError(t, s.SetManaged(t.Context(), "contoso.com"))
			},
			lines: [][]string{{"federation", "rollback", "--snapshot", "before.json"}},
		},
		"rotate": {
			arrange: func(t *testing.T, s *site) {
				s.federate(t)
				s.key(t)
			},
			lines:   [][]string{rotate, append(rotate[:len(rotate):len(rotate)], "--continue")},
			between: uploaded,
		},
	}
}

// uploaded is an administrator who uploads the pair when the rotation waits for it, and signs in.
func uploaded(t *testing.T, s *site, p *process) {
	if !strings.Contains(p.stderr.String(), "RotationWaits") {
		return
	}
	text, err := os.ReadFile(filepath.Join(s.folder, ".harness", "rotation", "contoso.com-next.pem"))
	require.NoError(t, err)
	next, err := certs.ParseCertificate(string(text))
	require.NoError(t, err)
	s.AddSignIn(directory.SignIn{
		UserPrincipalName: "alice@contoso.com",
		Federated:         true,
		Thumbprint:        fmt.Sprintf("%X", sha1.Sum(next.Raw)),
	})
}

// points are the requests at which the operator is struck: every write, and of the others some.
func points(seen []string) (at []int) {
	for i, request := range seen {
		write := strings.HasPrefix(request, "PATCH ") || strings.HasPrefix(request, "POST /v1.0/")
		if write || *everyRequest || i == 3 {
			at = append(at, i+1)
		}
	}
	return at
}

// striking runs an operation once for each of its points, and strikes before or after the request is done.
func striking(t *testing.T, each func(t *testing.T, o operation, s *site, after bool)) {
	for name, o := range operations() {
		s := newSite(t)
		o.arrange(t, s)
		old, arranged := s.state(t), len(s.relay.requests())
		o.run(t, s, func(*process) {})
		reached(t, old, s.state(t))
		for _, at := range points(s.relay.requests()[arranged:]) {
			for _, after := range []bool{false, true} {
				t.Run(fmt.Sprintf("%s at request %d, done %t", name, at, after), func(t *testing.T) {
					t.Parallel()
					s := newSite(t)
					o.arrange(t, s)
					s.relay.strikeAt(at + arranged)
					each(t, o, s, after)
				})
			}
		}
	}
}

// reached checks that a domain is in the new state: federated, with one certificate.
func reached(t *testing.T, old, now string) {
	t.Helper()
	assert.NotEqual(t, old, now)
	assert.Regexp(t, `^Federated [0-9a-f]{8}$`, now)
}

// An operator who is killed at a request leaves a tenant in which people can sign in as before or as afterwards, and a
// second run brings it to the new state.
func TestKilledAtRequests(t *testing.T) {
	striking(t, func(t *testing.T, o operation, s *site, after bool) {
		old := s.state(t)
		killed := o.run(t, s, func(p *process) {
			s.relay.struck(func(answer func()) {
				if after {
					answer()
				}
				p.signal(os.Kill)
			})
		})
		require.Equal(t, -1, killed.ProcessState.ExitCode(), killed.stderr.String())
		assert.Regexp(t, `^(Managed|Federated [0-9a-f]{8}( [0-9a-f]{8})?)$`, s.state(t))
		again := o.run(t, s, func(*process) {})
		reached(t, old, s.state(t))
		if t.Failed() {
			t.Log(again.stdout.String() + again.stderr.String())
		}
		s.returns(t, old)
	})
}

// returns goes back to the first snapshot that was written, where every request is tried.
func (s *site) returns(t *testing.T, old string) {
	snapshots, err := filepath.Glob(filepath.Join(s.folder, ".harness", "snapshots", "*-0001.json"))
	require.NoError(t, err)
	if !*everyRequest || len(snapshots) == 0 {
		return
	}
	p := s.process(t, "federation", "rollback", "--snapshot", snapshots[0])
	assert.Zero(t, p.run(t), &p.stderr)
	assert.Equal(t, old, s.state(t))
}

// An operator who is interrupted at a request says in its last words what the tenant has.
func TestInterruptedAtRequests(t *testing.T) {
	striking(t, func(t *testing.T, o operation, s *site, after bool) {
		interrupted := o.run(t, s, func(p *process) {
			s.relay.struck(func(answer func()) {
				if after {
					answer()
				}
				p.signal(os.Interrupt)
				if !after {
					answer()
				}
			})
		}, "--json")
		var document struct {
			Result struct {
				Changed, AuthenticationType string
				Certificates                []struct{ Thumbprint string }
			}
			Refusal *struct{ Code string }
		}
		said := interrupted.stderr.String()
		require.NoError(t, json.Unmarshal([]byte(interrupted.stdout.String()), &document), said)
		stands := document.Result.AuthenticationType
		for _, c := range document.Result.Certificates {
			stands += " " + c.Thumbprint[:8]
		}
		switch now := s.state(t); {
		case interrupted.ProcessState.ExitCode() != 130: // the signal came when it had ended
			assert.Equal(t, now, stands)
		case stands == "":
			assert.Contains(t, []string{"no", "unknown"}, document.Result.Changed)
			assert.Regexp(t, "nothing was changed|outcome could not be read", said)
		default:
			assert.Equal(t, now, stands, said)
			assert.Regexp(t, "nothing was changed|contoso.com is "+strings.Fields(now)[0], said)
		}
	})
}
