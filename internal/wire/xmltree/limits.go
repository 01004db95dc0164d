package xmltree

import "fmt"

// Limits bound what [Parse] reads. A field that is zero has the default named beside it.
type Limits struct {
	Bytes      int // of the whole document: 1 MiB
	Depth      int // of elements in elements: 64
	Nodes      int // elements, texts and comments: 50,000
	Attributes int // and namespace declarations, of one element: 64
	Namespaces int // declarations in scope at once: 64
}

func (l Limits) withDefaults() Limits {
	set := func(field *int, value int) {
		if *field == 0 {
			*field = value
		}
	}
	set(&l.Bytes, 1<<20)
	set(&l.Depth, 64)
	set(&l.Nodes, 50_000)
	set(&l.Attributes, 64)
	set(&l.Namespaces, 64)
	return l
}

// SyntaxError is why a document was refused, and where.
type SyntaxError struct {
	Line, Column int // both from 1; Column counts bytes
	Reason       string
}

func (e *SyntaxError) Error() string {
	return fmt.Sprintf("XML line %d, column %d: %s", e.Line, e.Column, e.Reason)
}
