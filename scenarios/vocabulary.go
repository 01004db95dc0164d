package scenarios

import (
	"fmt"
	"strings"

	"samlharness/internal/suggest"
)

// vocabulary is a closed set of verbs.
type vocabulary []*Verb

// maxWords is how many words a verb's name has at most.
const maxWords = 4

// find returns the verb that the words begin with, and the words after it.
func (verbs vocabulary) find(words []string) (*Verb, []string, *UsageError) {
	for n := min(maxWords, len(words)); n > 0; n-- {
		name := strings.Join(words[:n], " ")
		for _, v := range verbs {
			if v.Name == name {
				return v, words[n:], nil
			}
		}
	}
	return nil, nil, verbs.unknown(words)
}

// unknown says which verb the words may have meant.
func (verbs vocabulary) unknown(words []string) *UsageError {
	mistake := &UsageError{Message: "a verb is missing", Fix: "`harness verbs` lists the verbs"}
	if len(words) == 0 {
		return mistake
	}
	if words[0] == "harness" || words[0] == "$" {
		return &UsageError{fmt.Sprintf("unknown verb %q", words[0]),
			"a line of a script begins with the verb: leave out " + words[0]}
	}
	if begun := strings.Join(words, " "); len(words) < maxWords {
		if family := verbs.withPrefix(begun + " "); len(family) > 0 {
			return &UsageError{begun + " is only the beginning of a verb",
				"the verbs of " + begun + ": " + strings.Join(family, ", ")}
		}
	}
	var names []string
	typed := make(map[int]string, maxWords)
	for n := 1; n <= min(maxWords, len(words)); n++ {
		typed[n] = strings.Join(words[:n], " ")
	}
	for _, v := range verbs {
		names = append(names, v.Name)
	}
	mistake.Message = fmt.Sprintf("unknown verb %q", typed[1])
	if family := verbs.withPrefix(words[0] + " "); len(family) > 0 {
		names = family
		mistake.Message = fmt.Sprintf("unknown verb %q", typed[min(2, len(words))])
		mistake.Fix = "the verbs of " + words[0] + ": " + strings.Join(family, ", ")
		if near := verbs.withPrefix(typed[min(2, len(words))] + " "); len(near) > 0 {
			mistake.Message = fmt.Sprintf("unknown verb %q", typed[min(maxWords, len(words))])
			mistake.Fix = "the verbs of " + typed[min(2, len(words))] + ": " + strings.Join(near, ", ")
		}
	}
	best := suggest.NearestOf(names, func(name string) string {
		return typed[min(len(strings.Fields(name)), len(words))]
	})
	if best != "" {
		mistake.Message = fmt.Sprintf("unknown verb %q", typed[min(len(strings.Fields(best)), len(words))])
		mistake.Fix = "did you mean `" + best + "`?"
	}
	return mistake
}

// withPrefix are the names that begin so.
func (verbs vocabulary) withPrefix(prefix string) (names []string) {
	for _, v := range verbs {
		if strings.HasPrefix(v.Name, prefix) {
			names = append(names, v.Name)
		}
	}
	return names
}
