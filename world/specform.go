package world

import (
	"fmt"
	"reflect"
	"time"

	"go.yaml.in/yaml/v4"
)

// fits tells whether a value has the form of a member. What is empty fits all, and stands for what is left out.
func fits(n *yaml.Node, as reflect.Type) bool {
	if n.Kind == yaml.ScalarNode && n.ShortTag() == "!!null" {
		return true
	}
	switch form(as) {
	case "list":
		return n.Kind == yaml.SequenceNode
	case "object":
		return n.Kind == yaml.MappingNode
	case "true or false":
		return n.ShortTag() == "!!bool"
	case "number":
		return n.ShortTag() == "!!int"
	case "instant":
		_, err := time.Parse(time.RFC3339, n.Value)
		return n.ShortTag() == "!!timestamp" || err == nil
	default:
		return n.Kind == yaml.ScalarNode
	}
}

// expected is a form with an article or an example.
func expected(as reflect.Type) string {
	switch f := form(as); f {
	case "instant":
		return "an instant such as 2026-03-02T09:15:00Z"
	case "duration":
		return "a duration such as 2h or 90s"
	case "object":
		return "an object of members, as in name: value"
	case "list":
		return "a list, with - before each of its items"
	case "number":
		return "a number from 1"
	default:
		return f
	}
}

// formOf says what a value is.
func formOf(n *yaml.Node) string {
	switch n.Kind {
	case yaml.SequenceNode:
		return "a list"
	case yaml.MappingNode:
		return "an object"
	default:
		return fmt.Sprintf("%.80q", n.Value)
	}
}
