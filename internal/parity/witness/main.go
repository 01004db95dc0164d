// Command witness reads the output of `go test -json` on standard input, prints what `go test` would print, and checks
// that the witness of every row of the parity table ran and passed. A test that was skipped witnesses nothing.
//
//	go test -json ./... | go run ./internal/parity/witness
package main

import (
	"bufio"
	"cmp"
	"encoding/json"
	"fmt"
	"io"
	"os"
	"strings"

	"samlharness/internal/parity"
)

func main() {
	rows, err := parity.Rows()
	if err == nil {
		err = run(os.Stdin, os.Stdout, rows)
	}
	if err != nil {
		fmt.Fprintln(os.Stderr, "witness:", err)
		os.Exit(1)
	}
}

// event is one line of `go test -json` (go doc test2json).
type event struct {
	Action, Package, Test, Output, ImportPath string
}

// run prints the results and reports what failed, or which witnesses did not pass.
func run(in io.Reader, out io.Writer, rows []parity.Behaviour) error {
	passed, failed := map[string]bool{}, 0
	output := map[string][]string{} // of each test that still runs
	lines := bufio.NewReader(in)
	for {
		line, err := lines.ReadString('\n')
		if line != "" {
			var e event
			if json.Unmarshal([]byte(line), &e) != nil {
				fmt.Fprint(out, line) // of the compiler, which writes no JSON
				continue
			}
			failed += e.print(out, output)
			if e.Action == "pass" {
				passed[e.name()] = true
			}
		}
		if err == io.EOF {
			break
		}
		if err != nil {
			return err
		}
	}
	if failed > 0 {
		return fmt.Errorf("%d tests, packages or builds failed", failed)
	}
	return missing(rows, passed)
}

// print writes what a person wants to read of an event and counts it when it is a failure.
func (e event) print(out io.Writer, output map[string][]string) (failures int) {
	key := e.Package + " " + e.Test
	switch e.Action {
	case "output":
		if e.Test == "" {
			fmt.Fprint(out, e.Output)
		} else {
			output[key] = append(output[key], e.Output)
		}
	case "build-output":
		fmt.Fprint(out, e.Output)
	case "fail", "skip":
		fmt.Fprint(out, strings.Join(output[key], ""))
		fallthrough
	case "pass":
		delete(output, key)
	}
	if e.Action == "fail" || e.Action == "build-fail" {
		return 1
	}
	return 0
}

// name is the test as the table writes it: "sp/loginsrf.TestIssuer/trailing slash".
func (e event) name() string {
	_, folder, _ := strings.Cut(e.Package, "/")
	return cmp.Or(folder, ".") + "." + strings.ReplaceAll(e.Test, "_", " ")
}

func missing(rows []parity.Behaviour, passed map[string]bool) error {
	var lost []string
	for _, r := range rows {
		if !passed[strings.ReplaceAll(r.Witness, "_", " ")] {
			lost = append(lost, r.ID+": "+r.Witness)
		}
	}
	if len(lost) > 0 {
		return fmt.Errorf("%d of %d rows of the parity table have a witness that did not run and pass:\n  %s",
			len(lost), len(rows), strings.Join(lost, "\n  "))
	}
	return nil
}
