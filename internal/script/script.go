package script

import (
	"bytes"

	"golang.org/x/tools/txtar"
)

// Script is a script taken apart.
type Script struct {
	// Title is the first paragraph of remarks before the first step.
	Title string
	Steps []Step
	// Files are those that the script brings along.
	Files []File
}

// Step is one test case: the lines from a # to the next.
type Step struct {
	Title string
	// Line is where the title stands, or the first command of a script without titles.
	Line int
	// Lines are those with a command.
	Lines []Line
}

// Line is one line with a command.
type Line struct {
	// Number counts from 1.
	Number int
	// Negated is a ! before the verb: the command must fail.
	Negated bool
	// Guards are the conditions under which the line runs.
	Guards []Guard
	// Command is what the line does; nil when it could not be parsed.
	Command Command
}

// Guard is a condition in brackets before a command.
type Guard struct {
	Name string
	// Want is false for [!NAME].
	Want bool
}

// File is one that the script brings along.
type File struct {
	Name string
	Data []byte
	// Line is the number of the line with the file's marker.
	Line int
}

var (
	byteOrderMark = []byte("\xef\xbb\xbf")
	unixEnd       = []byte("\n")
	windowsEnd    = []byte("\r\n")
)

// hasWindowsEnds says whether the first line ends as on Windows. The whole script and its files do so then.
func hasWindowsEnds(data []byte) bool {
	first, _, _ := bytes.Cut(data, unixEnd)
	return bytes.HasSuffix(first, []byte("\r"))
}

// normal is the script's text without a byte order mark and without Windows line ends.
func normal(data []byte) []byte {
	data = bytes.TrimPrefix(data, byteOrderMark)
	if hasWindowsEnds(data) {
		data = bytes.ReplaceAll(data, windowsEnd, unixEnd)
	}
	return data
}

// placed are the files of an archive with the numbers of their lines.
func placed(archive *txtar.Archive) []File {
	var files []File
	number := bytes.Count(archive.Comment, unixEnd)
	for _, f := range archive.Files {
		number++
		files = append(files, File{Name: f.Name, Data: f.Data, Line: number})
		number += bytes.Count(f.Data, unixEnd)
	}
	return files
}
