package federation

import (
	"context"
	"io"
	"time"

	"github.com/jonboulle/clockwork"

	"samlharness/federation/msgraph"
)

// defaultGrace is how long an operation whose context has ended looks after a change that it sent. The command line
// gives ten seconds to end in order.
const defaultGrace = 8 * time.Second

// Operator federates and un-federates domains as JumpCloud's PowerShell module does, and proves what it did by reading
// it back. Only Graph is needed.
type Operator struct {
	Graph *msgraph.Client
	// Out gets the module's plain and green lines, Warn its warnings and the progress of waits, one a line; nil discards.
	Out, Warn io.Writer
	// Clock judges certificate dates and dates snapshots; nil leaves them unjudged and undated.
	Clock clockwork.Clock
	// Guard must agree before a real tenant is changed; an emulated one is changed without.
	Guard *RealGuard
	// JumpCloud is asked by [Operator.Preflight] for what the options leave open; nil asks nobody.
	JumpCloud *JumpCloud
	// Again is asked, after a change that does not show yet, whether to read once more; it waits as long as it wants.
	// attempt counts from 1. nil reads once. Real reads may lag behind writes.
	Again func(ctx context.Context, attempt int) bool
	// Pass lets time pass for something that nobody can be asked about, such as a certificate that becomes known; nil
	// waits by Wall. A world moves its clock.
	Pass func(ctx context.Context, d time.Duration) error
	// Wall is the clock by which a person waits: every three seconds of an operation get a line on Warn. nil reports no
	// progress, as suits a world whose operations take no time.
	Wall clockwork.Clock
	// Grace is how long after the end of its context an operation that sent a change reads back what became of it; 0 means
	// 8 seconds. An answer that is outstanding is waited for during three eighths of it.
	Grace time.Duration
	// Probe asks for a page of the identity provider, without signing in, and returns the HTTP status; nil asks as Graph
	// is asked. An identity provider that is reached from this machine alone needs it.
	Probe func(ctx context.Context, address string) (status int, err error)
	// Commands are how cures name commands that act on the same tenant.
	Commands Commands
}
