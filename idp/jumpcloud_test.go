package idp_test

import (
	"testing"

	"github.com/jonboulle/clockwork"
	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"samlharness/idp"
	"samlharness/idp/org"
)

func TestOrganizationAndClockAreRequired(t *testing.T) {
	clock := clockwork.NewFakeClock()
	o, err := org.New(org.Options{Clock: clock})
	require.NoError(t, err)
	for _, opts := range []idp.Options{{}, {Organization: o}, {Clock: clock}} {
		_, err := idp.New(opts)
		assert.Error(t, err)
	}
	_, err = idp.New(idp.Options{Organization: o, Clock: clock})
	require.NoError(t, err)
}
