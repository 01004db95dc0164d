package scenarios

import (
	"regexp"
	"strconv"
	"strings"

	"samlharness/report"
	"samlharness/world"
)

// worldFile is the file of a script that says how its world differs from the demo world.
const worldFile = "world.yaml"

type worldFileError struct {
	line    int // within the file, from 1
	message string
}

var yamlLine = regexp.MustCompile(`line (\d+): ?`)

// parseWorldFile reads a script's world.yaml.
func parseWorldFile(data []byte) (world.Spec, *worldFileError) {
	spec, err := world.ParseSpec(data)
	if err == nil {
		return spec, nil
	}
	message := strings.TrimPrefix(err.Error(), worldFile+": ")
	at := &worldFileError{line: 1}
	if m := yamlLine.FindStringSubmatchIndex(message); m != nil {
		at.line, _ = strconv.Atoi(message[m[2]:m[3]])
		message = message[m[1]:]
	}
	at.message, _, _ = strings.Cut(message, "\n")
	at.message, _, _ = strings.Cut(at.message, " in type ")
	return spec, at
}

// specOf is what the script's world is made of.
func specOf(doc *document) world.Spec {
	for _, f := range doc.Files {
		if f.Name == worldFile {
			spec, _ := parseWorldFile(f.Data) // examine has parsed it before
			return spec
		}
	}
	return world.Demo()
}

// worldFailure is why the world that the script wants cannot be.
func (doc *document) worldFailure(err *world.SpecError) *report.Failure {
	f := &report.Failure{File: doc.name, Command: "-- " + worldFile + " --", Message: "there is no such world",
		Expected: "a world that both companies take",
		Got:      err.Error(), Hint: hintOf(err.Err)}
	for _, file := range doc.Files {
		if file.Name == worldFile {
			f.Line = file.Line
		}
	}
	return f
}
