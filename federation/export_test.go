package federation

import "crypto/x509"

// SHA1Of is a certificate's thumbprint as the sign-in log has it.
func SHA1Of(c *x509.Certificate) string { return sha1Of(c) }
