package scenarios

import (
	"context"
	"crypto/rsa"
	"crypto/x509"
	"encoding/pem"
	"errors"
	"fmt"
	"time"

	"samlharness/certs"
	"samlharness/idp/org"
	"samlharness/internal/script"
)

func jumpCloudCertificateVerbs() vocabulary {
	return vocabulary{
		{
			Name: "jumpcloud certificate show", Args: "APP",
			Takes:   named("APP", "application"),
			Summary: "print an application's IdP certificate",
			Example: "jumpcloud certificate show office365 --out certificate.pem",
			Out:     []string{"out"},
			Flags:   texts("out", "write the certificate in PEM to a `FILE` too"),
			Run: func(ctx context.Context, env *Env, call *Call) error {
				a, err := env.World.JumpCloud.Application(ctx, call.Arg(0))
				if err != nil {
					return err
				}
				return printCertificate(env, a, call.String("out"))
			},
		},
		{
			Name: "jumpcloud certificate regenerate", Args: "APP",
			Takes:   named("APP", "application"),
			Summary: "give an application a new key and certificate; the old pair stops at once",
			Example: "jumpcloud certificate regenerate office365",
			Run: func(ctx context.Context, env *Env, call *Call) error {
				a, err := env.World.JumpCloud.RegenerateCertificate(ctx, call.Arg(0))
				if err != nil {
					return err
				}
				return printCertificate(env, a, "")
			},
		},
		{
			Name: "jumpcloud certificate upload", Args: "APP",
			Takes:   named("APP", "application"),
			Summary: "replace an application's pair by a certificate and a key of one's own; the old pair stops at once",
			Example: "jumpcloud certificate upload office365 --certificate next.pem --key next.key",
			Detail:  "Both are PEM files, the key an RSA key in PKCS #8 or PKCS #1 without a passphrase.",
			In:      []string{"certificate", "key"},
			Flags:   texts("certificate", "the `FILE` with the certificate", "key", "the `FILE` with its private key"),
			Check:   checkUpload,
			Run:     uploadCertificate,
		},
		{
			Name:    "jumpcloud certificate notices",
			Summary: "list the mails that administrators got: a certificate ends in 60, 30 or 7 days, or in 24 hours",
			Example: "jumpcloud certificate notices",
			Run:     listNotices,
		},
		{
			Name: "jumpcloud metadata export", Args: "APP",
			Takes:   named("APP", "application"),
			Summary: "the button Export Metadata: write an application's metadata to a file",
			Example: "jumpcloud metadata export office365 --out JumpCloud-office365-metadata.xml", Out: []string{"out"},
			files: ownName,
			Flags: texts("out", "the `FILE`; without it, JumpCloud's own name for it"),
			Run:   exportMetadata,
		},
	}
}

func printCertificate(env *Env, a org.Application, out string) error {
	c, err := x509.ParseCertificate(a.Certificate)
	if err != nil {
		return fmt.Errorf("read the certificate of %s: %w", a.Label, err)
	}
	fields(env, "Subject", c.Subject.String(), "Serial", c.SerialNumber.Text(16), "Valid from:notBefore",
		c.NotBefore, "Expires:notAfter", c.NotAfter, "Thumbprint", certs.Thumbprint(c))
	if out == "" {
		return nil
	}
	return env.Files.WriteFile(out, pem.EncodeToMemory(&pem.Block{Type: "CERTIFICATE", Bytes: a.Certificate}))
}

// checkUpload finds a pair that is not one.
func checkUpload(call *Call) error {
	for _, flag := range []string{"certificate", "key"} {
		if call.String(flag) == "" {
			return &UsageError{"jumpcloud certificate upload lacks --" + flag + " FILE",
				"certificate and key are uploaded as a pair: the old key does not fit a new certificate"}
		}
	}
	return nil
}

func uploadCertificate(ctx context.Context, env *Env, call *Call) error {
	certificate, err := env.Files.ReadFile(call.String("certificate"))
	if err != nil {
		return fmt.Errorf("read --certificate: %w", err)
	}
	data, err := env.Files.ReadFile(call.String("key"))
	if err != nil {
		return fmt.Errorf("read --key: %w", err)
	}
	key, err := privateKey(data)
	if err != nil {
		return fmt.Errorf("read --key: %w", err)
	}
	a, err := env.World.JumpCloud.UploadCertificate(ctx, call.Arg(0), certificate, key)
	if err != nil {
		return err
	}
	return printCertificate(env, a, "")
}

// privateKey reads an RSA key in PEM. Its error does not quote the file.
func privateKey(data []byte) (*rsa.PrivateKey, error) {
	block, _ := pem.Decode(data)
	if block == nil {
		return nil, errors.New("expected a PEM block such as -----BEGIN PRIVATE KEY-----, got none")
	}
	if key, err := x509.ParsePKCS1PrivateKey(block.Bytes); err == nil {
		return key, nil
	}
	parsed, err := x509.ParsePKCS8PrivateKey(block.Bytes)
	if err != nil {
		return nil, fmt.Errorf("expected an RSA key without a passphrase, got a block %q that cannot be read", block.Type)
	}
	key, ok := parsed.(*rsa.PrivateKey)
	if !ok {
		return nil, fmt.Errorf("expected an RSA key, got a %T", parsed)
	}
	return key, nil
}

func listNotices(ctx context.Context, env *Env, _ *Call) error {
	sent, err := env.World.JumpCloud.ExpiryNotices(ctx)
	if err != nil {
		return err
	}
	rows := newTable("SENT", "APP", "LABEL", "SUBJECT:-", ":certificateExpires")
	for _, n := range sent {
		left := fmt.Sprintf("%d days", int(n.Before.Hours()/24))
		if n.Before <= 24*time.Hour {
			left = "24 hours"
		}
		rows.add(n.At, n.Application.Slug, n.Application.Label, "IdP certificate expires in "+left,
			n.Application.CertificateExpires)
	}
	return rows.print(env)
}

// ownName is the file that an export without --out writes: its name depends on the application.
func ownName(call *Call) []script.FileUse {
	if call.Changed("out") {
		return nil
	}
	return []script.FileUse{{Name: "JumpCloud-*-metadata.xml", How: script.WritesLike}}
}

func exportMetadata(ctx context.Context, env *Env, call *Call) error {
	name, data, err := env.World.JumpCloud.ExportMetadata(ctx, call.Arg(0))
	if err != nil {
		return err
	}
	if out := call.String("out"); out != "" {
		name = out
	}
	if err := env.Files.WriteFile(name, data); err != nil {
		return err
	}
	fields(env, ":file", name)
	return done(env, call, nil, "wrote %s", name)
}
