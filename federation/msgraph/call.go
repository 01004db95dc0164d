package msgraph

import (
	"context"
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"strings"

	"github.com/Azure/azure-sdk-for-go/sdk/azcore/policy"
	"github.com/Azure/azure-sdk-for-go/sdk/azcore/runtime"
	"github.com/google/uuid"
)

// maxAnswer bounds what is read of an answer, in bytes; maxPages how many pages of a list are followed.
const (
	maxAnswer = 8 << 20
	maxPages  = 1000
)

// call sends one request and decodes the answer into out, unless out is nil. The path begins with "/v1.0/" and is
// escaped.
func (c *Client) call(ctx context.Context, method, path string, in, out any) error {
	if method == http.MethodGet {
		ctx = policy.WithRetryOptions(ctx, c.reading)
	}
	failed := &CallError{Method: method, Path: path, ClientRequestID: uuid.NewString()}
	request, err := c.request(ctx, failed, in)
	if err != nil {
		return fmt.Errorf("msgraph: %s %s: %w", method, path, err)
	}
	response, err := c.pipeline.Do(request)
	if err != nil {
		return failed.because(err)
	}
	defer response.Body.Close()
	body, err := io.ReadAll(io.LimitReader(response.Body, maxAnswer+1))
	c.logger.DebugContext(ctx, "graph", "method", method, "path", path, "status", response.StatusCode, "request-id",
		response.Header.Get("request-id"))
	switch {
	case err != nil:
		return failed.because(err)
	case len(body) > maxAnswer:
		return failed.because(fmt.Errorf("the answer has more than %d bytes", maxAnswer))
	case response.StatusCode/100 != 2:
		return newError(method, path, failed.ClientRequestID, response, body)
	case out == nil:
		return nil
	}
	if err := json.Unmarshal(body, out); err != nil {
		return failed.because(fmt.Errorf("the answer is not the expected JSON: %w", err))
	}
	return nil
}

// request is the request of a call, with the identifier by which Microsoft's support finds it.
func (c *Client) request(ctx context.Context, call *CallError, in any) (*policy.Request, error) {
	request, err := runtime.NewRequest(ctx, call.Method, c.endpoint.String()+call.Path)
	if err != nil {
		return nil, err
	}
	runtime.SkipBodyDownload(request)
	request.Raw().Header.Set("Accept", "application/json")
	request.Raw().Header.Set("client-request-id", call.ClientRequestID)
	if in == nil {
		return request, nil
	}
	return request, runtime.MarshalAsJSON(request, in)
}

// list follows the pages of a collection. A next link to another host is refused: the token goes with it.
func list[T any](ctx context.Context, c *Client, path string) ([]T, error) {
	var all []T
	failed := &CallError{Method: http.MethodGet, Path: path}
	for range maxPages {
		var page struct {
			Value []T    `json:"value"`
			Next  string `json:"@odata.nextLink"`
		}
		if err := c.call(ctx, http.MethodGet, path, nil, &page); err != nil {
			return nil, err
		}
		all = append(all, page.Value...)
		if page.Next == "" {
			return all, nil
		}
		next, found := strings.CutPrefix(page.Next, c.endpoint.String()+"/")
		if !found {
			return nil, failed.because(fmt.Errorf("the link to the next page leads elsewhere: %.200q", page.Next))
		}
		path = "/" + next
	}
	return nil, failed.because(fmt.Errorf("the list has more than %d pages", maxPages))
}
