package storetest

import (
	"errors"
	"iter"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"samlharness/internal/store"
)

var byName = store.Index{Name: "by-name"}

func indexes(t *testing.T, s store.Store) {
	isFree := func(want bool) func(free bool, err error) {
		return func(free bool, err error) {
			t.Helper()
			require.NoError(t, err)
			assert.Equal(t, want, free)
		}
	}
	update(t, s, func(tx store.Tx) error {
		isFree(true)(byName.Claim(tx, "alice", "1"))
		isFree(true)(byName.Claim(tx, "alice", "1"))
		isFree(false)(byName.Claim(tx, "alice", "2"))
		isFree(true)(byName.Rename(tx, "", "bob", "2"))
		isFree(false)(byName.Rename(tx, "bob", "alice", "2"))
		isFree(true)(byName.Rename(tx, "bob", "bob", "2"))
		isFree(true)(byName.Rename(tx, "bob", "王小明", "2"))
		isFree(true)(byName.Rename(tx, "", "", "3"))
		return byName.Release(tx, "never there")
	})
	view(t, s, func(tx store.Tx) error {
		entries := []store.Entry[string]{}
		for e, err := range byName.Scan(tx, "") {
			require.NoError(t, err)
			entries = append(entries, e)
		}
		assert.Equal(t, []store.Entry[string]{{Key: "alice", Value: "1"}, {Key: "王小明", Value: "2"}}, entries)
		for e, err := range byName.ScanPrefix(tx, "王") {
			require.NoError(t, err)
			assert.Equal(t, "2", e.Value)
		}
		_, found, err := byName.Get(tx, "bob")
		assert.False(t, found, "the old name is free")
		return err
	})
	update(t, s, func(tx store.Tx) error {
		isFree(true)(byName.Rename(tx, "alice", "", "1"))
		isFree(true)(byName.Claim(tx, "alice", "4"))
		return byName.Release(tx, "alice")
	})
	err := s.Update(t.Context(), func(tx store.Tx) error {
		_, err := byName.Claim(tx, "", "1")
		return err
	})
	require.ErrorIs(t, err, store.ErrKey, "there is no empty name")
}

func named(t *testing.T, s store.Store) {
	update(t, s, func(tx store.Tx) error {
		_, err := byName.Claim(tx, "alice", "1")
		_, err2 := byName.Claim(tx, "nobody", "2")
		return errors.Join(err, err2, texts.Put(tx, "1", "Alice"))
	})
	view(t, s, func(tx store.Tx) error {
		value, found, err := texts.Named(tx, byName, "alice")
		assert.True(t, found)
		assert.Equal(t, "Alice", value)
		_, found, err2 := texts.Named(tx, byName, "bob")
		assert.False(t, found)
		_, found, err3 := texts.Named(tx, byName, "nobody")
		assert.False(t, found)
		assert.ErrorContains(t, err3, byName.Name, "an index that names what is not there is broken")
		return errors.Join(err, err2)
	})
}

var members = store.Links{Name: "members"}

func prepareLinks(t *testing.T, s store.Store) {
	update(t, s, func(tx store.Tx) error {
		return errors.Join(members.Link(tx, "g", "1"), members.Link(tx, "g", "2"), members.Link(tx, "g", "2"),
			members.Link(tx, "gg", "1"), members.Link(tx, "群/組", "1"))
	})
}

func ids(t *testing.T, found iter.Seq2[string, error]) []string {
	t.Helper()
	list := []string{}
	for id, err := range found {
		require.NoError(t, err)
		list = append(list, id)
	}
	return list
}

func links(t *testing.T, s store.Store) {
	prepareLinks(t, s)
	view(t, s, func(tx store.Tx) error {
		assert.Equal(t, []string{"1", "2"}, ids(t, members.Rights(tx, "g")))
		assert.Equal(t, []string{"g", "gg", "群/組"}, ids(t, members.Lefts(tx, "1")))
		assert.Empty(t, ids(t, members.Rights(tx, "")))
		assert.Empty(t, ids(t, members.Lefts(tx, "3")))
		for right, want := range map[string]bool{"1": true, "2": true, "3": false, "": false} {
			linked, err := members.Linked(tx, "g", right)
			require.NoError(t, err)
			assert.Equal(t, want, linked, right)
		}
		pairs := []store.Pair{}
		for pair, err := range members.Pairs(tx) {
			require.NoError(t, err)
			pairs = append(pairs, pair)
		}
		assert.Equal(t, []store.Pair{{Left: "g", Right: "1"}, {Left: "g", Right: "2"}, {Left: "gg", Right: "1"},
			{Left: "群/組", Right: "1"}}, pairs)
		return nil
	})
	for _, pair := range []store.Pair{{Left: "", Right: "1"}, {Left: "g"}, {Left: "g\x00", Right: "1"}} {
		err := s.Update(t.Context(), func(tx store.Tx) error { return members.Link(tx, pair.Left, pair.Right) })
		require.ErrorIs(t, err, store.ErrKey)
	}
}

func linksAreRemoved(t *testing.T, s store.Store) {
	prepareLinks(t, s)
	update(t, s, func(tx store.Tx) error {
		return errors.Join(members.Unlink(tx, "gg", "1"), members.Unlink(tx, "gg", "never there"))
	})
	view(t, s, func(tx store.Tx) error {
		assert.Empty(t, ids(t, members.Rights(tx, "gg")))
		assert.Equal(t, []string{"g", "群/組"}, ids(t, members.Lefts(tx, "1")))
		return nil
	})
	update(t, s, func(tx store.Tx) error { return members.UnlinkRight(tx, "1") })
	view(t, s, func(tx store.Tx) error {
		assert.Equal(t, []string{"2"}, ids(t, members.Rights(tx, "g")))
		assert.Empty(t, ids(t, members.Lefts(tx, "1")))
		return nil
	})
	update(t, s, func(tx store.Tx) error {
		return errors.Join(members.UnlinkLeft(tx, "g"), members.UnlinkLeft(tx, "never there"))
	})
	view(t, s, func(tx store.Tx) error {
		assert.Empty(t, ids(t, members.Lefts(tx, "2")))
		return nil
	})
}
