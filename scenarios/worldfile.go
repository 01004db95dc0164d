package scenarios

import (
	"errors"

	"samlharness/report"
	"samlharness/world"
)

// worldFile is the file of a script that says how its world differs from the demo world.
const worldFile = "world.yaml"

// specOf is what the script's world is made of.
func specOf(doc *document) world.Spec {
	for _, f := range doc.Files {
		if f.Name == worldFile {
			spec, _ := world.ParseSpec(worldFile, f.Data) // examine has parsed it before
			return spec
		}
	}
	return world.Demo()
}

// worldMistake is what is wrong with a script's world.yaml, nil when nothing is.
func worldMistake(data []byte) *world.SpecError {
	_, err := world.ParseSpec(worldFile, data)
	mistake, _ := errors.AsType[*world.SpecError](err)
	return mistake
}

// worldFailure is why the world that the script wants cannot be.
func (doc *document) worldFailure(err *world.SpecError) *report.Failure {
	f := &report.Failure{File: doc.name, Command: "-- " + worldFile + " --", Message: "there is no such world",
		Expected: "a world that both companies take",
		Got:      err.Mistake(), Hint: hintOf(err)}
	for _, file := range doc.Files {
		if file.Name == worldFile {
			f.Line = file.Line + err.Line
		}
	}
	return f
}
