package msgraph

import (
	"bytes"
	"io"
	"net/http"

	"github.com/Azure/azure-sdk-for-go/sdk/azcore/policy"
)

// ownBody gives each try of a request a body of its own. The SDK rewinds one body between tries, but a server may
// answer before it has read the request, and then the transport of the first try still reads while the second one
// begins: the write that is tried again could go out garbled. Bodies here have a few kilobytes.
type ownBody struct{}

// Do copies the body, which the SDK has just rewound, and sends the copy.
func (ownBody) Do(r *policy.Request) (*http.Response, error) {
	raw := r.Raw()
	if raw.Body == nil || raw.Body == http.NoBody {
		return r.Next()
	}
	data, err := io.ReadAll(raw.Body)
	if err != nil {
		return nil, err
	}
	raw.GetBody = func() (io.ReadCloser, error) { return io.NopCloser(bytes.NewReader(data)), nil }
	raw.Body, _ = raw.GetBody() // never fails
	return r.Next()
}
