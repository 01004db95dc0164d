package parity

import (
	"samlharness/federation"
	"samlharness/record"
	"samlharness/sp/directory"
	"samlharness/sp/oauth"
)

// sources are the packages that emulate something.
func sources() []func() []record.Behaviour {
	return []func() []record.Behaviour{
		directory.Parity,
		federation.Parity,
		oauth.Parity,
	}
}
