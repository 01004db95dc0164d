package redact

import (
	"net/url"
	"regexp"
	"slices"
	"strings"
)

// removed stands where something was removed. It is a valid value everywhere: in a URL, a form, a header and JSON.
const removed = "REMOVED"

// unrelated stands for a host that has no part in the sign-in (RFC 2606, 2).
const unrelated = "unrelated.invalid"

// rule finds what is to be removed in a text.
type rule struct {
	pattern *regexp.Regexp
	// pick says of a match, by the offsets of its groups, what of the text is removed and what it is; an end of 0 leaves
	// the match as it is.
	pick func(c *cleaner, text string, m []int) cut
}

// cut is a part of a text that is removed.
type cut struct {
	start, end int
	kind       Kind
	name       string
	// instead stands there afterwards; "" means removed.
	instead string
}

// whole removes all that a rule matches.
func whole(kind Kind) func(*cleaner, string, []int) cut {
	return func(_ *cleaner, _ string, m []int) cut { return cut{start: m[0], end: m[1], kind: kind} }
}

// last removes the last group of what a rule matches.
func last(kind Kind) func(*cleaner, string, []int) cut {
	return func(_ *cleaner, _ string, m []int) cut {
		return cut{start: m[len(m)-2], end: m[len(m)-1], kind: kind}
	}
}

// strict are the rules for what is secret wherever it stands, in messages too: private keys (RFC 7468), JSON Web Tokens
// (RFC 7519), and what WS-Security and XML Signature carry in elements.
var strict = []rule{
	{regexp.MustCompile(`(?s)-----BEGIN[A-Z0-9 +%]*PRIVATE[ +%20]*KEY.*?` +
		`(?:-----END[A-Z0-9 +%]*PRIVATE[ +%20]*KEY-----|\z)`), whole(PrivateKey)},
	{regexp.MustCompile(`\beyJ[A-Za-z0-9_-]{8,}(?:\.[A-Za-z0-9_-]*){1,4}`), whole(Token)},
	{regexp.MustCompile(`(?:<|&lt;)(?:[\w-]+:)?Password\b[^<>&]*(?:>|&gt;)([^<&]+)`), last(Password)},
	{regexp.MustCompile(`(?:<|&lt;)(?:[\w-]+:)?Binary(?:Secret|SecurityToken)\b[^<>&]*(?:>|&gt;)([^<&]+)`), last(Token)},
	{regexp.MustCompile(`(?:<|&lt;)(?:[\w-]+:)?(?:D|DP|DQ|InverseQ|P|Q)(?:>|&gt;)([A-Za-z0-9+/=\s]{16,})`),
		last(PrivateKey)},
}

const (
	quote = `(?:\\*["'^]|&quot;|&#34;)*`
	// equals are the characters between a name and its value, also escaped.
	equals = `(?:=3D|%253[Dd]|%3[Dd]|&#61;|\\u003[dD]|=)`
	name   = `([A-Za-z_][\w.$\[\]-]{0,60})`
)

