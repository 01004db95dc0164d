package scenarios

import (
	"context"
	"crypto/x509"
	"fmt"
	"io"
	"time"

	"github.com/spf13/pflag"

	"samlharness/certs"
	"samlharness/federation"
	"samlharness/internal/exit"
	"samlharness/record"
)

// realProof is how long the sign-in log of a real tenant is asked: it shows a sign-in some minutes later.
const realProof = 30 * time.Minute

func rotateVerb() *Verb {
	v := federationVerb("federation rotate", "replace a domain's signing certificate without an outage", nil)
	v.Detail = "The new certificate is registered as the next one, the identity provider switches, a sign-in proves it, " +
		"and it becomes the only one. Ended at any point, the command goes on when it is run again. In a world it does " +
		"all of it: the emulated JumpCloud gets a new pair, somebody signs in, and the clock moves by the tenant's " +
		"propagation delay and by the 10 minutes of an assertion. Elsewhere it makes a pair, or takes the certificate of " +
		"--certificate or --xml-file, says what to do at the identity provider, and waits."
	v.Flags = rotateFlags
	v.In = []string{"xml-file", "certificate", "key"}
	v.Check = both(checkOperator, checkRotate, duration("settle"), duration("drain"), duration("wait"))
	v.Run = rotate
	v.Example = "federation rotate --domain contoso.com"
	return v
}

func rotateFlags(flags *pflag.FlagSet) {
	texts("certificate", "the new certificate, a `FILE`; without it and --xml-file a pair is made",
		"key", "its private key, a `FILE` in PEM, for the emulated JumpCloud",
		"settle", "how long sign-in takes to know a certificate: a `TIME`, such as 20m; 2h at a real tenant",
		"drain", "how long an assertion by the old certificate may still come: a `TIME`; 10m unless given",
		"wait", "how long the sign-in log is asked for the proof: a `TIME`; 30m at a real tenant")(flags)
	flags.String("pair", ".harness/rotation", "keep a pair that is made in this `FOLDER` until it is uploaded")
	flags.Bool("continue", false, "the identity provider was switched: go on from there")
	flags.Bool("proven", false, "somebody has signed in since then: do not ask the sign-in log")
	flags.Bool("vendor-procedure", false, "disable and enable as JumpCloud tells to, and measure for how long nobody can "+
		"sign in; in a world alone")
	flags.Bool("dry-run", false, "show the requests, and change nothing")
	federationFlags(flags)
}

// checkRotate finds flags that do not go together.
func checkRotate(call *Call) error {
	name := call.Verb.Name
	switch {
	case call.Changed("certificate") && call.Changed("xml-file"):
		return &UsageError{name + ": --certificate and --xml-file both name the new certificate",
			"leave out the one that is not meant; --domain names the domain"}
	case call.Changed("key") && !call.Changed("certificate"):
		return &UsageError{name + " lacks --certificate", "--key is the private key of that certificate"}
	case call.Changed("key") && isReal(call):
		return &UsageError{name + ": --key is for the emulated JumpCloud",
			"upload the key at the identity provider; leave out --key"}
	case call.Bool("continue") && !isReal(call) && !call.Changed("certificate") && !call.Changed("xml-file"):
		return &UsageError{name + ": --continue is for an identity provider that a person switches",
			"the emulated JumpCloud needs nobody: leave it out"}
	case call.Bool("vendor-procedure") && isReal(call):
		return &UsageError{name + ": --vendor-procedure locks everybody out for a while",
			"run it in a world; at a real tenant, rotate without it"}
	}
	return nil
}

func rotate(ctx context.Context, env *Env, call *Call) error {
	operator, source, err := operatorAndSource(env, call)
	if err != nil {
		return err
	}
	if source.Domain == "" {
		return &UsageError{call.Verb.Name + ": the metadata does not name the domain", "name it with --domain"}
	}
	named, err := newCertificates(env, call, source)
	if err != nil {
		return err
	}
	options := rotateOptions(env, call, source.Domain)
	person := elsewhere(env, call, operator, source.Domain, named)
	if options.IdentityProvider, err = identityProvider(env, call, named); err != nil {
		return err
	}
	known := func(*x509.Certificate) (*x509.Certificate, error) { return first(named), nil }
	if options.IdentityProvider == nil {
		options.IdentityProvider, known = person, person.Known
	}
	if call.Bool("dry-run") {
		return env.given(operator.PlanRotation(ctx, source.Domain, known))
	}
	result, err := operator.Rotate(ctx, options)
	if err == nil && options.IdentityProvider == person {
		err = person.End(result.Rotation.To)
	}
	_ = env.give(result, func(io.Writer) error { return nil }) // the operator has printed it
	return err
}

