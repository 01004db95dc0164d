package page

import (
	_ "embed"
	"encoding/json"
	"sync"
)

//go:embed fill.js
var fillJS string

// fillScript fills forms with what a page offers. It is made when it is first asked for.
var fillScript = sync.OnceValue(func() Script { return NewScript(fillJS) })

// Fill is the value of the attribute data-fill of a link or button that fills fields, given by their names, of the
// page's form.
func Fill(values map[string]string) (string, error) {
	text, err := json.Marshal(values)
	return string(text), err
}
