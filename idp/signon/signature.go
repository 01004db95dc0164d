package signon

import (
	"crypto/rsa"
	"crypto/x509"
	"encoding/base64"
	"errors"
	"fmt"
	"net/http"
	"net/url"
	"strings"

	"samlharness/internal/wire"
	"samlharness/internal/wire/xmldsig"
	"samlharness/internal/wire/xmltree"
	"samlharness/record"
)

// signature is what is known of a request's signature.
type signature struct {
	// kept says that the application has an SP Certificate, signed that the request is signed.
	kept, signed bool
	wrong        string // why the signature does not count, "" when it does
}

// checkSignature verifies the signature of a request, if it has one and the application has an SP Certificate. What a
// signature by HTTP-POST covers is read again, from what was verified alone.
func (h *Handler) checkSignature(r *http.Request, in *incoming) error {
	if in.authn == nil {
		return nil
	}
	der, err := h.Organization.SPCertificate(r.Context(), in.Slug)
	if err != nil || len(der) == 0 {
		return err
	}
	certificate, err := x509.ParseCertificate(der)
	if err != nil {
		return fmt.Errorf("signon: stored SP certificate of %s: %w", in.Slug, err)
	}
	key, ok := certificate.PublicKey.(*rsa.PublicKey)
	if !ok {
		return fmt.Errorf("signon: stored SP certificate of %s has a %T, expected RSA", in.Slug, certificate.PublicKey)
	}
	in.signature = signature{kept: true}
	if r.Method == http.MethodPost {
		err = in.verifyMessage(key)
	} else {
		err = in.verifyQuery(r.URL.RawQuery, key)
	}
	if err != nil {
		in.signature.wrong = err.Error()
	}
	return nil
}

// verifyMessage verifies the signature in the message, SAML Core 5.
func (in *incoming) verifyMessage(key *rsa.PublicKey) error {
	root, err := xmltree.Parse(in.xml, xmltree.Limits{})
	if err != nil {
		return err
	}
	s, err := xmldsig.Read(root)
	if in.signature.signed = s != nil || err != nil; !in.signature.signed {
		return nil
	}
	if err != nil {
		return err
	}
	verified, err := s.Verify(key)
	if err != nil {
		return err
	}
	authn, err := wire.ReadAuthnRequest(verified)
	if err == nil {
		in.authn = authn
	}
	return err
}

// verifyQuery verifies the signature beside the message, over the parameters as they were escaped: SAML Bindings
// 3.4.4.1.
func (in *incoming) verifyQuery(query string, key *rsa.PublicKey) error {
	raw := map[string]string{}
	for pair := range strings.SplitSeq(query, "&") {
		name, value, _ := strings.Cut(pair, "=")
		if _, twice := raw[name]; twice {
			return errors.New("there are several parameters " + name)
		}
		if plain, err := url.QueryUnescape(name); err != nil || plain != name { // would be read, and is not signed
			return fmt.Errorf("the name of the parameter %s is escaped", name)
		}
		raw[name] = value
	}
	sent, signed := raw["Signature"]
	if in.signature.signed = signed; !signed {
		return nil
	}
	text := "SAMLRequest=" + raw["SAMLRequest"]
	if state, given := raw["RelayState"]; given {
		text += "&RelayState=" + state
	}
	text += "&SigAlg=" + raw["SigAlg"]
	method, err := url.QueryUnescape(raw["SigAlg"])
	if err != nil {
		return err
	}
	value, err := url.QueryUnescape(sent)
	if err != nil {
		return err
	}
	signature, err := base64.StdEncoding.DecodeString(value)
	if err != nil {
		return fmt.Errorf("the Signature is not base64: %w", err)
	}
	wrong := xmldsig.VerifyText(key, method, []byte(text), signature)
	if escaped := strings.ReplaceAll(text, "+", "%20"); wrong != nil && escaped != text && // node-saml does that
		xmldsig.VerifyText(key, method, []byte(escaped), signature) == nil {
		return errors.New("the query was escaped anew after it was signed: a blank is sent as + and was signed as %20; " +
			"let the service provider send what it signed, or a RelayState without blanks")
	}
	return wrong
}

// checkRequestSignature tells what came of the signature. Unsigned requests are taken: the metadata says
// WantAuthnRequestsSigned="false".
func (d *decision) checkRequestSignature(list *record.Checklist) {
	s := d.signature
	if !s.kept {
		return
	}
	c := record.Check{
		Name:     "request-signature",
		Title:    "The signature of the request verifies with the SP Certificate, if it is signed",
		Code:     CodeUnreachable,
		Expected: "a signature by the key of the application's SP Certificate, or none",
		Got:      "a signature that verifies",
		Fix:      "upload the certificate with which the service provider signs",
	}
	switch {
	case s.wrong != "":
		c.Got = s.wrong
	case !s.signed:
		c.Got = "no signature"
	}
	list.Add(c, s.wrong == "")
}
