package scenarios

import (
	"errors"

	"samlharness/report"
	"samlharness/world"
)

// worldFile is the file of a script that says how its world differs from the demo world.
const worldFile = "world.yaml"

// specOf is what the script's world is made of.
func (o *RunOptions) specOf(doc *document) world.Spec {
	for _, f := range doc.Files {
		if f.Name == worldFile {
			spec, _ := world.ParseSpec(worldFile, f.Data) // examine has parsed it before
			return spec
		}
	}
	if o.World != nil {
		return *o.World
	}
	return world.Demo()
}

// ownWorld is what is wrong with a script that brings a world of its own where one is held; nothing for others.
func ownWorld(doc *document) (mistakes Mistakes) {
	if doc == nil { // it has mistakes that say so
		return nil
	}
	for _, f := range doc.Files {
		if f.Name == worldFile {
			mistakes = append(mistakes, Mistake{
				File:    doc.name,
				Line:    f.Line,
				Message: "the script brings a " + worldFile + ", but runs in a world that is there already",
				Hint:    "run it in a fresh world, without --connect, or start the world with that file: up --world FILE",
			})
		}
	}
	return mistakes
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
