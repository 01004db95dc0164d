package script

import "slices"

// checkOrder checks what a line says about the lines around it.
func (p *parser) checkOrder() {
	acted := false
	for _, step := range p.script.Steps {
		for i, line := range step.Lines {
			if line.Command == nil {
				acted = true // perhaps it would
				continue
			}
			kind := line.Command.Kind()
			if kind >= OutcomeAssertion && !acted {
				p.mistake(line.Number, line.Command.Name()+" has nothing to look at", "no verb ran before it")
			}
			if kind == Action {
				acted = true
				p.checkNegation(line, step.Lines[i+1:])
			}
		}
	}
}

// checkNegation demands that the line after a failing one asserts why it failed.
func (p *parser) checkNegation(line Line, after []Line) {
	if !line.Negated {
		return
	}
	var next Line
	if len(after) > 0 {
		next = after[0]
	}
	switch {
	case len(after) > 0 && next.Command == nil: // its own mistake was named
	case len(after) == 0 || next.Negated || next.Command.Kind() != ReasonAssertion:
		p.mistake(line.Number, "! does not say why it must fail", "follow it with "+p.language.Reasons())
	case !slices.Equal(next.Guards, line.Guards):
		p.mistake(next.Number, "the line that says why runs under other conditions than the ! before it",
			"give both the same conditions")
	}
}
