package capture

import (
	"html"
	"strconv"
	"strings"
	"unicode/utf8"
)

// undress takes off a value what copying and transport put around its characters, and names it.
func undress(raw string) (value string, undone []string) {
	value = strings.Trim(strings.TrimSpace(raw), "\"'`,;")
	step := func(what string, applies bool, undo func(string) string) {
		if applies {
			if next := undo(value); next != value {
				value, undone = next, append(undone, what)
			}
		}
	}
	step("quoted lines of a mail", strings.Contains(value, "\n>"), unquoteMail)
	step("backslash escapes", strings.Contains(value, `\`), unescape)
	step("quoting of cmd", strings.Contains(value, "^"), func(s string) string { return strings.ReplaceAll(s, "^", "") })
	step("quoting of PowerShell", strings.Contains(value, "`"), func(s string) string {
		return strings.ReplaceAll(s, "`", "")
	})
	step("quoted-printable", isQuotedPrintable(value), quotedPrintable)
	step("HTML entities", strings.Contains(value, "&"), html.UnescapeString)
	times := 0
	for ; times < 3 && strings.Contains(value, "%"); times++ {
		next := percent(value)
		if next == value {
			break
		}
		value = next
	}
	if times > 0 {
		undone = append(undone, []string{"percent-encoding", "percent-encoding twice",
			"percent-encoding three times"}[times-1])
	}
	return strings.TrimSpace(value), undone
}

// unescape undoes the escapes of JSON, JavaScript and shells. Line ends inside a value are white space to all of them.
func unescape(s string) string {
	var b strings.Builder
	b.Grow(len(s))
	for i := 0; i < len(s); i++ {
		if s[i] != '\\' || i+1 == len(s) {
			b.WriteByte(s[i])
			continue
		}
		i++
		digits := 0
		switch s[i] {
		case 'n', 'r', 't':
			b.WriteByte('\n')
			continue
		case 'u':
			digits = 4
		case 'x':
			digits = 2
		case '\r', '\n': // the shell's line continuation
			continue
		}
		if i+digits < len(s) && digits > 0 {
			if r, err := strconv.ParseUint(s[i+1:i+1+digits], 16, 16); err == nil {
				b.WriteRune(rune(r))
				i += digits
				continue
			}
		}
		b.WriteByte(s[i])
	}
	return b.String()
}

// percent undoes each percent-escape once and leaves what is not one.
func percent(s string) string {
	var b strings.Builder
	b.Grow(len(s))
	for i := 0; i < len(s); i++ {
		if s[i] == '%' && i+2 < len(s) {
			if v, ok := hex(s[i+1], s[i+2]); ok {
				b.WriteByte(v)
				i += 2
				continue
			}
		}
		b.WriteByte(s[i])
	}
	return b.String()
}

// isQuotedPrintable tells quoted-printable (RFC 2045, 6.7) from base64, in which = stands at the end alone.
func isQuotedPrintable(s string) bool {
	if strings.Contains(s, "=3D") || strings.HasPrefix(s, "3D") {
		return true
	}
	i := strings.Index(s, "=\n")
	if j := strings.Index(s, "=\r\n"); i < 0 || j >= 0 && j < i {
		i = j
	}
	return i > 0 && s[i-1] != '=' && len(strings.TrimRight(s[i+1:], "\r\n \t=")) > 0
}

// quotedPrintable is lenient where mime/quotedprintable refuses: what is not an escape stays.
func quotedPrintable(s string) string {
	s = strings.TrimPrefix(s, "3D") // the = of the name's escape was taken for the separator
	var b strings.Builder
	b.Grow(len(s))
	for i := 0; i < len(s); i++ {
		if s[i] != '=' {
			b.WriteByte(s[i])
			continue
		}
		rest := s[i+1:]
		switch {
		case strings.HasPrefix(rest, "\r\n"):
			i += 2
		case strings.HasPrefix(rest, "\n"):
			i++
		case len(rest) >= 2 && isHexUpper(rest[0]) && isHexUpper(rest[1]):
			v, _ := hex(rest[0], rest[1])
			b.WriteByte(v)
			i += 2
		default:
			b.WriteByte('=')
		}
	}
	return b.String()
}

func isHexUpper(c byte) bool { return '0' <= c && c <= '9' || 'A' <= c && c <= 'F' }

func hex(a, b byte) (byte, bool) {
	v, err := strconv.ParseUint(string([]byte{a, b}), 16, 8)
	return byte(v), err == nil && a < utf8.RuneSelf && a != '+' && a != '-'
}

// unquoteMail takes the marks off the lines of a mail that was answered.
func unquoteMail(s string) string {
	lines := strings.Split(s, "\n")
	for i, line := range lines {
		lines[i] = strings.TrimLeft(line, "> ")
	}
	return strings.Join(lines, "\n")
}
