package odata

import (
	"errors"
	"fmt"
	"strings"
)

const (
	maxFilter      = 8 << 10 // characters
	maxFilterDepth = 50
)

// ParseFilter reads the part of OData's $filter that is emulated: eq, ne, gt, ge, lt, le, in, startsWith, endsWith, any
// over a list of texts, and, or, not, parentheses; texts, whole numbers, instants, true, false and null.
func ParseFilter(raw string) (Condition, error) {
	if len(raw) > maxFilter {
		return Condition{}, errors.New("it is too long")
	}
	tokens, err := lexFilter(raw)
	if err != nil {
		return Condition{}, err
	}
	p := &filterParser{tokens: tokens}
	f, err := p.or()
	if err == nil && p.next().kind != endToken {
		err = fmt.Errorf("'%s' is not expected there", p.last().text)
	}
	return f, err
}

type tokenKind int

const (
	endToken   tokenKind = iota
	wordToken            // a name, an operator, true, false, null
	textToken            // a quoted text, without its quotes
	otherToken           // ( ) , :
)

type token struct {
	kind tokenKind
	text string
}

func lexFilter(raw string) ([]token, error) {
	var tokens []token
	for raw = strings.TrimLeft(raw, " \t"); raw != ""; raw = strings.TrimLeft(raw, " \t") {
		switch c := raw[0]; {
		case strings.IndexByte("(),:", c) >= 0:
			tokens, raw = append(tokens, token{otherToken, raw[:1]}), raw[1:]
		case c == '\'':
			text, rest, ok := quoted(raw[1:])
			if !ok {
				return nil, errors.New("a quote is not closed")
			}
			tokens, raw = append(tokens, token{textToken, text}), rest
		default:
			n := strings.IndexFunc(raw, func(r rune) bool {
				return !wordRune(r) && !(digit(c) && (r == ':' || r == '+')) // an instant
			})
			if n == 0 {
				return nil, fmt.Errorf("%q is not expected there", c)
			}
			if n < 0 {
				n = len(raw)
			}
			tokens, raw = append(tokens, token{wordToken, raw[:n]}), raw[n:]
		}
	}
	return tokens, nil
}

func digit(c byte) bool { return c >= '0' && c <= '9' }

func wordRune(r rune) bool {
	return r >= 'a' && r <= 'z' || r >= 'A' && r <= 'Z' || r >= '0' && r <= '9' || strings.ContainsRune("_/-.", r)
}

// quoted reads up to the closing quote; two quotes stand for one.
func quoted(s string) (text, rest string, ok bool) {
	var b strings.Builder
	for {
		before, after, found := strings.Cut(s, "'")
		b.WriteString(before)
		if !found {
			return "", "", false
		}
		if !strings.HasPrefix(after, "'") {
			return b.String(), after, true
		}
		b.WriteByte('\'')
		s = after[1:]
	}
}

type filterParser struct {
	tokens []token
	at     int
	depth  int
}

// next takes a token; at the end it gives endToken again and again.
func (p *filterParser) next() token {
	p.at++
	return p.last()
}

func (p *filterParser) last() token {
	if p.at > len(p.tokens) {
		return token{}
	}
	return p.tokens[p.at-1]
}

// take takes the next token when it is this word or sign.
func (p *filterParser) take(kind tokenKind, text string) bool {
	if p.at < len(p.tokens) && p.tokens[p.at].kind == kind && strings.EqualFold(p.tokens[p.at].text, text) {
		p.at++
		return true
	}
	return false
}

func (p *filterParser) or() (Condition, error)  { return p.chain("or", p.and) }
func (p *filterParser) and() (Condition, error) { return p.chain("and", p.unary) }

func (p *filterParser) chain(op string, part func() (Condition, error)) (Condition, error) {
	left, err := part()
	for err == nil && p.take(wordToken, op) {
		var right Condition
		right, err = part()
		left = Condition{op: op, parts: []Condition{left, right}}
	}
	return left, err
}

func (p *filterParser) unary() (Condition, error) {
	if p.depth++; p.depth > maxFilterDepth {
		return Condition{}, errors.New("it is nested too deeply")
	}
	defer func() { p.depth-- }()
	switch {
	case p.take(wordToken, "not"):
		inner, err := p.unary()
		return Condition{op: "not", parts: []Condition{inner}}, err
	case p.take(otherToken, "("):
		inner, err := p.or()
		if err == nil && !p.take(otherToken, ")") {
			err = errors.New("a parenthesis is not closed")
		}
		return inner, err
	}
	return p.comparison()
}
