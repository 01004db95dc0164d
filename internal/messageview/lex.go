package messageview

import "strings"

// kind is what a piece of a message is.
type kind int

const (
	text  kind = iota // character data, CDATA sections among it
	start             // tag
	end               // tag
	empty             // tag of an element without content
	other             // comments, declarations
)

// token is a piece of a message, as it stands there.
type token struct {
	kind kind
	raw  string
}

// lex takes a message apart. Put together again, the pieces are the message; what is malformed becomes text.
func lex(s string) (tokens []token) {
	for s != "" {
		n, k := next(s)
		if last := len(tokens) - 1; k == text && last >= 0 && tokens[last].kind == text {
			tokens[last].raw += s[:n]
		} else {
			tokens = append(tokens, token{k, s[:n]})
		}
		s = s[n:]
	}
	return tokens
}

// next is how long the first piece of s is, and what it is.
func next(s string) (length int, k kind) {
	until := func(from int, mark string, k kind) (int, kind) {
		if i := strings.Index(s[from:], mark); i >= 0 {
			return from + i + len(mark), k
		}
		return len(s), text
	}
	switch {
	case s[0] != '<':
		if i := strings.IndexByte(s, '<'); i >= 0 {
			return i, text
		}
		return len(s), text
	case strings.HasPrefix(s, "<!--"):
		return until(len("<!--"), "-->", other)
	case strings.HasPrefix(s, "<![CDATA["):
		return until(len("<![CDATA["), "]]>", text)
	case strings.HasPrefix(s, "<!"), strings.HasPrefix(s, "<?"):
		return until(2, ">", other)
	case strings.HasPrefix(s, "</"):
		return until(2, ">", end)
	}
	return tag(s)
}

// tag is the start tag or empty-element tag that s begins with; values may hold >.
func tag(s string) (length int, k kind) {
	quote := byte(0)
	for i := 1; i < len(s); i++ {
		switch c := s[i]; {
		case quote != 0:
			if c == quote {
				quote = 0
			}
		case c == '"' || c == '\'':
			quote = c
		case c == '>' && s[i-1] == '/':
			return i + 1, empty
		case c == '>':
			return i + 1, start
		case c == '<':
			return i, text
		}
	}
	return len(s), text
}

// nameIn is the name in a tag, with its prefix.
func nameIn(raw string) string {
	name := strings.TrimLeft(raw, "</")
	if i := strings.IndexAny(name, " \t\r\n/>"); i >= 0 {
		name = name[:i]
	}
	return name
}

// localIn is the name in a tag without its prefix.
func localIn(raw string) string {
	name := nameIn(raw)
	return name[strings.IndexByte(name, ':')+1:]
}

// attribute is one in a tag, as it stands there.
type attribute struct{ space, name, rest, value string }

// attributesIn takes the attributes of a tag apart; what follows them is the end of the tag.
func attributesIn(raw string) (all []attribute, close string) {
	s := raw[1+len(nameIn(raw)):]
	for {
		trimmed := strings.TrimLeft(s, " \t\r\n")
		space := s[:len(s)-len(trimmed)]
		name, after, found := strings.Cut(trimmed, "=")
		if !found {
			return all, s
		}
		value := strings.TrimLeft(after, " \t\r\n")
		if value == "" || value[0] != '"' && value[0] != '\'' {
			return all, s
		}
		n := strings.IndexByte(value[1:], value[0])
		if n < 0 {
			return all, s
		}
		all = append(all, attribute{space, name, "=" + after[:len(after)-len(value)], value[:n+2]})
		s = value[n+2:]
	}
}
