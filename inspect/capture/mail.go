package capture

import (
	"bufio"
	"bytes"
	"encoding/base64"
	"io"
	"mime"
	"mime/multipart"
	"mime/quotedprintable"
	"net/mail"
	"net/textproto"
	"strings"
)

// maxParts bounds the parts of a mail.
const maxParts = 1000

// readMail reads a mail or a page saved as .mht: headers, then parts in their transfer encodings.
func (c *collector) readMail(data []byte, at Found, depth int) bool {
	head := bytes.ToLower(data[:min(len(data), 64<<10)])
	if !bytes.Contains(head, []byte("mime-version:")) && !bytes.Contains(head, []byte("content-transfer-encoding:")) {
		return false
	}
	m, err := mail.ReadMessage(bufio.NewReader(bytes.NewReader(bytes.TrimLeft(data, "\r\n \t"))))
	if err != nil {
		return false
	}
	c.part(textproto.MIMEHeader(m.Header), m.Body, at, depth)
	return true
}

// part reads one part, or those that it is made of.
func (c *collector) part(header textproto.MIMEHeader, body io.Reader, at Found, depth int) {
	if depth > maxDepth {
		return
	}
	if location := header.Get("Content-Location"); location != "" {
		at.Page = withoutQuery(location)
	} else if location := header.Get("Snapshot-Content-Location"); location != "" {
		at.Page = withoutQuery(location)
	}
	media, parameters, err := mime.ParseMediaType(header.Get("Content-Type"))
	if err == nil && strings.HasPrefix(media, "multipart/") {
		parts := multipart.NewReader(body, parameters["boundary"])
		for range maxParts {
			part, err := parts.NextRawPart()
			if err != nil || c.full() {
				return
			}
			c.part(part.Header, part, at, depth+1)
		}
		return
	}
	data, what := transferred(header.Get("Content-Transfer-Encoding"), body)
	if what != "" {
		at.Undone = append(at.Undone[:len(at.Undone):len(at.Undone)], what)
	}
	c.read(data, at, depth+1)
}

// transferred undoes a transfer encoding (RFC 2045, 6); what is left of a broken one counts.
func transferred(encoding string, body io.Reader) (data []byte, what string) {
	body = io.LimitReader(body, MaxInput)
	switch strings.ToLower(strings.TrimSpace(encoding)) {
	case "quoted-printable":
		raw, _ := io.ReadAll(body)
		data, err := io.ReadAll(quotedprintable.NewReader(bytes.NewReader(raw)))
		if err != nil {
			data = []byte(quotedPrintable(string(raw)))
		}
		return data, "quoted-printable"
	case "base64":
		data, _ := io.ReadAll(base64.NewDecoder(base64.StdEncoding, body))
		return data, "base64 of the mail"
	}
	data, _ = io.ReadAll(body)
	return data, ""
}
