package bench_test

import (
	"fmt"
	"strings"
	"testing"

	"samlharness/internal/wire/xmltree"
)

// BenchmarkHostile reads documents of a mebibyte that are made to cost: each must stay within some tens of
// milliseconds, since nobody has to sign anything before they are read.
func BenchmarkHostile(b *testing.B) {
	fill := func(before, repeated, after string) string {
		return before + strings.Repeat(repeated, (1<<20-len(before)-len(after))/len(repeated)) + after
	}
	var namespaces, attributes strings.Builder
	for i := range 63 {
		fmt.Fprintf(&namespaces, " xmlns:n%d='urn:%d'", i, i)
		fmt.Fprintf(&attributes, " a%d=''", i)
	}
	deep := strings.Repeat("<n0:a>", 60) + strings.Repeat("</n0:a>", 60)
	for name, document := range map[string]string{
		"references":         fill("<a>", "&amp;", "</a>"),
		"brackets":           fill("<a>", "]]", "</a>"),
		"CDATA":              fill("<a>", "<![CDATA[]]>", "</a>"),
		"attribute":          fill("<a b='", "&#10;\n", "'/>"),
		"line-ends":          fill("<a>", "\r\n", "</a>"),
		"empty-elements":     fill("<a>", "<b/>                 ", "</a>"),
		"many-attributes":    fill("<a>", "<a"+attributes.String()+"/>", "</a>"),
		"many-namespaces":    fill("<a"+namespaces.String()+">", "<n0:b n1:c='' n2:d=''/>", "</a>"),
		"deep-with-prefixes": fill("<a"+namespaces.String()+">", deep, "</a>"),
		"long-namespace":     fill("<a xmlns:n='urn:"+strings.Repeat("n", 500_000)+"'>", "<n:b/>", "</a>"),
		"comments":           fill("<a>", "<!--                     -->", "</a>"),
		"refused-late":       fill("<a>", "\n<b/>                 ", "<"),
	} {
		b.Run(name, func(b *testing.B) {
			for b.Loop() {
				root, err := xmltree.Parse([]byte(document), xmltree.Limits{})
				if err != nil {
					continue
				}
				prefixes := make([]string, 63)
				for i := range prefixes {
					prefixes[i] = fmt.Sprint("n", i)
				}
				_, _ = xmltree.Canonical(root, xmltree.CanonicalOptions{InclusivePrefixes: prefixes}) // may be refused, but soon
			}
		})
	}
}
