package storetest

import (
	"errors"
	"fmt"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"samlharness/internal/store"
)

func valuesAreKept(t *testing.T, s store.Store) {
	_, found := get(t, s, "k")
	assert.False(t, found, "nothing there")
	put(t, s, "k", "1", "empty", "")
	put(t, s, "k", "2", "text", "王小明\x00\n")
	for key, want := range map[string]string{"k": "2", "empty": "", "text": "王小明\x00\n"} {
		value, found := get(t, s, key)
		assert.True(t, found, key)
		assert.Equal(t, want, value, key)
	}
	assert.Empty(t, all(t, s, others, ""), "tables are apart")
	update(t, s, func(tx store.Tx) error {
		return errors.Join(texts.Delete(tx, "k"), texts.Delete(tx, "never there"), others.Delete(tx, "k"))
	})
	_, found = get(t, s, "k")
	assert.False(t, found)
	assert.Equal(t, []string{"empty=", "text=王小明\x00\n"}, all(t, s, texts, ""))
}

type person struct {
	Name  string
	Mails []string
	Boss  *person
	Since time.Time
	Facts map[string]int
}

func structsAreKept(t *testing.T, s store.Store) {
	people := store.Table[person]{Name: "people"}
	want := person{
		Name:  "Zoë",
		Mails: []string{"a", ""},
		Boss:  &person{Name: "王小明"},
		Since: time.Date(2026, 11, 26, 1, 2, 3, 4, time.UTC),
		Facts: map[string]int{"one": 1},
	}
	update(t, s, func(tx store.Tx) error {
		return errors.Join(people.Put(tx, "zoë", want), people.Put(tx, "nobody", person{}))
	})
	view(t, s, func(tx store.Tx) error {
		got, found, err := people.Get(tx, "zoë")
		assert.True(t, found)
		assert.Equal(t, want, got)
		everybody, err2 := people.Select(tx, nil)
		assert.Equal(t, []person{{}, want}, everybody)
		some, err3 := people.Select(tx, func(p person) bool { return p.Name != "" })
		assert.Equal(t, []person{want}, some)
		return errors.Join(err, err2, err3)
	})
}

func keysAreAnyBytes(t *testing.T, s store.Store) {
	keys := []string{
		"\x00", "\x00\x00", " ", "/", "B", "a", "a\x00", "a\x00b", "ab", "a\xff", "ä", "王小明", "\xfe", "\xff",
		"\xff" + strings.Repeat("x", store.MaxKey-1),
	} // in the order of their bytes
	for i := range keys {
		put(t, s, keys[len(keys)-1-i], fmt.Sprint(len(keys)-1-i))
	}
	want := []string{}
	for i, key := range keys {
		want = append(want, fmt.Sprintf("%s=%d", key, i))
		value, found := get(t, s, key)
		assert.True(t, found, "%q", key)
		assert.Equal(t, fmt.Sprint(i), value, "%q", key)
	}
	assert.Equal(t, want, all(t, s, texts, ""))
	assert.Equal(t, want[6:], all(t, s, texts, "a\x00"))
}

func impossibleKeys(t *testing.T, s store.Store) {
	put(t, s, "k", "1")
	for _, key := range []string{"", strings.Repeat("x", store.MaxKey+1), strings.Repeat("x", 1<<20)} {
		_, found := get(t, s, key)
		assert.False(t, found)
		update(t, s, func(tx store.Tx) error { return texts.Delete(tx, key) })
		err := s.Update(t.Context(), func(tx store.Tx) error { return texts.Put(tx, key, "1") })
		require.ErrorIs(t, err, store.ErrKey)
	}
	assert.Equal(t, []string{"k=1"}, all(t, s, texts, ""))
	assert.Empty(t, all(t, s, texts, strings.Repeat("x", 1<<20)), "a scan may begin there")
}

func manyKeys(t *testing.T, s store.Store) {
	const n, step = 100_000, 10_000
	key := func(i int) string { return fmt.Sprintf("%06d", i) }
	for first := 0; first < n; first += step {
		update(t, s, func(tx store.Tx) error {
			for i := first; i < first+step; i++ {
				j := i * 7919 % n // 7919 is a prime that does not divide n, so this is every number once, out of order
				if err := texts.Put(tx, key(j), key(j)); err != nil {
					return err
				}
			}
			return nil
		})
	}
	require.NoError(t, countFrom(t, s, 0, n, 1))
	require.NoError(t, countFrom(t, s, n-10, n, 1))
	update(t, s, func(tx store.Tx) error {
		for i := 1; i < n; i += 2 {
			if err := texts.Delete(tx, key(i)); err != nil {
				return err
			}
		}
		return nil
	})
	require.NoError(t, countFrom(t, s, 0, n, 2))
}

// countFrom checks that texts has every step-th number of [first, end), in order, and no other from first on.
func countFrom(t *testing.T, s store.Store, first, end, step int) error {
	return s.View(t.Context(), func(tx store.Tx) error {
		next := first
		for e, err := range texts.Scan(tx, fmt.Sprintf("%06d", first)) {
			if err != nil {
				return err
			}
			if want := fmt.Sprintf("%06d", next); e.Key != want || e.Value != want {
				return fmt.Errorf("expected %s, got %s=%s", want, e.Key, e.Value)
			}
			next += step
		}
		if next != end {
			return fmt.Errorf("expected to end at %d, got %d", end, next)
		}
		return nil
	})
}