// loose are the further rules, for what is around the messages, in their order.
var loose = []rule{
	{regexp.MustCompile(`(?s)form-data; name="([^"]*)"[^\r\n]*\r?\n(?:[^\r\n]+\r?\n)*\r?\n(.*?)(?:\r?\n--|\z)`),
		closedField},
	{regexp.MustCompile(`(?is)<(?:input|button|meta)\b[^>]*>`), inputValue},
	{regexp.MustCompile(`(?is)<textarea\b[^>]*\bname\s*=\s*["']?([\w.-]+)[^>]*>([^<]*)`), closedField},
	{regexp.MustCompile(`(?:^|\s)(?:-b|--cookie)[= ]+\^?\$?["']?([^"'\r\n]+)`), last(Cookie)},
	{regexp.MustCompile(`(?:^|\s)(?:-u|-U|--user|--proxy-user|--oauth2-bearer|--password)[= ]+\^?\$?["']?([^"'\s]+)`),
		last(Password)},
	{regexp.MustCompile(`Cookie\(["'][^"']*["'],\s*["']([^"']*)["']`), last(Cookie)},
	{regexp.MustCompile(name + quote + `\s*(?:` + equals + `|:|,\s*\\*["']|\s+value\s*=)\s*` +
		`(?:` + quote + `value` + quote + `\s*[:=]\s*)?` + quote), namedSecret},
	{regexp.MustCompile(`(?m)^[ \t>]*` + name + `:?[ \t]*\r?\n[ \t>]*`), namedSecret},
	{regexp.MustCompile(`https?(?:%253A%252F%252F|%3A%2F%2F|:\\?/\\?/)([^\s"'<>\\^` + "`" + `]+)`), address},
	{regexp.MustCompile(`(?:[?&;]|&amp;|%26|%2526)` + name + equals + `([^&\s"'<>]+)`), closedField},
	{regexp.MustCompile(name + equals + `([^&\s"'<>]+)(?:&|%26|%2526)`), closedField},
	{regexp.MustCompile(`[A-Za-z0-9_+/~%-]{20,}`), opaque},
}

// closedField removes the value of a form's field or a query's parameter that the table does not let pass.
func closedField(_ *cleaner, text string, m []int) cut {
	field, start, end := text[m[2]:m[3]], m[4], m[5]
	if kind := secretOf(field); kind != "" {
		return cut{start: start, end: end, kind: kind, name: canonical(field)}
	}
	if isHarmless(field) {
		return cut{}
	}
	for _, separator := range []string{"%26", "%2526"} {
		if i := strings.Index(text[start:end], separator); i > 0 {
			end = start + i
		}
	}
	return cut{start: start, end: end, kind: Field}
}

var (
	nameAttribute  = regexp.MustCompile(`(?is)\bname\s*=\s*["']?([\w.-]+)`)
	valueAttribute = regexp.MustCompile(`(?is)\b(?:value|content)\s*=\s*("[^"]*"|'[^']*'|[^\s>]+)`)
)

// inputValue is closedField for an element of a form.
func inputValue(_ *cleaner, text string, m []int) cut {
	tag := text[m[0]:m[1]]
	value := valueAttribute.FindStringSubmatchIndex(tag)
	if value == nil {
		return cut{}
	}
	c := cut{start: m[0] + value[2], end: m[0] + value[3], kind: Field, instead: `"` + removed + `"`}
	if field := nameAttribute.FindStringSubmatch(tag); field != nil {
		if isHarmless(field[1]) {
			return cut{}
		}
		if kind := secretOf(field[1]); kind != "" {
			c.kind, c.name = kind, canonical(field[1])
		}
	}
	return c
}

// lines are the headers whose values go to the end of the line, with those that continue it (RFC 9112, 5.2).
var lines = []string{"cookie", "setcookie", "authorization", "proxyauthorization"}

// namedSecret removes the value that follows a name of the table.
func namedSecret(_ *cleaner, text string, m []int) cut {
	field, start := text[m[2]:m[3]], m[1]
	kind := secretOf(field)
	if kind == "" {
		return cut{}
	}
	c := cut{start: start, kind: kind, name: canonical(field[1+strings.LastIndexByte(field, '.'):])}
	lead := text[m[0]:start]
	switch end := closingQuote(text, start, lead); {
	case end > start:
		c.end = end
	case slices.Contains(lines, c.name) || strings.HasSuffix(strings.TrimRight(lead, " \t>"), "\n"):
		c.end = lineEnd(text, start)
	default:
		c.end = valueEnd(text, start, lead)
	}
	return c
}

// closingQuote is where the quote that ends a lead is closed; 0 when there is none.
func closingQuote(text string, start int, lead string) int {
	for _, q := range []string{"&quot;", "&#34;", `\"`, `\'`, `"`, `'`} {
		if !strings.HasSuffix(lead, q) {
			continue
		}
		for i := start; i < len(text); i++ {
			if len(q) == 1 && text[i] == '\\' {
				i++
			} else if strings.HasPrefix(text[i:], q) {
				return i
			}
		}
		return len(text)
	}
	return 0
}

