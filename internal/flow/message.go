package flow

import (
	"bytes"
	"compress/flate"
	"encoding/base64"
	"io"
	"regexp"
	"strings"

	"samlharness/internal/wire"
)

// start is how much of a message is read to find its IDs, in bytes: the tag of its root.
const start = 2 << 10

var messageIDs = regexp.MustCompile(`\s(InResponseTo|ID)\s*=\s*(?:"([^"]{8,256})"|'([^']{8,256})')`)

// idsOf are the ID that a message answers and its own, as far as they can be seen without verifying anything: they join
// what is shown together, and nobody is trusted by them.
func idsOf(parameter string) (ids []string) {
	head := []byte(strings.TrimSpace(parameter[:min(len(parameter), start)]))
	raw := make([]byte, base64.StdEncoding.DecodedLen(len(head)))
	n, _ := base64.StdEncoding.Decode(raw, head[:len(head)/4*4]) // what is decodable
	raw = raw[:n]
	if !bytes.HasPrefix(bytes.TrimSpace(raw), []byte("<")) { // HTTP-Redirect deflates
		raw, _ = io.ReadAll(io.LimitReader(flate.NewReader(bytes.NewReader(raw)), start)) // its end may be cut
	}
	root := bytes.TrimSpace(raw)
	if bytes.HasPrefix(root, []byte("<?")) {
		_, root, _ = bytes.Cut(root, []byte("?>"))
	}
	root, _, _ = bytes.Cut(root, []byte(">"))
	for _, found := range messageIDs.FindAllSubmatch(root, 4) {
		id := string(found[2]) + string(found[3])
		if string(found[1]) == "InResponseTo" {
			ids = append([]string{id}, ids...)
			continue
		}
		ids = append(ids, id)
	}
	return ids
}

func decodePost(value string) string { return text(wire.DecodePost(value)) }

func decodeRedirect(value string) string { return text(wire.DecodeRedirect(value)) }

// text is a message that could be decoded, else "".
func text(message []byte, err error) string {
	if err != nil {
		return ""
	}
	return string(message)
}
