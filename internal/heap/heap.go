// Package heap lets tests measure what a store keeps alive.
package heap

import "runtime"

// Growth is by how many bytes the live heap is larger after fill than before. What fill keeps must still be in use
// after the call. Tests that run beside it count too.
func Growth(fill func()) int64 {
	before := live()
	fill()
	return live() - before
}

func live() int64 {
	runtime.GC()
	runtime.GC() // what finalizers and pools held
	var m runtime.MemStats
	runtime.ReadMemStats(&m)
	return int64(m.HeapAlloc)
}
