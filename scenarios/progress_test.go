package scenarios_test

import (
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"samlharness/scenarios"
)

func TestRunTellsItsProgress(t *testing.T) {
	var told []scenarios.Progress
	script := func(name string) scenarios.Script {
		return scenarios.Script{Name: name, Data: []byte("# The time\nclock show\nstdout 2026\n")}
	}
	options := scenarios.RunOptions{
		Scripts:  []scenarios.Script{script("a"), script("left out"), script("c")},
		Shard:    1,
		Shards:   2,
		Parallel: 1,
		Progress: func(p scenarios.Progress) { told = append(told, p) },
	}
	_, err := scenarios.Run(t.Context(), options)
	require.NoError(t, err)
	assert.Equal(t, []scenarios.Progress{
		{Total: 2, Running: []string{"a"}},
		{Total: 2, Done: 1, Running: []string{}},
		{Total: 2, Done: 1, Running: []string{"c"}},
		{Total: 2, Done: 2, Running: []string{}},
	}, told)

	told, options.Parallel, options.Shards = nil, 4, 0
	_, err = scenarios.Run(t.Context(), options)
	require.NoError(t, err)
	require.Len(t, told, 6)
	assert.Equal(t, 3, told[5].Done)
}
