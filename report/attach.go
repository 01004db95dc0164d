package report

import (
	"fmt"
	"net/http"
	"path"
	"slices"
	"strings"

	"samlharness/record"
)

// attach keeps the files of a failed step, and names each on a line of its own, as Jenkins' JUnit attachments plugin
// and GitLab read it.
func (s ScriptResult) attach(step StepResult, o JUnitOptions) (lines string, err error) {
	if o.Attach == nil {
		return "", nil
	}
	name := fmt.Sprintf("%s-%d-", fileName(s.Name), step.Failure.Line)
	for _, f := range step.evidence() {
		at, err := o.Attach(name+f.name, f.data)
		if err != nil {
			return "", err
		}
		lines += "\n[[ATTACHMENT|" + clean(at) + "]]\n"
	}
	return lines, nil
}

// unattached is what a script printed, which attaches nothing.
func unattached(log string) string { return strings.ReplaceAll(log, "[[ATTACHMENT|", "[[ATTACHMENT |") }

type file struct {
	name string
	data []byte
}

// evidence are the message that a failed step is understood by and the last screen, as a picture where there is one.
func (s StepResult) evidence() (files []file) {
	if e, ok := s.Decisive(); ok && e.Message != "" {
		ending := ".json"
		if strings.HasPrefix(strings.TrimSpace(e.Message), "<") {
			ending = ".xml"
		}
		kind := e.Kind
		if e.Kind == record.Hop {
			kind = e.MessageKind
		}
		files = append(files, file{fileName(string(kind)) + ending, []byte(e.Message)})
	}
	for _, screen := range slices.Backward(s.Screens) {
		if len(screen.Picture) > 0 {
			ending := strings.TrimPrefix(http.DetectContentType(screen.Picture), "image/")
			return append(files, file{"screen." + fileName(ending), screen.Picture})
		}
	}
	if n := len(s.Screens); n > 0 { // the browser in Go draws none
		last := s.Screens[n-1]
		files = append(files, file{"screen.txt", fmt.Appendf(nil, "%s\n%s\n\n%s\n", last.Title, last.URL, last.Text)})
	}
	return files
}

// Decisive is the exchange by which a step is understood: the last that was refused, else the last with a message;
// false when nothing was recorded.
func (s StepResult) Decisive() (record.Exchange, bool) {
	refused := func(e record.Exchange) bool { return e.Verdict == record.Refused }
	spoken := func(e record.Exchange) bool { return e.Message != "" }
	for _, decides := range []func(record.Exchange) bool{refused, spoken} {
		for _, e := range slices.Backward(s.Exchanges) {
			if decides(e) {
				return e, true
			}
		}
	}
	return record.Exchange{}, false
}

// fileName is a name that every file system takes: letters, digits, dots, _ and -.
func fileName(name string) string {
	name = strings.TrimSuffix(strings.TrimPrefix(path.Clean("/"+name), "/"), ".txtar")
	return strings.Map(func(r rune) rune {
		switch {
		case r >= 'a' && r <= 'z', r >= 'A' && r <= 'Z', r >= '0' && r <= '9', strings.ContainsRune("._-", r):
			return r
		}
		return '_'
	}, name)
}
