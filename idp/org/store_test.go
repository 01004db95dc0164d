package idp_test

import (
	"testing"

	"samlharness/idp"
	"samlharness/idp/storetest"
)

func TestMemoryStore(t *testing.T) {
	storetest.Run(t, func(*testing.T) idp.Store { return idp.NewMemoryStore() })
}
