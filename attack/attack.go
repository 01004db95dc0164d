// Package attack holds named mutations of a SAML response: what an attacker, or a faulty identity provider, makes of a
// good message, and how Microsoft's sign-in service must answer.
//
// The messages are only ever meant for a service provider that we run.
package attack

import (
	"crypto/rsa"
	"slices"
)

// Family groups attacks by what they play on.
type Family string

// The families, one file each.
const (
	Wrapping  Family = "wrapping"  // the signed part is not the part that is read
	Signature Family = "signature" // the verification itself
	Text      Family = "text"      // parsers and text
	Protocol  Family = "protocol"  // what the protocol demands of a message
)

// Attack is one named mutation.
type Attack struct {
	// Name is stable and kebab-case, such as "xsw1".
	Name   string
	Family Family
	// Source is where the trick is public: a paper, a CVE, a repository, a clause.
	Source string
	// Says is the trick in one line.
	Says string
	// Code is the error that must come of it, such as "AADSTS500089"; "" means that the service accepts it.
	Code string
	// Mutate changes a signed response. It fails when the message lacks a part that the trick needs.
	Mutate func(Message) ([]byte, error)
}

// Message is what an attack starts from: a good response, and what an attacker may hold besides.
type Message struct {
	// XML is a good response with a signed assertion.
	XML []byte
	// Certificate is the registered signing certificate in DER; it is public.
	Certificate []byte
	// Key is the registered key, for the mistakes that an identity provider itself makes: they are signed well.
	Key *rsa.PrivateKey
	// ForeignKey and ForeignCertificate (DER) are the attacker's own.
	ForeignKey         *rsa.PrivateKey
	ForeignCertificate []byte
	// NameID is whom the attacker wants to be; "" means "attacker".
	NameID string
}

// All are all attacks, family by family.
func All() []Attack { return slices.Concat(wrapping(), signature(), text(), protocol()) }

// Find returns the attack of that name.
func Find(name string) (Attack, bool) {
	all := All()
	i := slices.IndexFunc(all, func(a Attack) bool { return a.Name == name })
	if i < 0 {
		return Attack{}, false
	}
	return all[i], true
}
