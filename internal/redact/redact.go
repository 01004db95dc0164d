package redact

import (
	"bytes"
	"context"
	"encoding/base64"
	"fmt"
	"net/url"
	"slices"
	"strings"

	"samlharness/inspect/capture"
)

// Capture cleans a capture in which the messages were found. The messages of the result are the same, in the same
// order: where they would not be, nothing but the messages is written. A HAR and an export of SAML-tracer stay what they
// are; of any other capture the text is written, without compression, in UTF-8. The error is that of ctx.
func Capture(ctx context.Context, data []byte, found []capture.Found) ([]byte, Receipt, error) {
	c := newCleaner(ctx, found)
	plain := []byte(strings.TrimSpace(capture.Plain(ctx, data)))
	var clean []byte
	if len(plain) > 0 && (plain[0] == '{' || plain[0] == '[') {
		clean = c.json(plain)
	} else {
		clean = []byte(c.text(string(plain)))
		for _, secret := range c.known { // of those that were met last, what stands before
			clean = c.elsewhere(clean, secret)
		}
	}
	again, err := capture.Find(ctx, clean)
	if ctx.Err() != nil {
		return nil, nil, context.Cause(ctx)
	}
	if err != nil || !slices.EqualFunc(found, again, c.same) {
		clean = c.listed(found)
	}
	return append(bytes.TrimSpace(clean), '\n'), c.tally.receipt(), nil
}

// same says whether a message is the one that was found, but for what is secret in it.
func (c *cleaner) same(a, b capture.Found) bool {
	quiet := cleaner{tally: tally{}}
	return a.Code == b.Code && quiet.apply(strict, string(a.XML)) == string(b.XML)
}

// elsewhere removes a secret from the text between the messages.
func (c *cleaner) elsewhere(text []byte, secret string) []byte {
	if !bytes.Contains(text, []byte(secret)) {
		return text
	}
	return []byte(c.text(string(text)))
}

// listed are the messages alone.
func (c *cleaner) listed(found []capture.Found) []byte {
	var b strings.Builder
	for _, f := range found {
		if f.URL != "" {
			fmt.Fprintf(&b, "Request URL: %s\n", c.gap(f.URL))
		}
		switch {
		case f.Code != "":
			fmt.Fprintln(&b, c.gap(f.Text))
		case f.Parameter != "" && !f.CutOff:
			xml := c.apply(strict, string(f.XML))
			fmt.Fprintf(&b, "%s=%s\n", f.Parameter, url.QueryEscape(base64.StdEncoding.EncodeToString([]byte(xml))))
		default:
			fmt.Fprintln(&b, c.apply(strict, string(f.XML)))
		}
		b.WriteByte('\n')
	}
	return []byte(b.String())
}
