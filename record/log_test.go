package record_test

import (
	"context"
	"sync"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"samlharness/record"
)

func TestLogKeepsTheNewest(t *testing.T) {
	log := record.NewLog(3)
	for range 10 {
		log.Add(record.Exchange{Kind: "Response"})
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
	log := record.NewLog(100)
	ctx, cancel := context.WithCancel(t.Context())
	var followed sync.WaitGroup
	followed.Go(func() {
		n := 0
		for range log.Follow(ctx, 0) {
			if n++; n == 80 {
				cancel()
			}
		}
		assert.Equal(t, 80, n)
	})
	var writers sync.WaitGroup
	for range 8 {
		writers.Go(func() {
			for range 10 {
				log.Add(record.Exchange{})
			}
		})
	}
	writers.Wait()
	followed.Wait()
	assert.EqualValues(t, 80, log.LastID())
}

func TestNilLogTakesAndKeepsNothing(t *testing.T) {
	var log *record.Log
	assert.Zero(t, log.Add(record.Exchange{}))
	assert.Empty(t, log.Since(0))
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
