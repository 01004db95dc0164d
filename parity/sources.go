package parity

import "samlharness/record"

// sources are the packages that emulate something.
func sources() []func() []record.Behaviour {
	return nil
}
