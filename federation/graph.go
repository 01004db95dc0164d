package federation

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"net"
	"net/http"
	"net/url"
	"slices"
	"strings"

	"github.com/Azure/azure-sdk-for-go/sdk/azcore"
	"github.com/Azure/azure-sdk-for-go/sdk/azcore/policy"
	"github.com/Azure/azure-sdk-for-go/sdk/azcore/runtime"
	"github.com/google/uuid"

	"samlharness/record"
)

// DefaultEndpoint is Microsoft Graph of the global cloud.
const DefaultEndpoint = "https://graph.microsoft.com"

// maxAnswer bounds what is read of an answer, in bytes; maxPages how many pages of a list are followed.
const (
	maxAnswer = 8 << 20
	maxPages  = 1000
)

// GraphOptions configure a [Graph]. Only Credential is needed.
type GraphOptions struct {
	// Endpoint is the root of Graph without the version, https only; "" means [DefaultEndpoint].
	Endpoint string
	// Credential gets the tokens; see [Credential].
	Credential azcore.TokenCredential
	// Scopes are asked for with each token; nil means /.default of the endpoint, or of [DefaultEndpoint] when the
	// endpoint is loopback. That suits all credentials but a person's: those take [DelegatedScopes].
	Scopes []string
	// Transport sends requests; an *http.Client is one. nil means the SDK's own, which heeds HTTPS_PROXY.
	Transport policy.Transporter
	// Emulated says that Transport leads to an emulation under a production name. An endpoint at a loopback
	// address or localhost always counts as one. Anything else is real: see [RealGuard].
	Emulated bool
	// Retry sets delays and the number of tries; which answers are tried again is not for it to say.
	Retry policy.RetryOptions
	// Logger receives each call; nil discards.
	Logger *slog.Logger
}

// Graph calls Microsoft Graph, version v1.0. Its errors are *[GraphError] when Graph answered, and otherwise
// what the network or the credential said. Many goroutines may use it at once.
type Graph struct {
	endpoint *url.URL
	emulated bool
	pipeline runtime.Pipeline
	reading  policy.RetryOptions // of reads; those of writes are the pipeline's
	logger   *slog.Logger
}

// NewGraph checks the options and makes a client; it sends nothing yet. An endpoint that cannot be used is a
// *record.Refusal with CodeEndpoint.
func NewGraph(o GraphOptions) (*Graph, error) {
	if o.Endpoint == "" {
		o.Endpoint = DefaultEndpoint
	}
	endpoint, err := url.Parse(strings.TrimSuffix(o.Endpoint, "/"))
	if err != nil || endpoint.Scheme != "https" || endpoint.Host == "" || endpoint.Path != "" ||
		endpoint.RawQuery != "" || endpoint.User != nil {
		return nil, &record.Refusal{Code: CodeEndpoint, Message: "The address of Graph cannot be used",
			Expected: "https://host[:port], without the version",
			Fix:      "Give the root of Graph, such as " + DefaultEndpoint + "."} // not repeated: it may hold a password
	}
	if o.Credential == nil {
		return nil, errors.New("federation: Graph needs a credential")
	}
	if o.Scopes == nil {
		o.Scopes = []string{resourceOf(o.Endpoint) + "/.default"}
	}
	if o.Logger == nil {
		o.Logger = slog.New(slog.DiscardHandler)
	}
	o.Retry.ShouldRetry = writeAgain
	pipeline := runtime.NewPipeline("samlharness", "v0.1.0",
		runtime.PipelineOptions{
			PerRetry: []policy.Policy{runtime.NewBearerTokenPolicy(o.Credential, o.Scopes, nil), ownBody{}},
		},
		&policy.ClientOptions{Transport: o.Transport, Retry: o.Retry})
	o.Retry.ShouldRetry = readAgain
	return &Graph{
		endpoint: endpoint,
		emulated: o.Emulated || isLoopback(endpoint.Hostname()),
		pipeline: pipeline,
		reading:  o.Retry,
		logger:   o.Logger,
	}, nil
}

// Emulated says whether the client reaches an emulation, which may be changed without a [RealGuard].
func (g *Graph) Emulated() bool { return g.emulated }

