package scenarios

import (
	"fmt"
	"slices"
	"strings"

	"samlharness/internal/suggest"
)

// Vocabulary is a closed set of verbs.
type Vocabulary []*Verb

// maxWords is how many words a verb's name has at most.
const maxWords = 4

// find returns the verb that the words begin with, and the words after it.
func (vocabulary Vocabulary) find(words []string) (*Verb, []string, *UsageError) {
	for n := min(maxWords, len(words)); n > 0; n-- {
		name := strings.Join(words[:n], " ")
		for _, v := range vocabulary {
			if v.Name == name {
				return v, words[n:], nil
			}
		}
	}
	return nil, nil, vocabulary.unknown(words)
}

// unknown says which verb the words may have meant.
func (vocabulary Vocabulary) unknown(words []string) *UsageError {
	mistake := &UsageError{Message: "a verb is missing", Fix: "`harness verbs` lists the verbs"}
	if len(words) == 0 {
		return mistake
	}
	if begun := strings.Join(words, " "); len(words) < maxWords {
		if family := vocabulary.withPrefix(begun + " "); len(family) > 0 {
			return &UsageError{begun + " is only the beginning of a verb",
				"the verbs of " + begun + ": " + strings.Join(family, ", ")}
		}
	}
	var names []string
	typed := make(map[int]string, maxWords)
	for n := 1; n <= min(maxWords, len(words)); n++ {
		typed[n] = strings.Join(words[:n], " ")
	}
	for _, v := range vocabulary {
		names = append(names, v.Name)
	}
	mistake.Message = fmt.Sprintf("unknown verb %q", typed[1])
	if family := vocabulary.withPrefix(words[0] + " "); len(family) > 0 {
		names = family
		mistake.Message = fmt.Sprintf("unknown verb %q", typed[min(2, len(words))])
		mistake.Fix = "the verbs of " + words[0] + ": " + strings.Join(family, ", ")
		if near := vocabulary.withPrefix(typed[min(2, len(words))] + " "); len(near) > 0 {
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
func (vocabulary Vocabulary) withPrefix(prefix string) (names []string) {
	for _, v := range vocabulary {
		if strings.HasPrefix(v.Name, prefix) {
			names = append(names, v.Name)
		}
	}
	return names
}

// heads are the first words of the verbs, each once.
func (vocabulary Vocabulary) heads() []string {
	var heads []string
	for _, v := range vocabulary {
		head, _, _ := strings.Cut(v.Name, " ")
		heads = append(heads, head)
	}
	slices.Sort(heads)
	return slices.Compact(heads)
}
