package store

// Rules are what the transactions of every implementation have to check: when they may write, and what.
type Rules struct {
	// Writable is true from the beginning of an update to its end.
	Writable bool
	scanning map[string]int // how many scans run, by table; of an update alone
}

// MayPut says why nothing can be put under a key: [ErrReadOnly], [ErrScanning] or [ErrKey].
func (r *Rules) MayPut(table, key string) error {
	if err := r.MayDelete(table); err != nil {
		return err
	}
	if len(key) == 0 || len(key) > MaxKey {
		return ErrKey
	}
	return nil
}

// MayDelete says why nothing can be removed from a table: [ErrReadOnly] or [ErrScanning].
func (r *Rules) MayDelete(table string) error {
	switch {
	case !r.Writable:
		return ErrReadOnly
	case r.scanning[table] > 0:
		return ErrScanning
	}
	return nil
}

// Scanning keeps an update from writing to a table until the returned function is called.
func (r *Rules) Scanning(table string) (end func()) {
	if !r.Writable {
		return func() {} // views may share a Tx among goroutines, and write nothing
	}
	if r.scanning == nil {
		r.scanning = map[string]int{}
	}
	r.scanning[table]++
	return func() { r.scanning[table]-- }
}
