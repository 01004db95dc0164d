package desk

import (
	_ "embed"
	"html/template"
	"sync"
)

//go:embed layout.html
var layoutHTML string

//go:embed failure.html
var failureHTML string

//go:embed desk.css
var css string

//go:embed recorder.css
var recorderCSS string

//go:embed debugger.css
var debuggerCSS string

//go:embed desk.js
var js string

//go:embed icon.svg
var icon []byte

// failureTemplate is the page of a [Failure], parsed when it is first asked for.
var failureTemplate = sync.OnceValue(func() *template.Template { return Parse(failureHTML) })
