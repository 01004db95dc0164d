package messageview

import (
	"crypto/sha256"
	"encoding/base64"
	"encoding/hex"
	"fmt"
	"strings"
	"time"

	"samlharness/certs"
)

// longBase64 is from which length on base64 is folded, in characters.
const longBase64 = 72

// meaning is what a long text in base64 in an element of that name stands for; "" when it is none.
func meaning(local, value string) string {
	value = strings.TrimSpace(value)
	if len(value) <= longBase64 || strings.Trim(value, base64Letters) != "" {
		return ""
	}
	packed := strings.Join(strings.Fields(value), "")
	data, err := base64.StdEncoding.DecodeString(packed)
	if err != nil {
		return ""
	}
	says := fmt.Sprintf("%d bytes", len(data))
	switch local {
	case "X509Certificate":
		says = certificate(data)
	case "SignatureValue":
		says = fmt.Sprintf("a signature of %d bits", 8*len(data))
	case "CipherValue":
		says = "encrypted, " + says
	}
	return fmt.Sprintf("%s · %d characters", says, len(packed))
}

const base64Letters = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/= \t\r\n"

// certificate is what people compare of one.
func certificate(der []byte) string {
	c, err := certs.ParseDER(der)
	if err != nil {
		return "not a certificate"
	}
	sum := sha256.Sum256(der)
	return fmt.Sprintf("%s · valid %s to %s · SHA-256 %s", c.Subject, c.NotBefore.UTC().Format(time.DateOnly),
		c.NotAfter.UTC().Format(time.DateOnly), hex.EncodeToString(sum[:]))
}
