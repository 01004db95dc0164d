package certs

// CertificateErrorKind says in which way a text is not a certificate.
type CertificateErrorKind string

// The kinds of [CertificateError].
const (
	Empty       CertificateErrorKind = "empty"       // nothing but blanks
	TooLarge    CertificateErrorKind = "too large"   // longer than any certificate
	NotPEM      CertificateErrorKind = "not PEM"     // a BEGIN line without its END line
	OtherBlock  CertificateErrorKind = "other block" // PEM of something else, such as a private key
	SeveralIn   CertificateErrorKind = "several"     // more than one certificate
	NotBase64   CertificateErrorKind = "not base64"
	NotX509     CertificateErrorKind = "not X.509"
	TextOutside CertificateErrorKind = "text outside" // something before or after the PEM block
)

// CertificateError is why a text could not be read as a certificate. It never repeats the text, which may be a private
// key that was taken for a certificate.
type CertificateError struct {
	Kind   CertificateErrorKind
	Detail string // what was found, in words
	Err    error  // the decoder's error, if there is one
}

// Error says what was expected and what came.
func (e *CertificateError) Error() string {
	s := "certificate: " + e.Detail + "; expected one X.509 certificate, in PEM or as bare base64"
	if e.Err != nil {
		s += ": " + e.Err.Error()
	}
	return s
}

// Unwrap gives the decoder's error.
func (e *CertificateError) Unwrap() error { return e.Err }
