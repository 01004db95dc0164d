package msgraph

import (
	"crypto/tls"
	"crypto/x509"
	"fmt"
	"net/http"
	"time"

	"samlharness/internal/exit"
	"samlharness/record"
)

// callTimeout bounds one call, so that a silent server does not keep an operator for ever. A write that got no answer
// is read back.
const callTimeout = 2 * time.Minute

// transport is Go's usual one, which heeds HTTPS_PROXY, with the further authorities.
func (t Target) transport() (*http.Client, error) {
	base, ok := http.DefaultTransport.(*http.Transport)
	if !ok {
		base = &http.Transport{Proxy: http.ProxyFromEnvironment}
	}
	transport := base.Clone()
	transport.TLSClientConfig = &tls.Config{MinVersion: tls.VersionTLS12}
	if t.CAFile != "" {
		pool, err := withAuthorities(t.CAFile)
		if err != nil {
			return nil, err
		}
		transport.TLSClientConfig.RootCAs = pool
	}
	return &http.Client{Transport: transport, Timeout: callTimeout}, nil
}

// withAuthorities is the system's pool and the authorities of a file.
func withAuthorities(file string) (*x509.CertPool, error) {
	text, err := readSmall(file, "CA file")
	if err != nil {
		return nil, err
	}
	pool, err := x509.SystemCertPool()
	if err != nil {
		pool = x509.NewCertPool()
	}
	if !pool.AppendCertsFromPEM(text) {
		return nil, &record.Refusal{
			Code:    CodeCredential,
			Exit:    exit.Usage,
			Message: fmt.Sprintf("The CA file %s holds no certificate in PEM", file),
			Fix:     "Give the CA file that the running world printed when it came up.",
		}
	}
	return pool, nil
}
