package federation

import "samlharness/record"

// Parity lists the behaviours of the module and of the operator that this package has.
func Parity() []record.Behaviour { return nil }
