package redact

import (
	"context"
	"encoding/base64"
	"net"
	"net/url"
	"regexp"
	"slices"
	"strings"

	"samlharness/inspect/capture"
)

// cleaner cleans one capture.
type cleaner struct {
	ctx   context.Context
	hosts []string // those to which messages went, and which they name
	tally tally
	// known are the secrets that were met, since one may stand elsewhere once more.
	known []string
}

// Message is a message, or any text of ours, without what is secret wherever it stands.
func Message(text string) (string, Receipt) {
	c := &cleaner{tally: tally{}}
	text = c.apply(strict, text)
	return text, c.tally.receipt()
}

// Value is a value that went with a message, such as its RelayState, cleaned like text around messages.
func Value(ctx context.Context, text string, found []capture.Found) (string, Receipt) {
	c := newCleaner(ctx, found)
	text = c.gap(text)
	return text, c.tally.receipt()
}

func newCleaner(ctx context.Context, found []capture.Found) *cleaner {
	c := &cleaner{ctx: ctx, tally: tally{}}
	for _, f := range found {
		for _, text := range []string{f.URL, f.Page, f.Text, string(f.XML)} {
			for _, m := range hostIn.FindAllStringSubmatch(text, maxHosts) {
				if host := strings.ToLower(m[1]); !slices.Contains(c.hosts, host) {
					c.hosts = append(c.hosts, host)
				}
			}
		}
	}
	return c
}

// hostIn finds the hosts that a message names, such as that of its issuer: the message tells them anyway.
var hostIn = regexp.MustCompile(`https?://([\w.-]+)`)

// maxHosts bounds the hosts of one message.
const maxHosts = 100

// isRelated says whether a host has a part in the sign-in.
func (c *cleaner) isRelated(host string) bool {
	host = strings.ToLower(host)
	if name, _, err := net.SplitHostPort(host); err == nil {
		host = name
	}
	return host == unrelated || slices.Contains(c.hosts, host) || slices.Contains(namespaces, host) ||
		slices.ContainsFunc(related, func(domain string) bool {
			return host == domain ||
				strings.HasSuffix(host, "."+domain)
		})
}

// text cleans a text and keeps the messages in it.
func (c *cleaner) text(text string) string {
	var b strings.Builder
	from := 0
	for _, span := range capture.Spans(c.ctx, text) {
		if span.Start < from {
			continue
		}
		b.WriteString(c.gap(text[from:span.Start]))
		b.WriteString(c.message(text[span.Start:span.End], span.XML))
		from = span.End
	}
	b.WriteString(c.gap(text[from:]))
	return b.String()
}

// message is a message as it stands, or without what is secret in it.
func (c *cleaner) message(raw string, xml []byte) string {
	clean := c.apply(strict, string(xml))
	switch {
	case clean == string(xml):
		return raw
	case strings.HasPrefix(raw, "<"):
		return clean
	}
	return url.QueryEscape(base64.StdEncoding.EncodeToString([]byte(clean)))
}

// gap cleans what is around messages.
func (c *cleaner) gap(text string) string {
	text = c.apply(loose, c.apply(strict, text))
	for _, secret := range c.known {
		text = strings.ReplaceAll(text, secret, removed)
	}
	return text
}

// minKnown is the length from which on a secret is looked for elsewhere: shorter ones may be words.
const minKnown = 8

// maxAgain is the longest match, in bytes, in which a rule looks for another: so the time stays in proportion.
const maxAgain = 4 << 10

// apply applies the rules one after the other.
func (c *cleaner) apply(rules []rule, text string) string {
	for _, r := range rules {
		var b strings.Builder
		from := 0
		for at := 0; at < len(text); {
			m := r.pattern.FindStringSubmatchIndex(text[at:])
			if m == nil {
				break
			}
			for i := range m {
				if m[i] >= 0 {
					m[i] += at
				}
			}
			one := r.pick(c, text, m)
			at = max(m[1], one.end, at+1)
			if one.end <= max(one.start, from) || strings.Trim(text[one.start:one.end], `"'`) == removed {
				if one.kind == "" && len(m) > 2 && m[3] > m[0] && m[1]-m[0] < maxAgain { // the value may be the next name
					at = m[3]
				}
				continue
			}
			c.remove(one, text[one.start:one.end])
			b.WriteString(text[from:max(from, one.start)])
			if one.instead == "" {
				one.instead = removed
			}
			b.WriteString(one.instead)
			from = one.end
		}
		b.WriteString(text[from:])
		text = b.String()
	}
	return text
}

// remove notes that something is removed.
func (c *cleaner) remove(one cut, value string) {
	c.tally.add(one.kind, one.name)
	secret := one.kind == Password || one.kind == Cookie || one.kind == Token
	if secret && len(value) >= minKnown && len(c.known) < 1000 && !slices.Contains(c.known, value) {
		c.known = append(c.known, value)
	}
}
