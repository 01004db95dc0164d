package org_test

import (
	"testing"

	"samlharness/idp/org"
	"samlharness/idp/org/storetest"
)

func TestMemoryStore(t *testing.T) {
	storetest.Run(t, func(*testing.T) org.Store { return org.NewMemoryStore() })
}
