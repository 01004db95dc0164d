package org

import (
	"encoding/json"
	"fmt"
	"iter"
	"strings"
)

// The tables of a [Store]. An index table maps a folded name to an id; a link table has keys "left/right".
const (
	tableOrganization = "organization"
	tableUsers        = "users"
	tableUserByEmail  = "users-by-email"
	tableUserByName   = "users-by-username"
	tableGroups       = "groups"
	tableGroupByName  = "groups-by-name"
	tableMembers      = "group-members" // group/user
	tableMemberships  = "user-groups"   // user/group
	tableApplications = "applications"
	tableAppBySlug    = "applications-by-slug"
	tableAppByToken   = "applications-by-metadata-token"
	tableAppGroups    = "application-groups" // application/group
)

// fold makes names comparable: JumpCloud's names differ by more than case.
func fold(s string) string { return strings.ToLower(s) }

func load[T any](tx Tx, table, key string) (T, bool, error) {
	var v T
	data, ok, err := tx.Get(table, key)
	if err != nil || !ok {
		return v, false, err
	}
	if err := json.Unmarshal(data, &v); err != nil {
		return v, false, fmt.Errorf("org: stored record %s/%s cannot be read: %w", table, key, err)
	}
	return v, true, nil
}

func save(tx Tx, table, key string, v any) error {
	data, err := json.Marshal(v)
	if err != nil {
		return fmt.Errorf("org: record %s/%s cannot be stored: %w", table, key, err)
	}
	return tx.Put(table, key, data)
}

// loadIndexed finds a record through an index table.
func loadIndexed[T any](tx Tx, index, name, table string) (T, bool, error) {
	var none T
	id, ok, err := tx.Get(index, name)
	if err != nil || !ok {
		return none, false, err
	}
	return load[T](tx, table, string(id))
}

// all yields every record of a table in the order of ids; a broken record ends it with an error.
func all[T any](tx Tx, table string) iter.Seq2[T, error] {
	return func(yield func(T, error) bool) {
		for key, data := range tx.Scan(table, "") {
			var v T
			err := json.Unmarshal(data, &v)
			if err != nil {
				err = fmt.Errorf("org: stored record %s/%s cannot be read: %w", table, key, err)
			}
			if !yield(v, err) || err != nil {
				return
			}
		}
	}
}

// collect is all as a slice, filtered.
func collect[T any](tx Tx, table string, keep func(T) bool) ([]T, error) {
	var list []T
	for v, err := range all[T](tx, table) {
		if err != nil {
			return nil, err
		}
		if keep == nil || keep(v) {
			list = append(list, v)
		}
	}
	return list, nil
}

// index writes name -> id unless the name belongs to somebody else.
func index(tx Tx, table, name, id string) (free bool, err error) {
	holder, ok, err := tx.Get(table, name)
	if err != nil {
		return false, err
	}
	if ok && string(holder) != id {
		return false, nil
	}
	return true, tx.Put(table, name, []byte(id))
}

// links yields the right sides of left's links.
func links(tx Tx, table, left string) iter.Seq[string] {
	return func(yield func(string) bool) {
		for key := range tx.Scan(table, left+"/") {
			if !yield(key[len(left)+1:]) {
				return
			}
		}
	}
}

func linked(tx Tx, table, left, right string) (bool, error) {
	_, ok, err := tx.Get(table, left+"/"+right)
	return ok, err
}
