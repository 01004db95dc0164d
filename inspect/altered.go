package inspect

import (
	"bytes"
	"context"
	"html"
	"regexp"
	"slices"
	"strings"
	"unicode/utf8"

	"golang.org/x/text/encoding/charmap"

	"samlharness/record"
	"samlharness/sp/loginsrf"
)

// Altered is what happened to a message after it was signed, found out by undoing it: without it the signature is
// right. The message stays refused; what must be sent is what was signed.
type Altered struct {
	// Name is the stable, kebab-case name of what happened; several are joined by +.
	Name string `json:"name"`
	// Says completes "after it was signed, the message was".
	Says string `json:"says"`
}

// alteration is one thing that happens to messages on their way, and how it is undone.
type alteration struct {
	Altered
	undo func([]byte) []byte
}

// maxAltered is the largest message that is tried, in bytes; each attempt judges it once.
const maxAltered = 256 << 10

func alterations() []alteration {
	const indented, wrapped = "re-indented (white space between elements)", "wrapped (line breaks inside values)"
	return []alteration{
		{Altered{"indented", indented}, replaced(`>\s+<`, "><")},
		{Altered{"padded-values", "changed by blanks or line breaks around values"}, trimmedValues},
		{Altered{"wrapped-values", wrapped}, insideValues(regexp.MustCompile(`\s*[\r\n]\s*`), "")},
		{Altered{"wrapped-at-blanks", wrapped}, insideValues(regexp.MustCompile(`\s*[\r\n]\s*`), " ")},
		{Altered{"carriage-returns", "given other line ends (CR LF, written as &#13;)"}, replaced(`&#(13|x0*[dD]);`, "")},
		{Altered{"escaped-twice", "escaped once more (&amp;amp; for &amp;)"},
			replaced(`&amp;(amp|lt|gt|quot|apos|#\d{1,6}|#x[0-9a-fA-F]{1,5});`, "&$1;")},
		{Altered{"unseen-characters", "given unseen characters (a byte order mark, zero-width or no-break blanks)"},
			withoutUnseen},
		{Altered{"encoded-twice", "re-encoded: its UTF-8 was read as Latin-1 and written as UTF-8 again"}, latin1},
		{Altered{"plus-as-blank", "form-decoded once more: each + of a value became a blank"},
			insideValues(regexp.MustCompile(` `), "+")},
		{Altered{"percent-encoded", "percent-encoded in its values"}, percentDecoded},
	}
}

// maxUndone is for how many messages of a capture with wrong signatures it is tried to find out what happened to them.
const maxUndone = 20

// altered finds out what happened to a message whose signature is wrong, unless the capture had too many of them.
func (o Options) altered(ctx context.Context, v loginsrf.Verdict, in loginsrf.Input) *Altered {
	if !signatureIsWrong(v.Checks) || len(v.Response.XML) > maxAltered {
		return nil
	}
	if o.undone != nil {
		if *o.undone++; *o.undone > maxUndone {
			return nil
		}
	}
	return alteredOf(ctx, v.Response.XML, in)
}

// alteredOf tries to undo what may have happened to a message whose signature is wrong: each thing alone, then
// re-indentation with each of the others, then all that pretty-printers do. It is nil when none makes the signature
// right. What is judged so is thrown away: it only explains.
func alteredOf(ctx context.Context, message []byte, in loginsrf.Input) *Altered {
	right := func(tried []byte) bool {
		if ctx.Err() != nil || bytes.Equal(tried, message) || len(tried) == 0 {
			return false
		}
		checks := loginsrf.Evaluate(ctx, loginsrf.Input{
			XML:       tried,
			Now:       in.Now,
			Skew:      in.Skew,
			Directory: in.Directory,
		}).Checks
		verifies, judged := ours(checks)
		return verifies && judged
	}
	all := alterations()
	for _, a := range all {
		if right(a.undo(message)) {
			return &a.Altered
		}
	}
	first := all[0]
	for _, a := range all[1:] {
		if right(first.undo(a.undo(message))) {
			return &Altered{Name: first.Name + "+" + a.Name, Says: first.Says + " and " + a.Says}
		}
	}
	if right(first.undo(trimmedValues(all[2].undo(message)))) {
		return &Altered{Name: "pretty-printed", Says: "written anew by a pretty-printer (indented, values wrapped)"}
	}
	return nil
}

func signatureIsWrong(checks []record.Check) bool {
	return slices.ContainsFunc(checks, func(c record.Check) bool {
		return c.Outcome == record.Fail && (c.Name == "signature-value" || c.Name == "response-signature")
	})
}

func replaced(pattern, by string) func([]byte) []byte {
	re := regexp.MustCompile(pattern)
	return func(b []byte) []byte { return re.ReplaceAll(b, []byte(by)) }
}

// leafText is a text between two tags with something to be seen in it.
var leafText = regexp.MustCompile(`>[^<>]*[^<>\s][^<>]*</`)

// insideValues replaces in the texts of elements alone.
func insideValues(pattern *regexp.Regexp, by string) func([]byte) []byte {
	return func(b []byte) []byte {
		return leafText.ReplaceAllFunc(b, func(text []byte) []byte { return pattern.ReplaceAll(text, []byte(by)) })
	}
}

func trimmedValues(b []byte) []byte {
	return leafText.ReplaceAllFunc(b, func(text []byte) []byte {
		inner := bytes.TrimSpace(text[1 : len(text)-2])
		return append(append([]byte{'>'}, inner...), '<', '/')
	})
}

func withoutUnseen(b []byte) []byte {
	return []byte(strings.NewReplacer("\ufeff", "", "\u200b", "", "\u200c", "", "\u200d", "", "\u2060", "", "\u00ad", "",
		"\u00a0", " ").Replace(string(b)))
}

// latin1 undoes a second encoding: every character stands for a byte, in Windows-1252, which has ISO 8859-1 in it but
// for control characters. It is nil when one does not.
func latin1(b []byte) []byte {
	var once []byte
	for _, r := range string(b) {
		c, ok := charmap.Windows1252.EncodeRune(r)
		if !ok && r <= 0xff {
			c, ok = byte(r), true
		}
		if !ok {
			return nil
		}
		once = append(once, c)
	}
	if !utf8.Valid(once) {
		return nil
	}
	return once
}

var percentEscape = regexp.MustCompile(`(%[0-9A-Fa-f]{2})+`)

func percentDecoded(b []byte) []byte {
	return leafText.ReplaceAllFunc(b, func(text []byte) []byte {
		return percentEscape.ReplaceAllFunc(text, func(escaped []byte) []byte {
			var plain []byte
			for i := 0; i+2 < len(escaped); i += 3 {
				plain = append(plain, unhex(escaped[i+1])<<4|unhex(escaped[i+2]))
			}
			if !utf8.Valid(plain) {
				return escaped
			}
			return []byte(html.EscapeString(string(plain)))
		})
	})
}

func unhex(c byte) byte {
	switch {
	case c >= 'a':
		return c - 'a' + 10
	case c >= 'A':
		return c - 'A' + 10
	}
	return c - '0'
}
