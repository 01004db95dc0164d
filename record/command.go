package record

import (
	"context"
	"slices"
	"time"
)

// maxCommands is how many commands a log keeps, maxWord how long a word of one may be, maxFile a file, in bytes.
const (
	maxCommands = 1000
	maxWord     = 8 << 10
	maxFile     = 64 << 10
)

// Command is a line of a script that somebody had done in a world.
type Command struct {
	// At is the world's time, Flow the flow of what it led to, 0 when nothing was exchanged.
	At   time.Time `json:"at"`
	Flow int64     `json:"flow"`
	// Words are its words, without secrets; Files those that it read, by the names in it.
	Words []string          `json:"words"`
	Files map[string][]byte `json:"files,omitempty"`
	// After is the number of the newest exchange when it was done.
	After int64 `json:"after"`
}

// history are the commands of a log, which clearing it leaves alone: they say how the world became what it is.
type history struct {
	commands []Command // oldest first
	lost     int
}

// Did notes a command that changed the world. Its words must be without secrets; a file that is too large is left out.
func (l *Log) Did(ctx context.Context, at time.Time, words []string, files map[string][]byte) {
	if l == nil {
		return
	}
	c := Command{At: at, Flow: TraceOf(ctx).given()}
	for _, word := range words {
		c.Words = append(c.Words, Clip(word, maxWord))
	}
	for name, data := range files {
		if len(data) <= maxFile {
			if c.Files == nil {
				c.Files = map[string][]byte{}
			}
			c.Files[name] = slices.Clone(data)
		}
	}
	l.mu.Lock()
	defer l.mu.Unlock()
	c.After = l.last
	if len(l.done.commands) == maxCommands {
		l.done.commands, l.done.lost = slices.Delete(l.done.commands, 0, 1), l.done.lost+1
	}
	l.done.commands = append(l.done.commands, c)
}

// Commands are what changed the world, oldest first, and how many older ones are forgotten.
func (l *Log) Commands() (kept []Command, forgotten int) {
	if l == nil {
		return nil, 0
	}
	l.mu.Lock()
	defer l.mu.Unlock()
	return slices.Clone(l.done.commands), l.done.lost
}
