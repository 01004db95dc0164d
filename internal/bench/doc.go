// Package bench holds no code: its benchmarks measure what the harness costs beside the RSA operations that it cannot
// do without, and beside crewjam/saml. Each benchmark runs both by turns, so that the ratio holds on a busy machine,
// and reports medians:
//
//	go test ./internal/bench -run '^$' -bench . -benchtime 200x
//
// floor-ns is the bare RSA operation, ns/op the work with it, x-floor their ratio, over-ns their difference, work-B the
// bytes allocated. cpu-ms and floor-cpu-ms are processor time of the whole process, of clients, servers and the
// collector together.
//
// What grows has benchmarks of its own, which take minutes:
//
//	go test ./internal/bench -run '^$' -benchtime 20x -bench 'HundredThousand|1000|900|FirstKey|DefaultWorld|Replayed'
package bench
