package scenarios

import (
	"errors"
	"slices"
	"strings"
)

// line is one line of a script, taken apart by the rules of rsc.io/script: blanks separate words, # begins a
// remark, single quotes keep a word together and a doubled one inside them stands for a quote.
type line struct {
	number int
	// negated is a leading !; tolerant a leading ?, which scripts of this project may not use.
	negated, tolerant bool
	guards            []guard
	words             []string
	// raw are the words with what stands outside quotes only, where variables would be replaced.
	raw        []string
	background bool
}

// guard is a condition in brackets before a command.
type guard struct {
	name string
	want bool
}

var errQuote = errors.New("a quote is not closed")

// lexLine takes a line apart; a line without words gives an empty one.
func lexLine(number int, text string) (line, error) {
	l := line{number: number}
	words, err := splitWords(text)
	if err != nil {
		return l, err
	}
	for _, w := range words {
		if len(l.words) == 0 {
			if w.quoted {
				return l, errors.New("a verb cannot stand in quotes")
			}
			if taken, err := l.prefix(w.text); err != nil {
				return l, err
			} else if taken {
				continue
			}
		}
		l.words = append(l.words, w.text)
		l.raw = append(l.raw, w.bare)
	}
	if n := len(l.words); n > 1 && !words[len(words)-1].quoted && l.words[n-1] == "&" {
		l.background = true
	}
	if len(words) > 0 && len(l.words) == 0 {
		return l, errors.New("a verb is missing")
	}
	return l, nil
}

// prefix takes !, ? and [guards] before the verb.
func (l *line) prefix(text string) (taken bool, err error) {
	switch {
	case text == "!" || text == "?":
		if l.negated || l.tolerant {
			return false, errors.New("! and ? can stand only once before a verb")
		}
		l.negated, l.tolerant = text == "!", text == "?"
		return true, nil
	case strings.HasPrefix(text, "[") && strings.HasSuffix(text, "]"):
		name := strings.TrimSpace(text[1 : len(text)-1])
		rest, not := strings.CutPrefix(name, "!")
		if rest = strings.TrimSpace(rest); rest == "" {
			return false, errors.New("the condition is empty")
		}
		l.guards = append(l.guards, guard{rest, !not})
		return true, nil
	}
	return false, nil
}

// sameGuards says whether both lines run under the same conditions.
func (l line) sameGuards(other line) bool { return slices.Equal(l.guards, other.guards) }

type word struct {
	text, bare string
	quoted     bool
}

const blanks = " \t\r\n"

func splitWords(text string) ([]word, error) {
	var words []word
	for {
		text = strings.TrimLeft(text, blanks)
		if text == "" || text[0] == '#' {
			return words, nil
		}
		w, rest, err := firstWord(text)
		if err != nil {
			return nil, err
		}
		words, text = append(words, w), rest
	}
}

func firstWord(text string) (w word, rest string, err error) {
	var all, bare strings.Builder
	for text != "" && !strings.ContainsRune(blanks+"#", rune(text[0])) {
		if text[0] != '\'' {
			end := strings.IndexAny(text, blanks+"#'")
			if end < 0 {
				end = len(text)
			}
			all.WriteString(text[:end])
			bare.WriteString(text[:end])
			text = text[end:]
			continue
		}
		w.quoted = true
		end := strings.IndexByte(text[1:], '\'')
		if end < 0 {
			return w, "", errQuote
		}
		all.WriteString(text[1 : 1+end])
		if text = text[end+2:]; strings.HasPrefix(text, "'") {
			all.WriteByte('\'') // '' inside quotes; the quoted text goes on
		}
	}
	w.text, w.bare = all.String(), bare.String()
	return w, text, nil
}

// quoteWords writes words so that they read back as the same words.
func quoteWords(words []string) string {
	quoted := make([]string, len(words))
	for i, w := range words {
		if quoted[i] = w; w == "" || strings.ContainsAny(w, blanks+"#'$") {
			quoted[i] = "'" + strings.ReplaceAll(w, "'", "''") + "'"
		}
	}
	return strings.Join(quoted, " ")
}
