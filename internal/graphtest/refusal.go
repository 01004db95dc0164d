package graphtest

import (
	"testing"

	"github.com/stretchr/testify/require"

	"samlharness/record"
)

// Refusal is the refusal in an error, which must have this code.
func Refusal(t testing.TB, err error, code string) *record.Refusal {
	t.Helper()
	var r *record.Refusal
	require.ErrorAs(t, err, &r)
	require.Equal(t, code, r.Code, "%v", err)
	return r
}
