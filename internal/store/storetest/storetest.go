// Package storetest is the conformance suite of the stores: what every implementation of [store.Store] does. It also
// has a store for the tests of those who use one, [Guarded].
package storetest

import (
	"testing"

	"github.com/stretchr/testify/require"

	"samlharness/internal/store"
)

// Run runs the suite; open makes a fresh, empty store for each of its tests, and closes it at the test's end.
func Run(t *testing.T, open func(t *testing.T) store.Store) {
	for _, c := range []struct {
		name string
		test func(*testing.T, store.Store)
	}{
		{"values are kept", valuesAreKept},
		{"structs are kept", structsAreKept},
		{"keys are any bytes", keysAreAnyBytes},
		{"there is nothing under an impossible key", impossibleKeys},
		{"scans are ordered", scansAreOrdered},
		{"a scan begins and ends with a prefix", prefixes},
		{"a scan can be left", aScanCanBeLeft},
		{"an error in mid-scan is reported", anErrorInMidScanIsReported},
		{"a scan ends with its context", aScanEndsWithItsContext},
		{"a table that is scanned is not written", noWriteWhileScanning},
		{"updates see their own changes", updatesSeeTheirChanges},
		{"an error keeps nothing", anErrorKeepsNothing},
		{"a panic keeps nothing", aPanicKeepsNothing},
		{"an exit keeps nothing", anExitKeepsNothing},
		{"an ended context is refused", anEndedContextIsRefused},
		{"a context that ends in an update keeps nothing", aContextThatEndsKeepsNothing},
		{"a context that ends while waiting is refused", aContextThatEndsWhileWaiting},
		{"views cannot write", viewsCannotWrite},
		{"ended transactions cannot write", endedTransactionsCannotWrite},
		{"a view does not change", aViewDoesNotChange},
		{"updates exclude each other", updatesExcludeEachOther},
		{"views run beside updates", viewsRunBesideUpdates},
		{"100,000 keys", manyKeys},
		{"a closed store is refused", aClosedStoreIsRefused},
		{"an index claims, renames and releases", indexes},
		{"a value is found by its name", named},
		{"links are found from both sides", links},
		{"links are removed from either side", linksAreRemoved},
	} {
		t.Run(c.name, func(t *testing.T) { c.test(t, open(t)) })
	}
}

// Two tables of the suite.
var (
	texts  = store.Table[string]{Name: "texts"}
	others = store.Table[string]{Name: "others"}
)

// put writes "key", "value", … to texts.
func put(t *testing.T, s store.Store, pairs ...string) {
	t.Helper()
	update(t, s, func(tx store.Tx) error {
		for i := 0; i < len(pairs); i += 2 {
			if err := texts.Put(tx, pairs[i], pairs[i+1]); err != nil {
				return err
			}
		}
		return nil
	})
}

// all is "key=value" of a table from a key on.
func all(t *testing.T, s store.Store, table store.Table[string], from string) []string {
	t.Helper()
	found := []string{}
	view(t, s, func(tx store.Tx) error {
		var err error
		found, err = list(tx, table, from)
		return err
	})
	return found
}

func list(tx store.Tx, table store.Table[string], from string) ([]string, error) {
	found := []string{}
	for e, err := range table.Scan(tx, from) {
		if err != nil {
			return nil, err
		}
		found = append(found, e.Key+"="+e.Value)
	}
	return found, nil
}

func get(t *testing.T, s store.Store, key string) (value string, found bool) {
	t.Helper()
	view(t, s, func(tx store.Tx) error {
		var err error
		value, found, err = texts.Get(tx, key)
		return err
	})
	return value, found
}

func update(t *testing.T, s store.Store, change func(store.Tx) error) {
	t.Helper()
	require.NoError(t, s.Update(t.Context(), change))
}

func view(t *testing.T, s store.Store, read func(store.Tx) error) {
	t.Helper()
	require.NoError(t, s.View(t.Context(), read))
}