// lineEnd is the end of the line and of those that continue it.
func lineEnd(text string, i int) int {
	for {
		n := strings.IndexByte(text[i:], '\n')
		if n < 0 {
			return len(text)
		}
		i += n
		if i+1 == len(text) || text[i+1] != ' ' && text[i+1] != '\t' {
			if text[i-1] == '\r' {
				i--
			}
			return i
		}
		i++
	}
}

// longLine is a line that a program may have broken, in bytes.
const longLine = 60

// valueEnd is the end of a value that no quotes enclose. One at the end of a long line goes on in the next.
func valueEnd(text string, i int, lead string) int {
	escaped := strings.HasSuffix(strings.ToUpper(lead), "3D") && strings.Contains(lead, "%")
	for {
		for i < len(text) && !endsValue(text, i) &&
			!(escaped && (strings.HasPrefix(text[i:], "%26") || strings.HasPrefix(text[i:], "%2526"))) {
			i++
		}
		rest := strings.TrimPrefix(text[i:], "\r")
		if !strings.HasPrefix(rest, "\n") || i-strings.LastIndexByte(text[:i], '\n') < longLine {
			return i
		}
		rest = strings.TrimLeft(rest[1:], " \t>")
		i = len(text) - len(rest)
	}
}

// nextField is what follows the & between two fields; an & in a value that is not of a form is followed by anything
// else.
var nextField = regexp.MustCompile(`^&(?:amp;)?[A-Za-z_][\w.$\[\]-]*` + equals)

// endsValue says whether a value that no quotes enclose ends before i. A quote within a word is a part of it.
func endsValue(text string, i int) bool {
	switch text[i] {
	case '&':
		return i+1 == len(text) || nextField.MatchString(text[i:min(len(text), i+80)])
	case '"', '\'':
		return i+1 == len(text) || !wordByte(text[i+1])
	}
	return strings.IndexByte(" \t\r\n<>", text[i]) >= 0
}

func wordByte(c byte) bool {
	return '0' <= c && c <= '9' || 'a' <= c|0x20 && c|0x20 <= 'z'
}

// address removes that of a host without a part in the sign-in, and who is named before a host.
func address(c *cleaner, text string, m []int) cut {
	rest := text[m[2]:m[3]]
	plain, err := url.PathUnescape(rest)
	if err != nil {
		plain = rest
	}
	authority := plain
	if i := strings.IndexAny(plain, `/?#%\&,;`); i >= 0 {
		authority = plain[:i]
	}
	who, host, named := strings.Cut(authority, "@")
	if !named {
		host = authority
	}
	switch {
	case !c.isRelated(host):
		return cut{start: m[2], end: m[3], kind: Host, instead: unrelated + "/"}
	case named && strings.HasPrefix(rest, who):
		return cut{start: m[2], end: m[2] + len(who), kind: Password}
	}
	return cut{}
}

// opaque removes a run that looks like a token: long, with letters of both cases and digits, or in hexadecimal.
func opaque(_ *cleaner, text string, m []int) cut {
	run := text[m[0]:m[1]]
	lower, upper := strings.ContainsAny(run, "ghijklmnopqrstuvwxyz"), strings.ContainsAny(run,
		"ABCDEFGHIJKLMNOPQRSTUVWXYZ")
	digit := strings.ContainsAny(run, "0123456789")
	words := strings.Count(run, "/")*8 > len(run) || strings.Contains(run, "%") && len(run) < 40 || guid.MatchString(run)
	if !digit || words || !(lower && upper) && !longHex.MatchString(run) {
		return cut{}
	}
	return cut{start: m[0], end: valueEnd(text, m[1], ""), kind: Opaque}
}

var (
	guid    = regexp.MustCompile(`(?i)^[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}$`)
	longHex = regexp.MustCompile(`(?i)^[0-9a-f]{32,}$`)
)
