package xmltree_test

import (
	"bytes"
	"encoding/xml"
	"errors"
	"io"
	"strings"
	"testing"

	"samlharness/internal/wire/xmltree"
)

// FuzzParse checks that no input panics, that an error says where, that the canonical form of what is accepted is its
// own canonical form, and that names and text agree with encoding/xml where both accept.
func FuzzParse(f *testing.F) {
	for _, seed := range []string{
		`<a/>`, `<?xml version="1.0" encoding="UTF-8"?><!-- c --><a b='1'>x<![CDATA[<y>]]>&amp;&#xD;<c/></a>`,
		`<a xmlns="urn:a" xmlns:b="urn:b"><b:c xmlns="" b:d="&#10;"/>` + "\r\n</a>", `<a xmlns=""><b xmlns="urn:b"/></a>`,
		`<!DOCTYPE a><a/>`, `<a>&x;</a>`, `<a b="1" b="2"/>`, "\xef\xbb\xbf<a>\xe9</a>", `<a><?pi x?></a>`,
		`<xml:a xml:lang="en"/>`,
		`<a b='1` + "\t\r\n" + `2'>]]&gt;</a>`, `<é 王="小明">😀</é>`,
	} {
		f.Add([]byte(seed))
	}
	f.Fuzz(func(t *testing.T, data []byte) {
		root, err := xmltree.Parse(data, xmltree.Limits{})
		if err != nil {
			var syntax *xmltree.SyntaxError
			if !errors.As(err, &syntax) || syntax.Line < 1 || syntax.Column < 1 || syntax.Reason == "" {
				t.Fatalf("error without a place: %#v", err)
			}
			return
		}
		agreesWithEncodingXML(t, data, root)
		once, err := xmltree.Canonical(root, xmltree.CanonicalOptions{})
		if err != nil {
			return
		}
		again, err := xmltree.Parse(once, xmltree.Limits{Bytes: 1 << 24})
		if err != nil {
			t.Fatalf("the canonical form is refused: %v\n%q", err, once)
		}
		twice, err := xmltree.Canonical(again, xmltree.CanonicalOptions{})
		if err != nil || !bytes.Equal(once, twice) {
			t.Fatalf("the canonical form is not its own (%v):\n%q\n%q", err, once, twice)
		}
	})
}

// agreesWithEncodingXML compares element names and all text in document order.
func agreesWithEncodingXML(t *testing.T, data []byte, root *xmltree.Element) {
	var theirs strings.Builder
	decoder := xml.NewDecoder(bytes.NewReader(data))
	depth := 0
	for {
		token, err := decoder.Token()
		if errors.Is(err, io.EOF) {
			break
		}
		if err != nil {
			return
		}
		switch token := token.(type) {
		case xml.StartElement:
			depth++
			theirs.WriteString("<" + token.Name.Local + ">")
		case xml.EndElement:
			depth--
			theirs.WriteString("</>")
		case xml.CharData:
			if depth > 0 {
				theirs.Write(token)
			}
		}
	}
	var ours strings.Builder
	write(&ours, root)
	if ours.String() != theirs.String() {
		t.Fatalf("encoding/xml reads %q, we read %q", theirs.String(), ours.String())
	}
}

func write(b *strings.Builder, e *xmltree.Element) {
	b.WriteString("<" + e.Local + ">")
	for _, n := range e.Children {
		switch n := n.(type) {
		case xmltree.Text:
			b.WriteString(string(n))
		case *xmltree.Element:
			write(b, n)
		}
	}
	b.WriteString("</>")
}
