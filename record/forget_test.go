package record

import (
	"testing"

	"github.com/stretchr/testify/assert"
)

func TestLogForgets(t *testing.T) {
	log := NewLog(Options{Limit: 10})
	for range 1000 {
		log.Add(t.Context(), Exchange{})
		assert.LessOrEqual(t, len(log.entries), 20)
	}
	log = NewLog(Options{})
	for range DefaultLimit + 1 {
		log.Add(t.Context(), Exchange{})
	}
	assert.Len(t, log.Since(0), DefaultLimit)
}
