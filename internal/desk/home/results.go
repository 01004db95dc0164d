package home

import (
	"crypto/rand"
	"errors"
	"strings"
	"sync"

	"samlharness/report"
	"samlharness/scenarios"
)

// result is what came of a form, as the page shows it once.
type result struct {
	Commands []string
	Output   string
	// Error and Hint say why it was refused; "" when it was done.
	Error, Hint string
}

// results keeps what came of the forms until the page that follows shows it.
type results struct {
	mu   sync.Mutex
	kept map[string]result
	keys []string // oldest first
}

// maxResults is how many are kept that nobody fetched.
const maxResults = 32

// keep stores a result and returns its key.
func (k *results) keep(r result) string {
	k.mu.Lock()
	defer k.mu.Unlock()
	if k.kept == nil {
		k.kept = map[string]result{}
	}
	key := rand.Text()
	k.kept[key], k.keys = r, append(k.keys, key)
	if len(k.keys) > maxResults {
		delete(k.kept, k.keys[0])
		k.keys = k.keys[1:]
	}
	return key
}

// take returns a result once; nil when it is gone.
func (k *results) take(key string) *result {
	k.mu.Lock()
	defer k.mu.Unlock()
	r, found := k.kept[key]
	if !found {
		return nil
	}
	delete(k.kept, key)
	return &r
}

// fail notes why a verb was refused.
func (r *result) fail(err error) {
	r.Error = strings.TrimSpace(err.Error())
	if usage, ok := errors.AsType[*scenarios.UsageError](err); ok {
		r.Error = usage.Message
	}
	r.Hint = report.Hint(err)
}
