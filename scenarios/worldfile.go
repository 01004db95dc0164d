package scenarios

import (
	"bytes"
	"errors"
	"io"
	"regexp"
	"strconv"
	"strings"
	"time"

	"gopkg.in/yaml.v3"
)

// worldFile is the file of a script that says how its world differs from the usual one.
const worldFile = "world.yaml"

const worldMembers = "at (an instant), propagationDelay (a duration such as 20m)"

// WorldOptions say how a script's world differs from the demo world.
type WorldOptions struct {
	// At is the instant at which the world's clock starts; zero means the usual one.
	At time.Time
	// PropagationDelay is how long the sign-in service goes on with the old federation of a domain.
	PropagationDelay time.Duration
}

type worldFileError struct {
	line    int // within the file, from 1
	message string
}

var yamlLine = regexp.MustCompile(`line (\d+): (.*)`)

// parseWorldFile reads a script's world.yaml.
func parseWorldFile(data []byte) (WorldOptions, *worldFileError) {
	var file struct {
		At               string `yaml:"at"`
		PropagationDelay string `yaml:"propagationDelay"`
	}
	decoder := yaml.NewDecoder(bytes.NewReader(data))
	decoder.KnownFields(true)
	if err := decoder.Decode(&file); err != nil && !errors.Is(err, io.EOF) {
		return WorldOptions{}, yamlError(err)
	}
	var options WorldOptions
	var err error
	if file.At != "" {
		if options.At, err = time.Parse(time.RFC3339, file.At); err != nil {
			return options, memberError(data, "at", "is no instant: "+strconv.Quote(file.At)+", expected such as 2026-03-02T09:15:00Z")
		}
	}
	if file.PropagationDelay != "" {
		options.PropagationDelay, err = time.ParseDuration(file.PropagationDelay)
		if err != nil || options.PropagationDelay < 0 {
			return options, memberError(data, "propagationDelay", "is no duration: "+strconv.Quote(file.PropagationDelay)+", expected such as 20m")
		}
	}
	return options, nil
}

func yamlError(err error) *worldFileError {
	message := strings.TrimPrefix(err.Error(), "yaml: ")
	if m := yamlLine.FindStringSubmatch(message); m != nil {
		n, _ := strconv.Atoi(m[1])
		return &worldFileError{n, strings.ReplaceAll(m[2], " in type struct { At string \"yaml:\\\"at\\\"\"; PropagationDelay string \"yaml:\\\"propagationDelay\\\"\" }", "")}
	}
	return &worldFileError{1, message}
}

func memberError(data []byte, member, message string) *worldFileError {
	number := 0
	for text := range bytes.Lines(data) {
		number++
		if bytes.HasPrefix(bytes.TrimSpace(text), []byte(member+":")) {
			break
		}
	}
	return &worldFileError{number, member + " " + message}
}
