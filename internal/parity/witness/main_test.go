package main

import (
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"

	"samlharness/internal/parity"
)

func TestRun(t *testing.T) {
	const (
		ran     = `{"Action":"pass","Package":"samlharness/sp","Test":"TestForm/no_field"}` + "\n"
		skipped = `{"Action":"output","Package":"samlharness/sp","Test":"TestForm/no_field","Output":"no curl\n"}` + "\n" +
			`{"Action":"skip","Package":"samlharness/sp","Test":"TestForm/no_field"}` + "\n"
		failure = `{"Action":"output","Package":"samlharness/sp","Test":"TestB","Output":"got 2\n"}` + "\n" +
			`{"Action":"fail","Package":"samlharness/sp","Test":"TestB"}` + "\n"
		done = `{"Action":"output","Package":"samlharness/sp","Output":"ok  \tsamlharness/sp\n"}` + "\n"
	)
	rows := []parity.Behaviour{{ID: "entra.form", Witness: "sp.TestForm/no field"}}
	for name, c := range map[string]struct{ in, out, err string }{
		"passed":     {ran + done, "ok  \tsamlharness/sp\n", ""},
		"skipped":    {skipped, "no curl\n", "entra.form: sp.TestForm/no field"},
		"never ran":  {done, "ok  \tsamlharness/sp\n", "1 of 1 rows"},
		"failed":     {ran + failure, "got 2\n", "1 tests, packages or builds failed"},
		"not built":  {"# samlharness/sp\n" + `{"Action":"build-fail"}`, "# samlharness/sp\n", "1 tests"},
		"no newline": {strings.TrimSpace(ran), "", ""},
	} {
		t.Run(name, func(t *testing.T) {
			var out strings.Builder
			err := run(strings.NewReader(c.in), &out, rows)
			assert.Equal(t, c.out, out.String())
			if c.err == "" {
				assert.NoError(t, err)
				return
			}
			assert.ErrorContains(t, err, c.err)
		})
	}
}
