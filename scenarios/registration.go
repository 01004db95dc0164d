package scenarios

import (
	"errors"
	"time"

	"samlharness/federation"
	"samlharness/inspect"
	"samlharness/record"
)

// registration is what `federation enable` would register from metadata, member by member, and what it would warn of.
func registration(metadata []byte, at time.Time) (details []inspect.Detail) {
	source, err := federation.ReadMetadata(metadata)
	if refusal, ok := errors.AsType[*record.Refusal](err); ok {
		text := "refused: " + refusal.Message
		if refusal.Got != "" {
			text += ": " + refusal.Got
		}
		return []inspect.Detail{{Label: "enable", Text: text}}
	}
	if source.Domain == "" {
		details = append(details, inspect.Detail{Label: "enable", Text: "the domain that --domain names: the entity ID " +
			"does not name one"})
	}
	for name, value := range source.Registered() {
		details = append(details, inspect.Detail{Label: "enable", Text: name + " " + value})
	}
	for _, f := range source.Findings(at) {
		for _, line := range f.Warnings {
			details = append(details, inspect.Detail{Label: "warning", Text: line})
		}
	}
	return details
}
