package script

// parser is a script that is being taken apart, with the mistakes found so far.
type parser struct {
	language Language
	options  Options
	script   *Script
	mistakes []Mistake
}

func (p *parser) mistake(line int, message, hint string) {
	p.mistakes = append(p.mistakes, Mistake{Line: line, Message: message, Hint: hint})
}
