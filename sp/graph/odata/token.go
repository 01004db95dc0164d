package odata

import (
	"encoding/base64"
	"encoding/binary"
	"hash/crc32"
	"net/url"
	"strings"

	"samlharness/record"
)

// CodeExpiredToken refuses a $skiptoken.
const CodeExpiredToken = "Directory_ExpiredPageToken"

// newToken is a $skiptoken: what it brings back, with a checksum, so that a garbled one is found.
func newToken(text string) string {
	sum := binary.BigEndian.AppendUint32(nil, crc32.ChecksumIEEE([]byte(text)))
	return base64.RawURLEncoding.EncodeToString(append(sum, text...))
}

// readToken refuses what no next link held, in the words for an expired one (microsoftgraph/msgraph-sdk-dotnet#2254).
func readToken(raw string) (string, error) {
	b, err := base64.RawURLEncoding.DecodeString(raw)
	if err != nil || len(b) < 5 || binary.BigEndian.Uint32(b) != crc32.ChecksumIEEE(b[4:]) {
		return "", ExpiredToken()
	}
	return string(b[4:]), nil
}

// ExpiredToken refuses a $skiptoken.
func ExpiredToken() error {
	return &record.Refusal{
		Code:    CodeExpiredToken,
		Message: "The specified page token value has expired and can no longer be included in your request.",
		Got:     "a $skiptoken that is not of a next link of this list",
	}
}

// NextLink repeats the options of the request for the page that begins at a place, under the collection's address.
func (q Query) NextLink(collection, place string) string {
	options := url.Values{}
	for name, values := range q.options {
		options[name] = values
	}
	options.Set("$skiptoken", newToken(place))
	return collection + "?" + strings.ReplaceAll(options.Encode(), "%24", "$")
}