// Endpoint is the root of Graph that is called.
func (g *Graph) Endpoint() string { return g.endpoint.String() }

// writeAgain says which answers to a write are worth another try. Neither a 500 nor a lost answer is, because
// the write may have been done: the operator reads back instead. A 500 on creating a federation configuration
// is known to leave the domain half federated, and a second try hides that.
func writeAgain(response *http.Response, _ error) bool {
	return response != nil && slices.Contains([]int{http.StatusRequestTimeout, http.StatusTooManyRequests,
		http.StatusBadGateway,
		http.StatusServiceUnavailable, http.StatusGatewayTimeout}, response.StatusCode)
}

// readAgain says the same of a read, which does no harm.
func readAgain(response *http.Response, err error) bool {
	return err != nil || response.StatusCode == http.StatusInternalServerError || writeAgain(response, nil)
}

// call sends one request and decodes the answer into out, unless out is nil. The path begins with "/v1.0/" and
// is escaped.
func (g *Graph) call(ctx context.Context, method, path string, in, out any) error {
	if method == http.MethodGet {
		ctx = policy.WithRetryOptions(ctx, g.reading)
	}
	request, err := runtime.NewRequest(ctx, method, g.endpoint.String()+path)
	if err != nil {
		return fmt.Errorf("federation: Graph %s %s: %w", method, path, err)
	}
	runtime.SkipBodyDownload(request)
	id := uuid.NewString()
	request.Raw().Header.Set("Accept", "application/json")
	request.Raw().Header.Set("client-request-id", id)
	if in != nil {
		if err := runtime.MarshalAsJSON(request, in); err != nil {
			return fmt.Errorf("federation: Graph %s %s: %w", method, path, err)
		}
	}
	response, err := g.pipeline.Do(request)
	if err != nil {
		return &callError{Method: method, Path: path, ClientRequestID: id, Err: err}
	}
	defer response.Body.Close()
	body, err := io.ReadAll(io.LimitReader(response.Body, maxAnswer+1))
	g.logger.DebugContext(ctx, "graph", "method", method, "path", path, "status", response.StatusCode, "request-id",
		response.Header.Get("request-id"))
	switch {
	case err != nil:
		return &callError{Method: method, Path: path, ClientRequestID: id, Err: err}
	case len(body) > maxAnswer:
		return &callError{
			Method:          method,
			Path:            path,
			ClientRequestID: id,
			Err:             fmt.Errorf("the answer has more than %d bytes", maxAnswer),
		}
	case response.StatusCode/100 != 2:
		return newGraphError(method, path, id, response, body)
	case out == nil:
		return nil
	}
	if err := json.Unmarshal(body, out); err != nil {
		return &callError{
			Method:          method,
			Path:            path,
			ClientRequestID: id,
			Err:             fmt.Errorf("the answer is not the expected JSON: %w", err),
		}
	}
	return nil
}

// list follows the pages of a collection. A next link to another host is refused: the token goes with it.
func list[T any](ctx context.Context, g *Graph, path string) ([]T, error) {
	var all []T
	for range maxPages {
		var page struct {
			Value []T    `json:"value"`
			Next  string `json:"@odata.nextLink"`
		}
		if err := g.call(ctx, http.MethodGet, path, nil, &page); err != nil {
			return nil, err
		}
		all = append(all, page.Value...)
		if page.Next == "" {
			return all, nil
		}
		next, found := strings.CutPrefix(page.Next, g.endpoint.String()+"/")
		if !found {
			return nil, &callError{
				Method: http.MethodGet,
				Path:   path,
				Err:    fmt.Errorf("the link to the next page leads elsewhere: %.200q", page.Next),
			}
		}
		path = "/" + next
	}
	return nil, &callError{
		Method: http.MethodGet,
		Path:   path,
		Err:    fmt.Errorf("the list has more than %d pages", maxPages),
	}
}

func isLoopback(host string) bool {
	if ip := net.ParseIP(host); ip != nil {
		return ip.IsLoopback()
	}
	host = strings.ToLower(strings.TrimSuffix(host, "."))
	return host == "localhost" || strings.HasSuffix(host, ".localhost")
}