// rotateOptions are those of the flags; what they leave open is a world's, or suits a real tenant.
func rotateOptions(env *Env, call *Call, domain string) federation.RotateOptions {
	o := federation.RotateOptions{
		Domain:          domain,
		Settle:          federation.DefaultSettle,
		Drain:           federation.AssertionLifetime,
		Prove:           realProof,
		Proven:          call.Bool("proven"),
		VendorProcedure: call.Bool("vendor-procedure"),
	}
	if !isReal(call) {
		o.Settle, o.Prove = env.World.Entra.PropagationDelay(), 0
	}
	for flag, d := range map[string]*time.Duration{"settle": &o.Settle, "drain": &o.Drain, "wait": &o.Prove} {
		if call.Changed(flag) {
			*d, _ = parseDuration(call.String(flag)) // checked before
		}
	}
	return o
}

// newCertificates are those that the call names: of a file, or of metadata, the next one first.
func newCertificates(env *Env, call *Call, source federation.Source) ([]*x509.Certificate, error) {
	if source.NextCertificate != nil {
		return []*x509.Certificate{source.NextCertificate, source.Certificate}, nil
	}
	if source.Certificate != nil || !call.Changed("certificate") {
		return onlyOf(source.Certificate), nil
	}
	data, err := env.Files.ReadFile(call.String("certificate"))
	if err != nil {
		return nil, fmt.Errorf("read --certificate: %w", err)
	}
	all, err := certs.ParseAll(data)
	if err == nil && len(all) != 1 {
		err = fmt.Errorf("there are %d", len(all))
	}
	if err != nil {
		return nil, &record.Refusal{
			Code:     federation.CodeCertificateInvalid,
			Exit:     exit.Usage,
			Message:  "The file of --certificate does not hold one certificate",
			Expected: "one certificate in PEM, DER or base64",
			Got:      err.Error(),
			Fix:      "Name the file with the new certificate alone.",
		}
	}
	return all, nil
}

func onlyOf(c *x509.Certificate) []*x509.Certificate {
	if c == nil {
		return nil
	}
	return []*x509.Certificate{c}
}

func first(all []*x509.Certificate) *x509.Certificate {
	if len(all) == 0 {
		return nil
	}
	return all[0]
}

// identityProvider is the world's JumpCloud, where its pair is made by it or given whole; nil where a person
// administers the identity provider.
func identityProvider(env *Env, call *Call, named []*x509.Certificate) (federation.IdentityProvider, error) {
	switch {
	case env.World == nil || isReal(call) || len(named) > 0 && !call.Changed("key"):
		return nil, nil
	case len(named) == 0:
		return env.World.IdentityProvider(nil), nil
	}
	data, err := env.Files.ReadFile(call.String("key"))
	if err != nil {
		return nil, fmt.Errorf("read --key: %w", err)
	}
	key, err := privateKey(data)
	if err != nil {
		return nil, fmt.Errorf("read --key: %w", err)
	}
	if !key.PublicKey.Equal(named[0].PublicKey) {
		return nil, &UsageError{call.Verb.Name + ": --key is not the key of --certificate", "name both files of one pair"}
	}
	return env.World.IdentityProvider(&certs.KeyPair{Key: key, Certificate: named[0]}), nil
}

// elsewhere is the identity provider that a person administers.
func elsewhere(env *Env, call *Call, operator *federation.Operator, domain string,
	named []*x509.Certificate) *federation.Elsewhere {
	return &federation.Elsewhere{
		Domain:       domain,
		Certificates: named,
		Pair:         federation.PairFiles{Folder: call.String("pair"), Keys: certs.Generator{}, Now: env.now},
		Switched:     call.Bool("continue"),
		Tell:         func(line string) { env.Warnf("%s\n", line) },
		Ask:          env.Ask,
		Continue:     operator.RotateAgain(domain, call.rotateWords()...),
	}
}

// rotateWords are the flags with which a rotation goes on that waited for a person.
func (c *Call) rotateWords() (words []string) {
	for _, flag := range []string{"certificate", "pair", "settle", "drain", "wait"} {
		if c.Changed(flag) {
			words = append(words, "--"+flag, c.String(flag))
		}
	}
	return append(words, "--continue")
}
