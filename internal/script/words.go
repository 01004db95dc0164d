package script

import "strings"

// blanks separate words. Other white space, such as a no-break space, belongs to a word.
const blanks = " \t\r\n"

// word is one word of a line.
type word struct {
	text   string
	quoted bool // at least a part stands in quotes
	// bare is what stands outside the quotes, with a NUL in place of each part inside.
	bare string
}

// splitWords takes a line apart: blanks separate words, # begins a remark, quotes keep a word together.
func splitWords(text string) ([]word, *Mistake) {
	var words []word
	for {
		text = strings.TrimLeft(text, blanks)
		if text == "" || text[0] == '#' {
			return words, nil
		}
		w, rest, mistake := cutWord(text)
		if mistake != nil {
			return nil, mistake
		}
		words, text = append(words, w), rest
	}
}

// cutWord cuts the first word from text, which begins with one.
func cutWord(text string) (w word, rest string, mistake *Mistake) {
	var all, bare strings.Builder
	for text != "" && strings.IndexByte(blanks+"#", text[0]) < 0 {
		if text[0] != '\'' && text[0] != '"' {
			end := strings.IndexAny(text, blanks+`#'"`)
			if end < 0 {
				end = len(text)
			}
			all.WriteString(text[:end])
			bare.WriteString(text[:end])
			text = text[end:]
			continue
		}
		inside, after, closed := cutQuoted(text)
		if !closed {
			return w, "", openQuote(text[:1])
		}
		w.quoted = true
		all.WriteString(inside)
		bare.WriteByte(0)
		text = after
	}
	w.text, w.bare = all.String(), bare.String()
	return w, text, nil
}

// cutQuoted cuts from text the part in quotes that it begins with; a doubled quote inside stands for one.
func cutQuoted(text string) (inside, rest string, closed bool) {
	quote, rest := text[:1], text[1:]
	var all strings.Builder
	for {
		part, after, found := strings.Cut(rest, quote)
		if !found {
			return "", "", false
		}
		all.WriteString(part)
		if !strings.HasPrefix(after, quote) {
			return all.String(), after, true
		}
		all.WriteString(quote)
		rest = after[1:]
	}
}

func openQuote(quote string) *Mistake {
	if quote == `"` {
		return &Mistake{
			Message: "a double quote is not closed",
			Hint:    `close it with ", or write '"' for the character itself`,
		}
	}
	return &Mistake{Message: "a quote is not closed", Hint: "close it with ', or write '' for a quote inside quotes"}
}

// Quote writes words as a line that reads back as the same words. Those that need quotes get single ones.
func Quote(words []string) string {
	quoted := make([]string, len(words))
	for i, w := range words {
		if quoted[i] = w; w == "" || w == "&" || strings.ContainsAny(w, blanks+`#'"$`) {
			quoted[i] = "'" + strings.ReplaceAll(w, "'", "''") + "'"
		}
	}
	return strings.Join(quoted, " ")
}
