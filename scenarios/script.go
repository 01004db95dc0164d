package scenarios

// Script is one scenario: verbs in steps, and the files that go with them, in txtar format.
type Script struct {
	// Name is how reports call it: the path as it was given, or the name of a shipped script.
	Name string
	// Path is the file that it came from, "" for a shipped script.
	Path string
	// Data is the text.
	Data []byte
}
