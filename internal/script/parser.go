package script

// Options say how strictly a script is checked.
type Options struct {
	// Updates says that the run adds the golden files that the script lacks, so that they may be missing.
	Updates bool
}

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
