// Command make writes the corpus beside it: SAML responses that xmlsec1 signed, in the ways in which other stacks sign,
// each once as signed and once broken in one place. Run it at the top of the repository:
//
//	go run ./testdata/corpus
//
// It needs xmlsec1. A folder as argument is written to instead. The key is made when it is missing, and is for tests
// only; with the same key it writes the same bytes.
package main

import (
	"bytes"
	"compress/gzip"
	"crypto/rand"
	"crypto/rsa"
	"crypto/x509"
	"encoding/json"
	"encoding/pem"
	"errors"
	"fmt"
	"io/fs"
	"log"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"sync"
	"time"

	"samlharness/certs"
)

const (
	home            = "testdata/corpus"
	keyFile         = home + "/TEST-ONLY-key.pem"
	certificateFile = home + "/TEST-ONLY-certificate.pem"
)

// entry is a line of index.json.
type entry struct {
	File     string `json:"file"`
	Says     string `json:"says"`
	Verifies bool   `json:"verifies"` // according to xmlsec1
}

func main() {
	log.SetFlags(0)
	folder := home
	if len(os.Args) > 1 {
		folder = os.Args[1]
	}
	if err := makeKey(); err != nil {
		log.Fatal(err)
	}
	var index []entry
	for _, s := range samples() {
		good, err := sign(s)
		if err != nil {
			log.Fatalf("%s: %v", s.name, err)
		}
		if strings.Count(good, s.breakOld) != 1 {
			log.Fatalf("%s: %d places to break by %q in %s", s.name, strings.Count(good, s.breakOld), s.breakOld, good)
		}
		bad := strings.Replace(good, s.breakOld, s.breakNew, 1)
		index = append(index,
			write(folder, s.name, s.says, good, true, s.large),
			write(folder, s.name+"-broken", s.says+"; broken: "+s.breakSays, bad, false, s.large))
	}
	out, err := json.MarshalIndent(index, "", "\t")
	if err != nil {
		log.Fatal(err)
	}
	if err := os.WriteFile(filepath.Join(folder, "index.json"), append(out, '\n'), 0o644); err != nil {
		log.Fatal(err)
	}
}

// makeKey makes the key and its certificate unless they are there.
func makeKey() error {
	if _, err := os.Stat(keyFile); !errors.Is(err, fs.ErrNotExist) {
		return err
	}
	key, err := rsa.GenerateKey(rand.Reader, 2048)
	if err != nil {
		return err
	}
	pair, err := certs.Issue(key, certs.Profile{
		Organization: "TEST ONLY",
		NotBefore:    time.Date(2026, 3, 2, 9, 0, 0, 0, time.UTC),
		Years:        10,
	})
	if err != nil {
		return err
	}
	der, err := x509.MarshalPKCS8PrivateKey(key)
	if err != nil {
		return err
	}
	if err := os.WriteFile(certificateFile, certs.PEM(pair.Certificate), 0o644); err != nil {
		return err
	}
	return os.WriteFile(keyFile, pem.EncodeToMemory(&pem.Block{Type: "PRIVATE KEY", Bytes: der}), 0o644)
}

// sign has xmlsec1 fill in every signature template of a sample, the assertion's first.
func sign(s sample) (string, error) {
	document := s.template
	for _, element := range []string{"Assertion", "Response"} {
		signature := "//*[local-name()='" + element + "']/*[local-name()='Signature']"
		if !strings.Contains(document, "<!--sign "+element+"-->") {
			continue
		}
		template := s.signature(element)
		document = strings.Replace(document, "<!--sign "+element+"-->", template, 1)
		signed, err := xmlsec(document, "--sign", "--privkey-pem", keyFile+","+certificateFile, "--node-xpath", signature)
		if err != nil {
			return "", err
		}
		// only the signature is taken over: the rest would come back in xmlsec1's spelling
		document = strings.Replace(document, template, firstSignature(signed), 1)
	}
	if s.after != nil {
		document = s.after(document)
	}
	return document, nil
}

// firstSignature is the text of the first Signature element.
func firstSignature(document string) string {
	for _, prefix := range []string{"", "ds:"} {
		_, rest, found := strings.Cut(document, "<"+prefix+"Signature ")
		if inside, _, ended := strings.Cut(rest, "</"+prefix+"Signature>"); found && ended {
			return "<" + prefix + "Signature " + inside + "</" + prefix + "Signature>"
		}
	}
	return ""
}

// verifies asks xmlsec1 about every signature of a document.
func verifies(document string) bool {
	for _, element := range []string{"Assertion", "Response"} {
		if element == "Response" && strings.Count(document, "SignedInfo>") < 4 {
			continue // only the assertion is signed
		}
		_, err := xmlsec(document, "--verify", "--enabled-key-data", "key-name", "--pubkey-cert-pem", certificateFile,
			"--node-xpath", "//*[local-name()='"+element+"']/*[local-name()='Signature']")
		if err != nil {
			return false
		}
	}
	return true
}

func xmlsec(document string, arguments ...string) (string, error) {
	file, err := os.CreateTemp("", "corpus*.xml")
	if err != nil {
		return "", err
	}
	defer os.Remove(file.Name())
	if _, err := file.WriteString(document); err != nil {
		return "", err
	}
	if err := file.Close(); err != nil {
		return "", err
	}
	if lax() {
		arguments = append(arguments, "--lax-key-search")
	}
	ids := []string{"--id-attr:ID", "urn:oasis:names:tc:SAML:2.0:assertion:Assertion", "--id-attr:ID",
		"urn:oasis:names:tc:SAML:2.0:protocol:Response"}
	c := exec.Command("xmlsec1", append(append(arguments, ids...), file.Name())...)
	var out, complaint bytes.Buffer
	c.Stdout, c.Stderr = &out, &complaint
	if err := c.Run(); err != nil {
		return "", fmt.Errorf("xmlsec1 %s: %w\n%s", strings.Join(arguments, " "), err, complaint.String())
	}
	return out.String(), nil
}

// lax says whether xmlsec1 (from 1.3) looks for keys by name unless told otherwise.
var lax = sync.OnceValue(func() bool {
	help, _ := exec.Command("xmlsec1", "--help-verify").CombinedOutput()
	return bytes.Contains(help, []byte("--lax-key-search"))
})

// write writes a document, makes sure that xmlsec1 thinks of it what it should, and returns its line of the index.
func write(folder, name, says, document string, good, large bool) entry {
	if verifies(document) != good {
		log.Fatalf("%s: xmlsec1 does not say %t:\n%s", name, good, document)
	}
	file, content := name+".xml", []byte(document)
	if large {
		var b bytes.Buffer
		w, _ := gzip.NewWriterLevel(&b, gzip.BestCompression)
		if _, err := w.Write(content); err != nil {
			log.Fatal(err)
		}
		if err := w.Close(); err != nil {
			log.Fatal(err)
		}
		file, content = file+".gz", b.Bytes()
	}
	if err := os.WriteFile(filepath.Join(folder, file), content, 0o644); err != nil {
		log.Fatal(err)
	}
	return entry{File: file, Says: says, Verifies: good}
}
