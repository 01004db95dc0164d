package report

import (
	"encoding/xml"
	"fmt"
	"io"
	"strings"
)

type junitSuites struct {
	XMLName  xml.Name     `xml:"testsuites"`
	Name     string       `xml:"name,attr"`
	Tests    int          `xml:"tests,attr"`
	Failures int          `xml:"failures,attr"`
	Errors   int          `xml:"errors,attr"`
	Time     string       `xml:"time,attr"`
	Suites   []junitSuite `xml:"testsuite"`
}

type junitSuite struct {
	Name     string      `xml:"name,attr"`
	File     string      `xml:"file,attr"`
	Tests    int         `xml:"tests,attr"`
	Failures int         `xml:"failures,attr"`
	Errors   int         `xml:"errors,attr"`
	Skipped  int         `xml:"skipped,attr"`
	Time     string      `xml:"time,attr"`
	Cases    []junitCase `xml:"testcase"`
}

type junitCase struct {
	Name      string       `xml:"name,attr"`
	ClassName string       `xml:"classname,attr"`
	Time      string       `xml:"time,attr"`
	Failure   *junitDetail `xml:"failure"`
	Error     *junitDetail `xml:"error"`
	Skipped   *junitDetail `xml:"skipped"`
	Output    string       `xml:"system-out,omitempty"`
}

type junitDetail struct {
	Message string `xml:"message,attr"`
	Type    string `xml:"type,attr,omitempty"`
	Text    string `xml:",chardata"`
}

// JUnitOptions say how a JUnit report is written.
type JUnitOptions struct {
	// Attach keeps a file beside the report and returns the path by which readers find it. The files are the messages by
	// which failed steps are understood, and the last screen. nil attaches nothing.
	Attach func(name string, data []byte) (path string, err error)
}

// WriteJUnit writes the report as JUnit XML: a script is a test suite, a step a test case. Its form is the one that
// Jenkins publishes, junit-10.xsd of its xUnit plugin.
func (r *Report) WriteJUnit(w io.Writer, o JUnitOptions) error {
	suites := junitSuites{Name: "harness run", Time: junitTime(r.Seconds)}
	for _, s := range r.Scripts {
		suite, err := s.junit(o)
		if err != nil {
			return err
		}
		suites.Suites = append(suites.Suites, suite)
		suites.Tests += suite.Tests
		suites.Failures += suite.Failures
		suites.Errors += suite.Errors
	}
	if _, err := io.WriteString(w, xml.Header); err != nil {
		return err
	}
	encoder := xml.NewEncoder(w)
	encoder.Indent("", "  ")
	if err := encoder.Encode(suites); err != nil {
		return err
	}
	_, err := io.WriteString(w, "\n")
	return err
}

func (s ScriptResult) junit(o JUnitOptions) (junitSuite, error) {
	suite := junitSuite{Name: clean(s.Name), File: clean(s.Name), Tests: len(s.Steps), Time: junitTime(s.Seconds)}
	for i, step := range s.Steps {
		c := junitCase{
			Name:      clean(step.Title),
			ClassName: clean(strings.TrimSuffix(s.Name, ".txtar")),
			Time:      junitTime(step.Seconds),
			Output:    clean(unattached(step.Log)),
		}
		switch {
		case i == 0 && s.Error != "":
			c.Error = &junitDetail{Message: clean(s.Error), Type: "environment"}
			suite.Errors++
		case step.Failure != nil:
			c.Failure = step.Failure.junit()
			attached, err := s.attach(step, o)
			if err != nil {
				return suite, err
			}
			c.Output += attached
			suite.Failures++
		case step.Result == NotRun:
			c.Skipped = &junitDetail{Message: "not run"}
			suite.Skipped++
		case step.Result == Skipped:
			c.Skipped = &junitDetail{Message: "no line applies here"}
			suite.Skipped++
		}
		suite.Cases = append(suite.Cases, c)
	}
	return suite, nil
}

func (f *Failure) junit() *junitDetail {
	var b strings.Builder
	t := newText(&b, TextOptions{Width: 120})
	t.failure(f)
	_ = t.out.Flush() // a strings.Builder takes everything
	return &junitDetail{
		Message: clean(fmt.Sprintf("%s:%d: %s: %s", f.File, f.Line, f.Command, f.Message)),
		Type:    "expectation",
		Text:    clean("\n" + b.String()),
	}
}

func junitTime(seconds float64) string { return fmt.Sprintf("%.3f", seconds) }

// clean leaves out what XML cannot hold (XML 1.0, production 2); encoding/xml would write U+FFFD for it. It leaves out
// carriage returns too, of which readers make line feeds.
func clean(s string) string {
	return strings.Map(func(r rune) rune {
		if r < ' ' && r != '\t' && r != '\n' || r == 0xfffe || r == 0xffff {
			return -1
		}
		return r
	}, s)
}
