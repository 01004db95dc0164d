package signin

import "time"

// Lifetimes on the world's clock. A session without "Stay signed in" lasts 24 hours from its last use, as Microsoft
// documents; the others are our choice.
const (
	sessionLife    = 24 * time.Hour
	persistentLife = 90 * 24 * time.Hour
	codeLife       = 5 * time.Minute
	pageLife       = time.Hour
	replayLife     = 24 * time.Hour // longer than any assertion is valid
)

// Bounds: how many are kept of a kind, the least recently used going first, and how many bytes a body may have.
const (
	maxSessions = 10_000
	maxPending  = 3 * maxSessions // a sign-in asks at most three questions
	// maxPendingBytes bounds what all sign-ins that wait hold together.
	maxPendingBytes = 64 << 20
	maxBody         = 64 << 10
	maxMessage      = 4 << 20 // body of login.srf: a message of wire.MaxMessage, base64 in a form
)

// maxLogin is the longest name that is taken, in bytes.
const maxLogin = 320
