package record_test

import (
	"encoding/json"
	"strings"
	"sync"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"samlharness/record"
)

func TestLogKeepsTheNewest(t *testing.T) {
	log := record.NewLog(record.Options{Limit: 3})
	for range 10 {
		log.Add(t.Context(), record.Exchange{Kind: record.Response})
	}
	var ids []int64
	for _, e := range log.Since(0) {
		ids = append(ids, e.ID)
	}
	assert.Equal(t, []int64{8, 9, 10}, ids)
	assert.Len(t, log.Since(9), 1)
	assert.Empty(t, log.Since(10))
	last, ok := log.Last(func(e record.Exchange) bool { return e.ID < 10 })
	require.True(t, ok)
	assert.EqualValues(t, 9, last.ID)
}

func TestLogIsSharedByGoroutines(t *testing.T) {
	log := record.NewLog(record.Options{Limit: 10})
	var all sync.WaitGroup
	for range 8 {
		all.Go(func() {
			for range 10 {
				log.Add(t.Context(), record.Exchange{})
			}
		})
		all.Go(func() {
			seen := int64(0)
			for range 10 {
				for _, e := range log.Since(seen) {
					assert.Greater(t, e.ID, seen)
					seen = e.ID
				}
			}
		})
	}
	all.Wait()
	assert.EqualValues(t, 80, log.LastID())
	assert.Len(t, log.Since(0), 10)
}

// Whatever is sent, an entry stays small, and the record changes nothing of what its writer goes on with.
func TestLogCutsLongTexts(t *testing.T) {
	long := strings.Repeat("é", 1<<20)
	checks := []record.Check{{
		Name:       "issuer",
		Expected:   long,
		Got:        long,
		Difference: long,
		Fix:        long,
		Warnings:   []string{long},
	}}
	refusal := &record.Refusal{Code: "AADSTS50107", Message: long, Expected: long, Got: long, Difference: long, Fix: long}
	log := record.NewLog(record.Options{})
	log.Add(t.Context(), record.Exchange{
		Kind:          record.Kind(long),
		Subject:       long,
		Message:       long,
		RelayState:    long,
		MessageID:     long,
		InResponseTo:  long,
		CorrelationID: long,
		Checks:        checks,
		Refusal:       refusal,
	})
	kept, ok := log.Last(nil)
	require.True(t, ok)
	written, err := json.Marshal(kept)
	require.NoError(t, err)
	assert.Less(t, len(written), 85<<10)
	assert.Equal(t, strings.Repeat("é", 8<<10)+"…", kept.Message)
	assert.Equal(t, strings.Repeat("é", 2<<10)+"…", kept.Checks[0].Got)
	assert.Len(t, checks[0].Got, len(long))
	assert.Len(t, checks[0].Warnings[0], len(long))
	assert.Len(t, refusal.Message, len(long))

	assert.Equal(t, "é", record.Clip("é", 2))
	assert.Equal(t, "…", record.Clip("éé", 1), "no half character")
}

func TestNilLogTakesAndKeepsNothing(t *testing.T) {
	var log *record.Log
	assert.Zero(t, log.Add(t.Context(), record.Exchange{}))
	assert.Empty(t, log.Since(0))
	assert.Zero(t, log.LastID())
	_, ok := log.Last(nil)
	assert.False(t, ok)
}

func TestFirstDifference(t *testing.T) {
	for _, c := range []struct{ name, expected, got, want string }{
		{"equal", "a", "a", ""},
		{"slash", "https://contoso.com", "https://contoso.com/", `character 20: expected the end of the text, got "/"`},
		{"short", "https://contoso.com", "https://contoso", `character 16: expected ".", got the end of the text`},
		{"case", "https://contoso.com", "https://Contoso.com", `character 9: expected "c", got "C"`},
		{"zero width", "con", "co\u200bn", `character 3: expected "n", got "\u200b"`},
		{"han", "王小明", "王大明", `character 2: expected "小", got "大"`},
		{"bad UTF-8", "a\xff", "a\xfe", `character 2: expected "\xff", got "\xfe"`},
	} {
		t.Run(c.name, func(t *testing.T) { assert.Equal(t, c.want, record.FirstDifference(c.expected, c.got)) })
	}
}
