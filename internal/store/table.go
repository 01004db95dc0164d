package store

import (
	"encoding/json"
	"fmt"
	"iter"
	"strings"
)

// Table is a table whose values are of one type. They must survive JSON: what is neither exported nor written by a
// MarshalJSON is lost in a store that keeps bytes.
type Table[T any] struct {
	// Name is the table's name in the store; two tables of one store must not share it.
	Name string
}

// Get returns the value under key; it must not be changed.
func (t Table[T]) Get(tx Tx, key string) (value T, found bool, err error) {
	raw, found, err := tx.Get(t.Name, key, jsonCodec[T]{})
	if err != nil || !found {
		return value, false, err
	}
	value, err = t.typed(key, raw)
	return value, err == nil, err
}

// Put stores a value under key; it must not be changed afterwards.
func (t Table[T]) Put(tx Tx, key string, value T) error {
	return tx.Put(t.Name, key, jsonCodec[T]{}, value)
}

// Delete removes key; one that does not exist is not an error.
func (t Table[T]) Delete(tx Tx, key string) error { return tx.Delete(t.Name, key) }

// Scan yields the entries from a key on, in the order of their keys; an error comes last.
func (t Table[T]) Scan(tx Tx, from string) iter.Seq2[Entry[T], error] {
	return func(yield func(Entry[T], error) bool) {
		for e, err := range tx.Scan(t.Name, from, jsonCodec[T]{}) {
			typed := Entry[T]{Key: e.Key}
			if err == nil {
				typed.Value, err = t.typed(e.Key, e.Value)
			}
			if !yield(typed, err) || err != nil {
				return
			}
		}
	}
}

// ScanPrefix yields the entries whose keys begin with prefix, in the order of their keys; an error comes last.
func (t Table[T]) ScanPrefix(tx Tx, prefix string) iter.Seq2[Entry[T], error] {
	return func(yield func(Entry[T], error) bool) {
		for e, err := range t.Scan(tx, prefix) {
			if err == nil && !strings.HasPrefix(e.Key, prefix) || !yield(e, err) {
				return
			}
		}
	}
}

// Select returns the values that keep accepts, in the order of their keys; nil keeps all.
func (t Table[T]) Select(tx Tx, keep func(T) bool) ([]T, error) {
	var values []T
	for e, err := range t.Scan(tx, "") {
		if err != nil {
			return nil, err
		}
		if keep == nil || keep(e.Value) {
			values = append(values, e.Value)
		}
	}
	return values, nil
}

// Named returns the value whose id an index has under name. An id without a value is an error.
func (t Table[T]) Named(tx Tx, index Index, name string) (value T, found bool, err error) {
	id, found, err := index.Get(tx, name)
	if err != nil || !found {
		return value, false, err
	}
	value, found, err = t.Get(tx, id)
	if err == nil && !found {
		err = fmt.Errorf("store: index %s names %q, which table %s does not have", index.Name, id, t.Name)
	}
	return value, found, err
}

func (t Table[T]) typed(key string, raw any) (T, error) {
	value, ok := raw.(T)
	if !ok {
		return value, fmt.Errorf("store: table %s has a %T under %q, expected a %T", t.Name, raw, key, value)
	}
	return value, nil
}

// jsonCodec is the codec of every table.
type jsonCodec[T any] struct{}

func (jsonCodec[T]) Encode(value any) ([]byte, error) { return json.Marshal(value) }

func (jsonCodec[T]) Decode(data []byte) (any, error) {
	var value T
	if err := json.Unmarshal(data, &value); err != nil {
		return nil, err
	}
	return value, nil
}
