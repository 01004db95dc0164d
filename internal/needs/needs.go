// Package needs lets tests ask for the programs that judge our work from outside: xmlsec1 and xmllint, which share no
// line with it.
//
// A test whose program is missing is skipped, with the command that installs it; where the environment sets CI it fails
// instead, so that no check gets lost unseen.
package needs

import (
	"bytes"
	"encoding/pem"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"testing"
)

// debian names the package in which Debian keeps a program.
func debian(program string) string {
	switch program {
	case "xmllint":
		return "libxml2-utils"
	case "apache2":
		return "apache2-bin libapache2-mod-auth-mellon"
	}
	return program
}

// Chromium returns the path of Chromium, the one without windows where there is one, or ends the test.
func Chromium(t testing.TB) string {
	t.Helper()
	const shell = "chromium-headless-shell"
	if _, err := exec.LookPath(shell); err != nil {
		if path, err := exec.LookPath("chromium"); err == nil {
			return path
		}
	}
	return Program(t, shell)
}

// Program returns the path of a program, or ends the test.
func Program(t testing.TB, name string) string {
	t.Helper()
	path, err := exec.LookPath(name)
	if err == nil {
		return path
	}
	says := fmt.Sprintf("%s is not installed: apt-get install %s", name, debian(name))
	if os.Getenv("CI") != "" {
		t.Fatal(says)
	}
	t.Skip("NOT CHECKED, " + says)
	return ""
}

// Run runs a program in a fresh process and returns what it wrote to standard output. The error holds what it wrote to
// standard error.
func Run(t testing.TB, program string, arguments ...string) ([]byte, error) {
	t.Helper()
	c := exec.CommandContext(t.Context(), program, arguments...)
	var out, complaint bytes.Buffer
	c.Stdout, c.Stderr = &out, &complaint
	if err := c.Run(); err != nil {
		return out.Bytes(), fmt.Errorf("%s %s: %w\n%s", filepath.Base(program), strings.Join(arguments, " "), err,
			complaint.Bytes())
	}
	return out.Bytes(), nil
}

// File writes a file that goes with the test and returns its path, which does not hold the test's name, since xmlsec1
// splits paths at commas.
func File(t testing.TB, name string, content []byte) string {
	t.Helper()
	directory, err := os.MkdirTemp("", "needs")
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = os.RemoveAll(directory) })
	path := filepath.Join(directory, name)
	if err := os.WriteFile(path, content, 0o600); err != nil {
		t.Fatal(err)
	}
	return path
}

// The elements of SAML whose ID attribute a signature can name, as xmlsec1 wants them said.
const (
	Assertion    = "urn:oasis:names:tc:SAML:2.0:assertion:Assertion"
	Response     = "urn:oasis:names:tc:SAML:2.0:protocol:Response"
	AuthnRequest = "urn:oasis:names:tc:SAML:2.0:protocol:AuthnRequest"
)

// XMLSecVerify has xmlsec1 verify the signature that is a child of the given element ([Assertion], [Response] or
// [AuthnRequest]) with the key of a certificate in DER. KeyInfo and the certificate's validity do not count.
func XMLSecVerify(t testing.TB, document, certificate []byte, element string) error {
	t.Helper()
	_, err := Run(t, Program(t, "xmlsec1"), append(verifyArguments(t, certificate, element),
		File(t, "document.xml", document))...)
	return err
}

func verifyArguments(t testing.TB, certificate []byte, element string) []string {
	key := File(t, "certificate.pem", pem.EncodeToMemory(&pem.Block{Type: "CERTIFICATE", Bytes: certificate}))
	local := element[strings.LastIndex(element, ":")+1:]
	return append(slices.Clip(verifyWith()), "--pubkey-cert-pem", key, "--enabled-key-data", "key-name",
		"--id-attr:ID", Assertion, "--id-attr:ID", Response, "--id-attr:ID", AuthnRequest,
		"--node-xpath", "//*[local-name()='"+local+"']/*[local-name()='Signature']")
}

// verifyWith begins the arguments of a verification. From version 1.3 on, xmlsec1 looks for keys by name unless it is
// told otherwise.
var verifyWith = sync.OnceValue(func() []string {
	help, _ := exec.Command("xmlsec1", "--help-verify").CombinedOutput() // no help, no option
	if bytes.Contains(help, []byte("--lax-key-search")) {
		return []string{"--verify", "--lax-key-search"}
	}
	return []string{"--verify"}
})

// XMLSecDigestInput returns the bytes that xmlsec1 digests for the one Reference of a document's signature, whether or
// not the signature is valid: its own canonical form of the signed element. The signature is the first element named
// ds:Signature, the signed element the one named s:Signed of the namespace urn:signed.
func XMLSecDigestInput(t testing.TB, document []byte, certificate []byte) ([]byte, error) {
	t.Helper()
	out, err := Run(t, Program(t, "xmlsec1"),
		append(slices.Clip(verifyWith()), "--store-references", "--print-debug", "--pubkey-cert-pem",
			File(t, "certificate.pem", pem.EncodeToMemory(&pem.Block{Type: "CERTIFICATE", Bytes: certificate})),
			"--enabled-key-data", "key-name", "--id-attr:ID", "urn:signed:Signed", File(t, "document.xml", document))...)
	_, after, found := bytes.Cut(out, []byte("== PreDigest data - start buffer:\n"))
	data, _, ended := bytes.Cut(after, []byte("\n== PreDigest data - end buffer"))
	if !found || !ended {
		return nil, fmt.Errorf("xmlsec1 shows no digest input: %w\n%s", err, out)
	}
	return data, nil
}

// NodePackages returns the path of Node, for a folder in which "npm ci" has run. Without Node, or with one that is too
// old for the packages, the test is skipped even where CI is set: Debian has none that is new enough. Where there is
// one, missing packages fail under CI as missing programs do.
func NodePackages(t testing.TB, folder string) string {
	t.Helper()
	path, err := exec.LookPath("node")
	if err != nil {
		t.Skip("NOT CHECKED, node is not installed: install Node.js 20 or newer, with npm")
	}
	version, err := Run(t, path, "--version")
	if err != nil {
		t.Fatal(err)
	}
	if major, _, _ := strings.Cut(strings.TrimPrefix(string(version), "v"), "."); len(major) < 2 || major < "20" {
		t.Skip("NOT CHECKED, node is too old for the packages: expected 20 or newer, got " + string(version))
	}
	if _, err := os.Stat(filepath.Join(folder, "node_modules")); err != nil {
		says := "the packages are missing: npm ci in " + folder + " of the package"
		if os.Getenv("CI") != "" {
			t.Fatal(says)
		}
		t.Skip("NOT CHECKED, " + says)
	}
	return path
}
