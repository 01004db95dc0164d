package parity

import (
	"samlharness/browser"
	"samlharness/certs"
	"samlharness/federation"
	"samlharness/idp"
	"samlharness/record"
	"samlharness/sp"
	"samlharness/sp/directory"
	"samlharness/sp/graph"
	"samlharness/sp/loginsrf"
	"samlharness/sp/oauth"
)

// sources are the packages that emulate something.
func sources() []func() []record.Behaviour {
	return []func() []record.Behaviour{
		browser.Parity,
		certs.Parity,
		directory.Parity,
		federation.Parity,
		graph.Parity,
		idp.Parity,
		loginsrf.Parity,
		oauth.Parity,
		sp.Parity,
	}
}
