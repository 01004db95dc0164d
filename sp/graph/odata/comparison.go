package odata

import (
	"errors"
	"fmt"
	"slices"
	"strconv"
	"strings"
	"time"
)

// comparison is "property eq value" or "startsWith(property,'text')".
func (p *filterParser) comparison() (Condition, error) {
	name := p.next()
	if name.kind != wordToken {
		return Condition{}, fmt.Errorf("a property is expected instead of '%s'", name.text)
	}
	if p.take(otherToken, "(") {
		if list, found := strings.CutSuffix(strings.ToLower(name.text), "/any"); found {
			return p.any(list)
		}
		return p.function(strings.ToLower(name.text))
	}
	op := strings.ToLower(p.next().text)
	if p.last().kind != wordToken || !slices.Contains([]string{"eq", "ne", "gt", "ge", "lt", "le", "in"}, op) {
		return Condition{}, fmt.Errorf("the operator '%s' is not supported", op)
	}
	if op == "in" {
		return p.in(name.text)
	}
	value, err := p.value()
	return compare(op, name.text, value), err
}

// in is "property in ('a','b')", behind the word in.
func (p *filterParser) in(property string) (Condition, error) {
	c := compare("in", property, Null())
	if !p.take(otherToken, "(") {
		return c, errors.New("in needs values in parentheses")
	}
	for {
		value, err := p.value()
		if err != nil {
			return c, err
		}
		if c.values = append(c.values, value); p.take(otherToken, ")") {
			return c, nil
		}
		if !p.take(otherToken, ",") {
			return c, errors.New("a comma is expected between the values of in")
		}
	}
}

// any is "list/any(x:x eq 'text')", behind its first parenthesis.
func (p *filterParser) any(list string) (Condition, error) {
	variable := p.next()
	if variable.kind != wordToken || !p.take(otherToken, ":") {
		return Condition{}, errors.New("any needs a variable and a condition, as in any(x:x eq 'text')")
	}
	inner, err := p.or()
	if err != nil {
		return Condition{}, err
	}
	for _, name := range inner.Properties() {
		if !strings.EqualFold(name, variable.text) {
			return Condition{}, fmt.Errorf("any compares '%s', which is not its variable", name)
		}
	}
	if !p.take(otherToken, ")") {
		return Condition{}, errors.New("a parenthesis is not closed")
	}
	return Condition{op: "any", property: list, parts: []Condition{inner}}, nil
}

func (p *filterParser) function(name string) (Condition, error) {
	if name != "startswith" && name != "endswith" {
		return Condition{}, fmt.Errorf("the function '%s' is not supported", name)
	}
	property := p.next()
	if property.kind != wordToken || !p.take(otherToken, ",") {
		return Condition{}, fmt.Errorf("%s needs a property and a text", name)
	}
	text := p.next()
	if text.kind != textToken || !p.take(otherToken, ")") {
		return Condition{}, fmt.Errorf("%s needs a property and a text", name)
	}
	return compare(name, property.text, Text(text.text)), nil
}

func compare(op, property string, value Value) Condition {
	return Condition{op: op, property: strings.ToLower(property), value: value, folded: strings.ToLower(value.text)}
}

func (p *filterParser) value() (Value, error) {
	t := p.next()
	switch {
	case t.kind == textToken:
		return Text(t.text), nil
	case t.kind == wordToken && strings.EqualFold(t.text, "true"):
		return Flag(true), nil
	case t.kind == wordToken && strings.EqualFold(t.text, "false"):
		return Flag(false), nil
	case t.kind == wordToken && strings.EqualFold(t.text, "null"):
		return Null(), nil
	case t.kind == wordToken:
		if n, err := strconv.ParseInt(t.text, 10, 64); err == nil {
			return Number(n), nil
		}
		if at, err := time.Parse(time.RFC3339, strings.ToUpper(t.text)); err == nil {
			return Value{kind: instantKind, number: at.Unix()}, nil
		}
	}
	return Value{}, fmt.Errorf("a value is expected instead of '%s'", t.text)
}
