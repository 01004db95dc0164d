package directory_test

import (
	"testing"

	"samlharness/sp/directory"
	"samlharness/sp/directory/storetest"
)

func TestMemory(t *testing.T) {
	storetest.Run(t, func(*testing.T) directory.Store { return directory.NewMemory() })
}
