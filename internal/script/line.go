package script

import (
	"fmt"
	"regexp"
	"slices"
	"strings"

	"samlharness/internal/suggest"
)

// line parses one line. It is not ok when the line is empty or a remark; one with a mistake is, without a command.
//
//	line   = { guard | "!" } word { word } [ "#" remark ]
//	guard  = "[" [ "!" ] condition "]"
func (p *parser) line(number int, text string) (line Line, ok bool) {
	words, mistake := splitWords(text)
	if mistake != nil {
		p.mistake(number, mistake.Message, mistake.Hint)
		return Line{Number: number}, true
	}
	if len(words) == 0 {
		return Line{}, false
	}
	line = Line{Number: number}
	words, mistake = line.prefix(words)
	if mistake != nil {
		p.mistake(number, mistake.Message, mistake.Hint)
		return line, true
	}
	p.checkWords(line, words)
	line.Command = p.command(line, words)
	return line, true
}

// prefix takes the guards and the ! before the verb.
func (l *Line) prefix(words []word) (rest []word, mistake *Mistake) {
	for i, w := range words {
		guard, isGuard := bracketed(w)
		switch {
		case w.quoted:
			return nil, &Mistake{Message: "a verb cannot stand in quotes"}
		case w.text == "?":
			return nil, &Mistake{
				Message: "a line cannot begin with ?",
				Hint:    "say what must come of it: nothing before the verb, or !",
			}
		case w.text == "!" && l.Negated:
			return nil, &Mistake{Message: "! can stand only once before a verb"}
		case w.text == "!":
			l.Negated = true
		case isGuard && guard.Name == "":
			return nil, &Mistake{Message: "the condition is empty"}
		case isGuard:
			l.Guards = append(l.Guards, guard)
		default:
			return words[i:], nil
		}
	}
	return nil, &Mistake{Message: "a verb is missing"}
}

// bracketed reads [NAME] and [!NAME].
func bracketed(w word) (guard Guard, ok bool) {
	if !strings.HasPrefix(w.text, "[") || !strings.HasSuffix(w.text, "]") {
		return Guard{}, false
	}
	name, not := strings.CutPrefix(w.text[1:len(w.text)-1], "!")
	return Guard{Name: name, Want: !not}, true
}

// variable is what many shells would replace in an unquoted word; a $ at the end stands for itself.
var variable = regexp.MustCompile(`\$(\{[^}]*\}?|\w+|[*#$@!?-])`)

// checkWords names what other languages have and this one has not.
func (p *parser) checkWords(line Line, words []word) {
	if last := words[len(words)-1]; len(words) > 1 && !last.quoted && last.text == "&" {
		p.mistake(line.Number, "a verb cannot run in the background", "leave the & out, or quote it: '&'")
	}
	for _, g := range line.Guards {
		known := p.language.Conditions()
		if slices.Contains(known, g.Name) {
			continue
		}
		hint := "the conditions are [" + strings.Join(known, "], [") + "]"
		if near := suggest.Nearest(g.Name, known); near != "" {
			hint = "did you mean [" + near + "]?"
		}
		p.mistake(line.Number, fmt.Sprintf("unknown condition [%s]", g.Name), hint)
	}
	for _, w := range words {
		if name := variable.FindString(w.bare); name != "" {
			p.mistake(line.Number, fmt.Sprintf("scripts have no variables, such as %s", name),
				"quote a word that holds a $: '…'")
		}
	}
}

// command has the language parse the words.
func (p *parser) command(line Line, words []word) Command {
	if first := words[0].text; strings.HasPrefix(first, "--") {
		p.mistake(line.Number, fmt.Sprintf("%q is not a verb", first),
			"a file of the script begins with a line `-- NAME --`")
		return nil
	}
	texts := make([]string, len(words))
	for i, w := range words {
		texts[i] = w.text
	}
	command, mistakes := p.language.Command(texts, line.Negated)
	for _, m := range mistakes {
		p.mistake(line.Number, m.Message, m.Hint)
	}
	return command
}
