package capturetest

import (
	"compress/gzip"
	"encoding/binary"
	"io"
	"slices"
	"strings"
	"testing"
	"unicode/utf8"
)

// Dress is a form in which people have the response.
type Dress struct {
	Name, Text string
	// Undone must be among what was undone; URL is where it went; Messages is how many are found, 1 by default, the
	// response last.
	Undone, URL string
	Messages    int
}

// All are the dresses of the flow: each that has one of its own, then those of requests and documents in the encodings
// and with the line ends that editors, shells and mail give them.
func (f Flow) All(t testing.TB) []Dress {
	t.Helper()
	plain := slices.Concat(f.Encoded(t), f.Requests(t), f.Documents(t))
	all := slices.Clone(plain)
	for _, d := range slices.Concat(f.Requests(t), f.Documents(t)) {
		if !utf8.ValidString(d.Text) || strings.ContainsRune(d.Text, 0) {
			continue
		}
		all = append(all, d.in("UTF-16 BE", UTF16(d.Text, binary.BigEndian, true)),
			d.in("UTF-16 LE without a mark", UTF16(d.Text, binary.LittleEndian, false)))
		if strings.Contains(d.Text, "\n") && !strings.Contains(d.Text, "\r\n") {
			all = append(all, d.in("CRLF", strings.ReplaceAll(d.Text, "\n", "\r\n")))
		}
	}
	for _, d := range f.Requests(t) {
		all = append(all, d.in("gzip", compressed(t, []byte(d.Text), func(w io.Writer) io.WriteCloser {
			return gzip.NewWriter(w)
		})))
	}
	return all
}

// in is a dress in another encoding.
func (d Dress) in(encoding, text string) Dress {
	d.Name, d.Text = d.Name+", "+encoding, text
	return d
}
