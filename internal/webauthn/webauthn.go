// Package webauthn judges what an authenticator signed at a sign-in: Web Authentication Level 2, 7.2, for keys on P-256
// (COSE algorithm ES256), which every authenticator has. It looks at no attestation: whoever registers a key vouches
// for it.
package webauthn

import (
	"bytes"
	"crypto/ecdsa"
	"crypto/sha256"
	"crypto/x509"
	"encoding/base64"
	"encoding/json"
	"errors"
	"fmt"
)

// Assertion is what navigator.credentials.get gives, as JSON sends it.
type Assertion struct {
	ID       string `json:"id"`
	RawID    string `json:"rawId"`
	Type     string `json:"type"`
	Response struct {
		ClientDataJSON    string `json:"clientDataJSON"`
		AuthenticatorData string `json:"authenticatorData"`
		Signature         string `json:"signature"`
	} `json:"response"`
}

// Expected is what an assertion must be about.
type Expected struct {
	// Challenge is what was to be signed, Origin the page's, such as https://console.jumpcloud.com, RPID its domain.
	Challenge    []byte
	Origin, RPID string
	// CredentialID and PublicKey, DER of a SubjectPublicKeyInfo, are those that were registered.
	CredentialID, PublicKey []byte
	// Verified asks that the authenticator verified the user, as by a fingerprint.
	Verified bool
}

// The flags in authenticator data, 6.1, and its shortest length: the hash of the domain, the flags, a counter.
const (
	userPresent     = 1 << 0
	userVerified    = 1 << 2
	shortest        = sha256.Size + 1 + 4
	maxClientData   = 4096
	maxSignedLength = 4096
)

// Verify judges an assertion; nil is right.
func (e Expected) Verify(a Assertion) error {
	id, err := decode("rawId", a.RawID)
	if err != nil {
		return err
	}
	if a.Type != "public-key" || !bytes.Equal(id, e.CredentialID) {
		return errors.New("the credential is not the registered one")
	}
	client, err := decode("clientDataJSON", a.Response.ClientDataJSON)
	if err != nil {
		return err
	}
	if err := e.checkClient(client); err != nil {
		return err
	}
	data, err := decode("authenticatorData", a.Response.AuthenticatorData)
	if err != nil {
		return err
	}
	if err := e.checkAuthenticator(data); err != nil {
		return err
	}
	signature, err := decode("signature", a.Response.Signature)
	if err != nil {
		return err
	}
	key, err := PublicKey(e.PublicKey)
	if err != nil {
		return err
	}
	hash := sha256.Sum256(client)
	signed := sha256.Sum256(append(bytes.Clone(data), hash[:]...))
	if !ecdsa.VerifyASN1(key, signed[:], signature) {
		return errors.New("the signature does not verify with the registered key")
	}
	return nil
}

// checkClient looks at what the browser says it signed, 7.2 steps 11 to 13.
func (e Expected) checkClient(raw []byte) error {
	var client struct{ Type, Challenge, Origin string }
	if err := json.Unmarshal(raw, &client); err != nil {
		return fmt.Errorf("clientDataJSON: %w", err)
	}
	challenge, err := decode("challenge", client.Challenge)
	switch {
	case err != nil:
		return err
	case client.Type != "webauthn.get":
		return fmt.Errorf("the type of the client data is %q, expected webauthn.get", client.Type)
	case !bytes.Equal(challenge, e.Challenge):
		return errors.New("the challenge is another one")
	case client.Origin != e.Origin:
		return fmt.Errorf("the origin is %q, expected %s", client.Origin, e.Origin)
	}
	return nil
}

// checkAuthenticator looks at what the authenticator says, 7.2 steps 15 to 17.
func (e Expected) checkAuthenticator(data []byte) error {
	domain := sha256.Sum256([]byte(e.RPID))
	switch {
	case len(data) < shortest || len(data) > maxSignedLength:
		return fmt.Errorf("the authenticator data has %d bytes", len(data))
	case !bytes.Equal(data[:sha256.Size], domain[:]):
		return errors.New("the authenticator data is for another domain than " + e.RPID)
	case data[sha256.Size]&userPresent == 0:
		return errors.New("the authenticator says that no user was present")
	case e.Verified && data[sha256.Size]&userVerified == 0:
		return errors.New("the authenticator says that it did not verify the user")
	}
	return nil
}

// PublicKey reads a registered key.
func PublicKey(der []byte) (*ecdsa.PublicKey, error) {
	parsed, err := x509.ParsePKIXPublicKey(der)
	if err != nil {
		return nil, fmt.Errorf("public key: %w", err)
	}
	key, ok := parsed.(*ecdsa.PublicKey)
	if !ok || key.Curve.Params().BitSize != 256 {
		return nil, errors.New("the public key is not on P-256")
	}
	return key, nil
}

// decode reads base64url, with or without padding, or plain base64: clients differ.
func decode(what, value string) ([]byte, error) {
	if len(value) > 2*maxClientData {
		return nil, fmt.Errorf("%s has %d characters", what, len(value))
	}
	for _, encoding := range []*base64.Encoding{base64.RawURLEncoding, base64.URLEncoding, base64.StdEncoding} {
		if data, err := encoding.DecodeString(value); err == nil {
			return data, nil
		}
	}
	return nil, fmt.Errorf("%s is not base64", what)
}
