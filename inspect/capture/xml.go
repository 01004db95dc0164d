package capture

import "strings"

// roots are the elements that are messages, by their local names.
var roots = map[string]bool{
	"Response": true, "AuthnRequest": true, "LogoutRequest": true, "LogoutResponse": true, "ArtifactResolve": true,
	"ArtifactResponse": true, "Assertion": true, "EncryptedAssertion": true, "EntityDescriptor": true,
	"EntitiesDescriptor": true, "RequestSecurityToken": true, "RequestSecurityTokenResponse": true,
	"RequestSecurityTokenResponseCollection": true, "Envelope": true, "Request": true, "AttributeQuery": true,
}

// spaces are parts of the namespaces that those elements are in.
var spaces = []string{"urn:oasis:names:tc:SAML:", "schemas.xmlsoap.org/ws/2005/02/trust",
	"docs.oasis-open.org/ws-sx/ws-trust", "schemas.xmlsoap.org/soap/envelope", "www.w3.org/2003/05/soap-envelope"}

// rootAt is the qualified name of the message that begins at i.
func rootAt(text string, i int) (name string, ok bool) {
	if i+1 >= len(text) || text[i] != '<' || strings.IndexByte("</!?> \t\r\n", text[i+1]) >= 0 {
		return "", false
	}
	rest := text[i+1:]
	if len(rest) > 16<<10 {
		rest = rest[:16<<10]
	}
	end := strings.IndexAny(rest[:min(len(rest), 100)], " \t\r\n/><")
	if end < 1 {
		return "", false
	}
	name = rest[:end]
	if !roots[name[1+strings.LastIndexByte(name, ':'):]] {
		return "", false
	}
	tag := rest
	if close := strings.IndexAny(rest, "<>"); close >= 0 {
		tag = rest[:close]
	}
	for _, space := range spaces {
		if strings.Contains(tag, space) {
			return name, true
		}
	}
	return "", false
}

// extent is the end of the element that begins at start; complete is false when the text ends before it.
func extent(text string, start int) (end int, complete bool) {
	name, _ := rootAt(text, start)
	depth := 0
	for i := start; i < len(text); {
		next := strings.IndexByte(text[i:], '<')
		if next < 0 {
			break
		}
		i += next
		if skipped := skip(text, i); skipped > i {
			i = skipped
			continue
		}
		close, ok := tagEnd(text, i)
		if !ok {
			break
		}
		tag := text[i+1 : close]
		switch {
		case isTag(tag, "/"+name):
			depth--
		case isTag(tag, name) && !strings.HasSuffix(tag, "/"):
			depth++
		}
		if i = close + 1; depth == 0 {
			return i, true
		}
	}
	return len(text), false
}

// isTag says whether the content of a tag begins with a whole name.
func isTag(tag, name string) bool {
	rest, ok := strings.CutPrefix(tag, name)
	return ok && (rest == "" || strings.IndexByte(" \t\r\n/", rest[0]) >= 0)
}

// tagEnd is the place of the > that ends the tag at i: one in a quoted value does not.
func tagEnd(text string, i int) (int, bool) {
	quote := byte(0)
	for ; i < len(text); i++ {
		switch c := text[i]; {
		case quote != 0:
			if c == quote {
				quote = 0
			}
		case c == '"' || c == '\'':
			quote = c
		case c == '>':
			return i, true
		}
	}
	return 0, false
}

// skip is the end of the comment, CDATA section or processing instruction at i, else i.
func skip(text string, i int) int {
	for _, s := range [][2]string{{"<!--", "-->"}, {"<![CDATA[", "]]>"}, {"<?", "?>"}} {
		if strings.HasPrefix(text[i:], s[0]) {
			if end := strings.Index(text[i:], s[1]); end >= 0 {
				return i + end + len(s[1])
			}
			return len(text)
		}
	}
	return i
}

// prolog is where the root element of a document begins: after white space, declaration, comments and document type.
func prolog(text string) int {
	i := 0
	for i < len(text) {
		if strings.IndexByte(" \t\r\n", text[i]) >= 0 {
			i++
			continue
		}
		if strings.HasPrefix(text[i:], "\ufeff") {
			i += len("\ufeff")
			continue
		}
		next := skip(text, i)
		if next == i && strings.HasPrefix(text[i:], "<!DOCTYPE") {
			next = doctypeEnd(text, i)
		}
		if next == i {
			break
		}
		i = next
	}
	return i
}

// doctypeEnd is the end of the document type at i, which may hold declarations in brackets.
func doctypeEnd(text string, i int) int {
	end := strings.IndexAny(text[i:], "[>")
	if end < 0 {
		return len(text)
	}
	if text[i+end] == '[' {
		inner := strings.Index(text[i+end:], "]")
		if inner < 0 {
			return len(text)
		}
		end += inner
		last := strings.IndexByte(text[i+end:], '>')
		if last < 0 {
			return len(text)
		}
		end += last
	}
	return i + end + 1
}

// wholeDocument is a text that is one document, with what stands before and after its root: a judge shall see it all.
func wholeDocument(text string) (message, bool) {
	trimmed := strings.TrimSpace(strings.TrimPrefix(strings.TrimSpace(text), "\ufeff"))
	if !strings.HasPrefix(trimmed, "<") {
		return message{}, false
	}
	start := prolog(trimmed)
	if _, ok := rootAt(trimmed, start); !ok {
		return message{}, false
	}
	end, complete := extent(trimmed, start)
	if complete && !belongs(trimmed[end:]) {
		return message{}, false
	}
	return message{xml: []byte(trimmed), cutOff: !complete}, true
}

// belongs says whether what stands after a root is a part of its document, allowed there or not: markup that is not a
// message of its own.
func belongs(tail string) bool {
	tail = strings.TrimSpace(dropComments(tail))
	if tail == "" {
		return true
	}
	if tail[0] != '<' {
		return false
	}
	for i := 0; i < len(tail); i++ {
		if _, ok := rootAt(tail, i); ok {
			return false
		}
	}
	return true
}

// dropComments leaves of the text after a root what is neither comment nor processing instruction.
func dropComments(text string) string {
	var b strings.Builder
	for i := 0; i < len(text); {
		if text[i] == '<' {
			if next := skip(text, i); next > i {
				i = next
				continue
			}
		}
		b.WriteByte(text[i])
		i++
	}
	return b.String()
}
