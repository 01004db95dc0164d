package record_test

import (
	"encoding/json"
	"errors"
	"slices"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"samlharness/internal/heap"
	"samlharness/record"
)

// full is an exchange with every list and text as long as its sender can make them.
func full() record.Exchange {
	long := strings.Repeat("x", 64<<10)
	var e record.Exchange
	for range 5000 {
		c := record.Check{Name: "identifiers", Expected: long, Got: long, Fix: long}
		for range 5 {
			c.Warnings = append(c.Warnings, long)
		}
		e.Checks = append(e.Checks, c)
	}
	for range 23_500 {
		e.Checks[0].Warnings = append(e.Checks[0].Warnings, long)
	}
	e.Kind, e.Title, e.Message, e.RelayState = record.Kind(long), long, long+long, long
	e.HTTP = &record.HTTP{URL: long, Fields: slices.Repeat([]string{long}, 1000)}
	e.Refusal = &record.Refusal{Message: long, Got: long, Cause: errors.New(long)}
	return e
}

func TestExchangeIsBoundedAsAWhole(t *testing.T) {
	log := record.NewLog(record.Options{})
	log.Add(t.Context(), full())
	kept, ok := log.Last(nil)
	require.True(t, ok)
	written, err := json.Marshal(kept)
	require.NoError(t, err)
	assert.Less(t, len(written), 120<<10)
	assert.Len(t, kept.Checks, 100)
	require.Len(t, kept.Checks[0].Warnings, 20)
	assert.NoError(t, kept.Refusal.Unwrap())

	e := record.Exchange{Checks: []record.Check{{Warnings: make([]string, 23_500)}}}
	log.Add(t.Context(), e)
	kept, _ = log.Last(nil)
	assert.Equal(t, "… and 23481 more", kept.Checks[0].Warnings[19])
}

func TestLogIsBoundedByBytes(t *testing.T) {
	log := record.NewLog(record.Options{Bytes: 1 << 20})
	for range 100 {
		log.Add(t.Context(), record.Exchange{Message: strings.Repeat("m", 60<<10)})
	}
	assert.InDelta(t, 15, len(log.Since(0)), 2)
	log = record.NewLog(record.Options{Bytes: 1})
	for range 3 {
		log.Add(t.Context(), record.Exchange{Kind: record.Response})
	}
	assert.Len(t, log.Since(0), 1, "the newest stays")
	assert.EqualValues(t, 3, log.LastID())
}

func TestHeapOfALog(t *testing.T) {
	log, hostile := record.NewLog(record.Options{}), full()
	grown := heap.Growth(func() {
		for range 1500 {
			log.Add(t.Context(), hostile)
		}
	})
	assert.Less(t, grown, int64(record.DefaultBytes+record.DefaultBytes/8))
	assert.Greater(t, len(log.Since(0)), 100)

	// what is kept of a message does not hold the message
	log = record.NewLog(record.Options{})
	grown = heap.Growth(func() {
		for range 1000 {
			message := strings.Repeat("m", 100<<10)
			log.Add(t.Context(), record.Exchange{
				Message: message[:100],
				Subject: message[:10],
				Refusal: &record.Refusal{Code: message[:5], Cause: errors.New(message)},
				Checks:  []record.Check{{Code: message[:5], Got: message[:10], Warnings: []string{message[:10]}}},
			})
		}
	})
	assert.Less(t, grown, int64(5<<20))
}
