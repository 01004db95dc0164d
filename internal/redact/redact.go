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
// order: where they would not be, nothing but the messages is written. A HAR and an export of SAML-tracer stay what
// they are; of any other capture the text is written, without compression, in UTF-8. The error is that of ctx.
func Capture(ctx context.Context, data []byte, found []capture.Found) ([]byte, Receipt, error) {
	c := newCleaner(ctx, found)
	var clean []byte
	for _, part := range capture.Plain(ctx, data) {
		clean = append(append(clean, c.part(part)...), '\n')
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

// part cleans one text of a capture, as the JSON that it is or as text.
func (c *cleaner) part(text string) []byte {
	if strings.HasPrefix(text, "{") || strings.HasPrefix(text, "[") {
		return c.json(text)
	}
	text = c.text(escapes.Replace(text))
	if slices.ContainsFunc(c.known, func(secret string) bool { return strings.Contains(text, secret) }) {
		text = c.text(text) // those that were met last, where they stand before
	}
	return []byte(text)
}

// escapes are those of JSON and JavaScript behind which the names and values of a form do not show.
var escapes = strings.NewReplacer(`\u0026`, "&", `\u003d`, "=", `\u003D`, "=", `\x26`, "&", `\x3d`, "=", `\x3D`, "=")

// same says whether a message is the one that was found, but for what is secret in it.
func (c *cleaner) same(a, b capture.Found) bool {
	quiet := cleaner{tally: tally{}}
	return a.Code == b.Code && quiet.apply(strict, string(a.XML)) == string(b.XML)
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
