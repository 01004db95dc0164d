package rest

import (
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

func TestFilters(t *testing.T) {
	for _, e := range []struct {
		version Version
		filter  string
		value   any
		holds   bool
	}{
		{V1, "a:$eq:x:y", "x:y", true}, {V1, "a:$eq:x*", "xy", false}, {V1, "a:$ne:x", "x", false},
		{V1, "a:$gt:9", 10, true}, {V1, "a:$gt:9", 9, false}, {V1, "a:$gte:9", 9, true}, {V1, "a:$lt:10", 9, true},
		{V1, "a:$lte:9", 10, false}, {V1, "a:$in:x|y", "y", true}, {V1, "a:$nin:x|y", "y", false},
		{V1, "a:$eq:", nil, true}, {V1, "a:$eq:true", true, true},
		{V2, "a:eq:王*明", "王小明", true}, {V2, "a:eq:*a*b*", "xbxa", false}, {V2, "a:eq:aa*aa", "aaa", false},
		{V2, "a:ne:x*", "xy", false}, {V2, "a:ge:b", "a", false}, {V2, "a:le:b", "b", true},
		{V2, "a:between:2|10", 9, true}, {V2, "a:between:2|10", 11, false}, {V2, "a:search:DAM", "adams", true},
		{V2, "a:in:x*|y", "xz", true},
	} {
		f, err := parseFilter(e.version, e.filter)
		require.NoError(t, err)
		assert.Equal(t, e.holds, f.holds(e.value), "%s of %v", e.filter, e.value)
	}
}
