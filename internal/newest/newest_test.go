package newest_test

import (
	"testing"

	"github.com/stretchr/testify/assert"

	"samlharness/internal/newest"
)

func TestLog(t *testing.T) {
	var l newest.Log[int]
	assert.Empty(t, l.All())
	for i := range newest.Kept + 2 {
		l.Add(i)
	}
	all := l.All()
	assert.Len(t, all, newest.Kept)
	assert.Equal(t, []int{2, 3}, all[:2])
	assert.Equal(t, newest.Kept+1, all[len(all)-1])
	assert.Equal(t, newest.Kept+1, l.NewestFirst()[0])
}
