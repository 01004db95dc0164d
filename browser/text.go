package browser

import (
	"strings"

	"golang.org/x/net/html"
	"golang.org/x/net/html/atom"
)

// visible is the text below n that a reader sees, one line for each block, blanks collapsed.
func visible(n *html.Node) string {
	var s strings.Builder
	writeVisible(&s, n)
	var lines []string
	for line := range strings.SplitSeq(s.String(), "\n") {
		if line = collapse(line); line != "" {
			lines = append(lines, line)
		}
	}
	return strings.Join(lines, "\n")
}

// textOf is visible text on one line.
func textOf(n *html.Node) string { return collapse(visible(n)) }

// lineEnds in a text are blanks to a reader.
var lineEnds = strings.NewReplacer("\n", " ", "\r", " ")

func writeVisible(s *strings.Builder, n *html.Node) {
	if n.Type == html.TextNode {
		_, _ = lineEnds.WriteString(s, n.Data) // a Builder takes everything
		return
	}
	if n.Type == html.ElementNode && unseen(n) {
		return
	}
	ends := block(n)
	if ends {
		s.WriteByte('\n')
	}
	for c := range n.ChildNodes() {
		writeVisible(s, c)
	}
	if ends {
		s.WriteByte('\n')
	}
}

func unseen(n *html.Node) bool {
	switch n.DataAtom {
	case atom.Script, atom.Style, atom.Template, atom.Head, atom.Title:
		return true
	case atom.Noscript: // with scripts on its content is one text
		return n.FirstChild != nil && n.FirstChild.Type == html.TextNode && strings.Contains(n.FirstChild.Data, "<")
	}
	return hasAttr(n, "hidden")
}

func block(n *html.Node) bool {
	switch n.DataAtom {
	case atom.A, atom.Abbr, atom.B, atom.Bdi, atom.Code, atom.Em, atom.I, atom.Kbd, atom.Mark, atom.Q, atom.S, atom.Samp,
		atom.Small, atom.Span, atom.Strong, atom.Sub, atom.Sup, atom.Time, atom.U, atom.Var, atom.Label, atom.Wbr:
		return false
	}
	return n.Type == html.ElementNode
}

// rawText is all text below n, as it stands.
func rawText(n *html.Node) string {
	var s strings.Builder
	for d := range n.Descendants() {
		if d.Type == html.TextNode {
			s.WriteString(d.Data)
		}
	}
	return s.String()
}

func collapse(s string) string { return strings.Join(strings.Fields(s), " ") }
