package federation

import (
	"context"
	"crypto/x509"
	"fmt"
	"path/filepath"
	"strings"

	"samlharness/certs"
	"samlharness/internal/exit"
	"samlharness/record"
)

// Elsewhere is an identity provider that a person administers: they are told what to do, and waited for.
type Elsewhere struct {
	// Domain is the domain that it signs for.
	Domain string
	// Certificates are those that it will sign with next, as the person or its metadata names them: the first that does
	// not sign at present is meant. Without any, a pair is made in Pair, for the person to upload.
	Certificates []*x509.Certificate
	Pair         PairFiles
	// Switched says that it signs with the next certificate already, as the person knows.
	Switched bool
	// Tell takes what the person is to do, a line each.
	Tell func(line string)
	// Ask returns when the person has done what it says; nil means that nobody can be asked.
	Ask func(ctx context.Context, question string) error
	// Continue is the command by which a person goes on who was not asked.
	Continue string

	next *x509.Certificate
}

// Signing is the next certificate when the person has switched, else nobody knows.
func (e *Elsewhere) Signing(_ context.Context, _ string, now *x509.Certificate) (*x509.Certificate, error) {
	if !e.Switched {
		return nil, nil
	}
	c, err := e.Known(now)
	if c != nil || err != nil {
		return c, err
	}
	certificate, _ := e.Pair.names(e.Domain)
	return nil, &record.Refusal{
		Code:     CodeRotation,
		Exit:     exit.Usage,
		Message:  "The rotation of " + e.Domain + " cannot go on, since its certificate is missing; nothing was changed",
		Expected: "the certificate that the identity provider was given, in " + certificate,
		Got:      "that file does not exist",
		Fix:      "Name it with --certificate FILE, or leave out --continue to begin a rotation.",
	}
}

// Known is the certificate that Next gives, nil when it has yet to be made.
func (e *Elsewhere) Known(now *x509.Certificate) (*x509.Certificate, error) {
	for _, c := range e.Certificates {
		if now == nil || !c.Equal(now) {
			return c, nil
		}
	}
	if len(e.Certificates) > 0 {
		return e.Certificates[0], nil
	}
	return e.Pair.certificate(e.Domain)
}

// Next is the certificate that was named, or the one of the pair, which is made where it is not there.
func (e *Elsewhere) Next(ctx context.Context, _ string, now *x509.Certificate) (c *x509.Certificate, err error) {
	if e.next != nil {
		return e.next, nil
	}
	if c, err = e.Known(now); c == nil && err == nil {
		c, err = e.Pair.make(ctx, e.Domain)
	}
	e.next = c
	return c, err
}

// Switch tells the person to switch, and waits until they have.
func (e *Elsewhere) Switch(ctx context.Context, _ string, next *x509.Certificate) error {
	instruction := "Let the identity provider sign with the certificate SHA-256 " + certs.Thumbprint(next) + "."
	if len(e.Certificates) == 0 {
		certificate, key := e.Pair.names(e.Domain)
		instruction = "Upload this pair at the identity provider. At JumpCloud: SSO Applications, the application, SSO, " +
			"Actions, Upload New certificate and Upload IdP Key, then save; the old pair stops at once.\n" +
			"certificate: " + certificate + "\nkey: " + key + "\nSHA-256 " + certs.Thumbprint(next)
	}
	refusal := &record.Refusal{
		Code:    CodeRotationWaits,
		Message: "Microsoft has the next certificate; the rotation goes on when the identity provider signs with it",
		Fix:     instruction + "\nThen run " + e.Continue + ".",
	}
	if e.Ask == nil {
		return refusal
	}
	e.tell(instruction)
	err := e.Ask(ctx, "Press Enter when the identity provider signs with it.")
	if err == nil || ctx.Err() != nil {
		return err
	}
	refusal.Got, refusal.Cause = err.Error(), err
	return refusal
}

// SignIn tells the person to sign in.
func (e *Elsewhere) SignIn(_ context.Context, domain string) error {
	e.tell("Sign in once to Microsoft 365 as a user of " + domain + ", in a private window; the sign-in log shows it " +
		"some minutes later.")
	return nil
}

// End removes the pair that was made, where it is the one that signs now, by its SHA-256 thumbprint: the identity
// provider has it. Another one is the key of a rotation that did not come to its end, and stays.
func (e *Elsewhere) End(signs string) error {
	if len(e.Certificates) > 0 {
		return nil
	}
	if c, err := e.Pair.certificate(e.Domain); err != nil || c == nil || certs.Thumbprint(c) != signs {
		return err
	}
	if err := e.Pair.remove(e.Domain); err != nil {
		return err
	}
	certificate, _ := e.Pair.names(e.Domain)
	e.tell("The identity provider has the pair: " + certificate + " and its key were removed.")
	return nil
}

func (e *Elsewhere) tell(text string) {
	if e.Tell == nil {
		return
	}
	for line := range strings.SplitSeq(text, "\n") {
		e.Tell(line)
	}
}

// names are the files of a domain's next pair.
func (p PairFiles) names(domain string) (certificate, key string) {
	base := filepath.Join(p.Folder, strings.ToLower(domain)+"-next")
	return base + ".pem", base + ".key"
}

// refused is the refusal when the pair cannot be kept.
func (p PairFiles) refused(domain string, err error) error {
	certificate, key := p.names(domain)
	return &record.Refusal{
		Code:     CodeRotation,
		Message:  "The next pair of " + domain + " cannot be kept on this machine: nothing was changed",
		Expected: fmt.Sprintf("a certificate in %s and its RSA key in %s", certificate, key),
		Got:      err.Error(),
		Fix:      "Name a folder that you may write to, or remove both files if the identity provider does not have them.",
		Cause:    err,
	}
}
