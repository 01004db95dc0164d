package store

import (
	"fmt"
	"iter"
	"strings"
)

// Links are pairs of a left and a right id, such as a group and its member, found from either side.
type Links struct {
	// Name is the links' name in the store. They take the tables Name and Name + "-reversed".
	Name string
}

// separator stands between the sides of a pair, so an id must not contain it.
const separator = "\x00"

func (l Links) forth() Table[bool] { return Table[bool](l) }
func (l Links) back() Table[bool]  { return Table[bool]{Name: l.Name + "-reversed"} }

// Link makes a pair; one that exists stays. An id that is empty or has a NUL is [ErrKey].
func (l Links) Link(tx Tx, left, right string) error {
	for _, id := range []string{left, right} {
		if id == "" || strings.Contains(id, separator) {
			return fmt.Errorf("%w without NUL: link of %q and %q in %s", ErrKey, left, right, l.Name)
		}
	}
	if err := l.forth().Put(tx, left+separator+right, true); err != nil {
		return err
	}
	return l.back().Put(tx, right+separator+left, true)
}

// Unlink removes a pair; one that does not exist is not an error.
func (l Links) Unlink(tx Tx, left, right string) error {
	if err := l.forth().Delete(tx, left+separator+right); err != nil {
		return err
	}
	return l.back().Delete(tx, right+separator+left)
}

// Linked says whether a pair exists.
func (l Links) Linked(tx Tx, left, right string) (bool, error) {
	_, found, err := l.forth().Get(tx, left+separator+right)
	return found, err
}

// Rights yields what left is linked with, in order; an error comes last.
func (l Links) Rights(tx Tx, left string) iter.Seq2[string, error] {
	return others(tx, l.forth(), left)
}

// Lefts yields what right is linked with, in order; an error comes last.
func (l Links) Lefts(tx Tx, right string) iter.Seq2[string, error] {
	return others(tx, l.back(), right)
}

// Pairs yields all pairs in the order of their left, then their right sides; an error comes last.
func (l Links) Pairs(tx Tx) iter.Seq2[Pair, error] {
	return func(yield func(Pair, error) bool) {
		for e, err := range l.forth().Scan(tx, "") {
			left, right, _ := strings.Cut(e.Key, separator)
			if !yield(Pair{Left: left, Right: right}, err) {
				return
			}
		}
	}
}

// Pair is one link.
type Pair struct{ Left, Right string }

// UnlinkLeft removes every pair with this left side.
func (l Links) UnlinkLeft(tx Tx, left string) error {
	rights, err := IDs(l.Rights(tx, left))
	for _, right := range rights {
		if err == nil {
			err = l.Unlink(tx, left, right)
		}
	}
	return err
}

// UnlinkRight removes every pair with this right side.
func (l Links) UnlinkRight(tx Tx, right string) error {
	lefts, err := IDs(l.Lefts(tx, right))
	for _, left := range lefts {
		if err == nil {
			err = l.Unlink(tx, left, right)
		}
	}
	return err
}

func others(tx Tx, t Table[bool], one string) iter.Seq2[string, error] {
	return func(yield func(string, error) bool) {
		for e, err := range t.ScanPrefix(tx, one+separator) {
			if !yield(strings.TrimPrefix(e.Key, one+separator), err) {
				return
			}
		}
	}
}

// IDs is the list of what [Links.Rights] or [Links.Lefts] gives.
func IDs(ids iter.Seq2[string, error]) ([]string, error) {
	var list []string
	for id, err := range ids {
		if err != nil {
			return nil, err
		}
		list = append(list, id)
	}
	return list, nil
}
