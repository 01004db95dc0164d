package scenarios

import (
	"bytes"
	"strings"

	"golang.org/x/tools/txtar"
)

// Script is one scenario: verbs in steps, and the files that go with them, in txtar format.
type Script struct {
	// Name is how reports call it: the path as it was given, or the name of a shipped script.
	Name string
	// Path is the file that it came from, "" for a shipped script.
	Path string
	// Data is the text.
	Data []byte
}

// document is a script taken apart.
type document struct {
	name  string
	title string // the first paragraph of remarks before the first step
	steps []step
	files []txtar.File
	// fileLines are the numbers of the lines with the files' markers.
	fileLines []int
}

// step is one test case: the lines from a # to the next.
type step struct {
	title string
	line  int // where the title stands, or the first command of a script without titles
	lines []line
	begun bool     // one of lines holds a verb
	text  []string // the script's lines of this step
	first int      // the number of the first of them
}

// commands returns the lines that hold a verb.
func (s step) commands() (commands []line) {
	for _, l := range s.lines {
		if l.isCommand() {
			commands = append(commands, l)
		}
	}
	return commands
}

func (l line) isCommand() bool { return len(l.words) > 0 }

var byteOrderMark = []byte("\xef\xbb\xbf")

// normalize takes a byte order mark and Windows line ends off. When the script itself has Windows line ends,
// so have its files, and they lose them too.
func normalize(data []byte) []byte {
	data = bytes.TrimPrefix(data, byteOrderMark)
	first, _, _ := bytes.Cut(data, []byte("\n"))
	if bytes.HasSuffix(first, []byte("\r")) {
		data = bytes.ReplaceAll(data, []byte("\r\n"), []byte("\n"))
	}
	return data
}

// parse takes a script apart; mistakes in lines are reported to mistake and the lines left out.
func parse(script Script, mistake func(line int, message, hint string)) *document {
	archive := txtar.Parse(normalize(script.Data))
	doc := &document{name: script.Name, files: archive.Files}
	number := bytes.Count(archive.Comment, []byte("\n"))
	for _, f := range archive.Files {
		number++
		doc.fileLines = append(doc.fileLines, number)
		number += bytes.Count(f.Data, []byte("\n"))
	}
	doc.split(strings.Split(strings.TrimSuffix(string(archive.Comment), "\n"), "\n"), mistake)
	return doc
}

// split makes steps of lines. Remarks that follow a title directly belong to it; a paragraph of remarks
// without commands is prose, and the first such is the script's title.
func (doc *document) split(lines []string, mistake func(line int, message, hint string)) {
	var current *step
	inTitle := false
	for i, text := range lines {
		number := i + 1
		if strings.HasPrefix(text, "#") {
			title := strings.TrimSpace(strings.TrimLeft(text, "#"))
			if !inTitle {
				doc.close(current)
				current = &step{title: title, line: number, first: number}
			}
			current.text = append(current.text, "")
			inTitle = true
			continue
		}
		inTitle = false
		l, err := lexLine(number, text)
		if err != nil {
			mistake(number, err.Error(), lexHint(err))
		}
		if current == nil {
			current = &step{line: number, first: number}
		}
		if current.title == "" && !current.begun {
			current.line = number
		}
		current.text = append(current.text, text)
		if err == nil {
			current.lines = append(current.lines, l)
			current.begun = current.begun || l.isCommand()
		}
	}
	doc.close(current)
}

func lexHint(err error) string {
	if err == errQuote {
		return "close it with ', or write '' for a quote inside quotes"
	}
	return ""
}

// close files a step away; one without commands is prose.
func (doc *document) close(s *step) {
	if s == nil {
		return
	}
	if len(s.commands()) > 0 {
		if s.title == "" {
			s.title = doc.title
		}
		if s.title == "" {
			s.title = "(no title)"
		}
		doc.steps = append(doc.steps, *s)
	} else if doc.title == "" && len(doc.steps) == 0 {
		doc.title = s.title
	}
}

// padded is the step's text behind as many empty lines as stand before it, so that the engine counts right.
func (s step) padded() string {
	return strings.Repeat("\n", s.first-1) + strings.Join(s.text, "\n") + "\n"
}
