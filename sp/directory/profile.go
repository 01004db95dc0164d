package directory

import (
	"maps"
	"slices"
)

// changedProfile is a profile with some properties changed; the one before stays as it is.
func changedProfile(before, change map[string][]string) map[string][]string {
	if len(change) == 0 {
		return before
	}
	after := maps.Clone(before)
	if after == nil {
		after = make(map[string][]string, len(change))
	}
	for name, values := range change {
		if after[name] = slices.Clone(values); len(values) == 0 {
			delete(after, name)
		}
	}
	return after
}
