package store

import "iter"

// Index maps unique names to ids. The caller folds names that differ in case alone.
type Index struct {
	// Name is the index's name in the store.
	Name string
}

func (x Index) table() Table[string] { return Table[string](x) }

// Get returns the id under a name.
func (x Index) Get(tx Tx, name string) (id string, found bool, err error) {
	return x.table().Get(tx, name)
}

// Claim gives a name to id, unless it belongs to another: then free is false and nothing changes. Claiming an own name
// again is free.
func (x Index) Claim(tx Tx, name, id string) (free bool, err error) {
	holder, taken, err := x.Get(tx, name)
	if err != nil || taken {
		return taken && holder == id, err
	}
	return true, x.table().Put(tx, name, id)
}

// Release frees a name; a free one is not an error.
func (x Index) Release(tx Tx, name string) error { return x.table().Delete(tx, name) }

// Rename moves id from one name to another, where "" is none. When the new one belongs to another, free is false and
// nothing changes.
func (x Index) Rename(tx Tx, before, after, id string) (free bool, err error) {
	if before == after {
		return true, nil
	}
	if after != "" {
		if free, err := x.Claim(tx, after, id); err != nil || !free {
			return free, err
		}
	}
	return true, x.Release(tx, before)
}

// Scan yields the names from one on with their ids, in the order of the names; an error comes last.
func (x Index) Scan(tx Tx, from string) iter.Seq2[Entry[string], error] {
	return x.table().Scan(tx, from)
}

// ScanPrefix yields the names that begin with prefix, with their ids; an error comes last.
func (x Index) ScanPrefix(tx Tx, prefix string) iter.Seq2[Entry[string], error] {
	return x.table().ScanPrefix(tx, prefix)
}
