package msgraph

import (
	"cmp"
	"errors"
	"log/slog"
	"net/http"
	"net/url"
	"slices"
	"strings"

	"github.com/Azure/azure-sdk-for-go/sdk/azcore"
	"github.com/Azure/azure-sdk-for-go/sdk/azcore/policy"
	"github.com/Azure/azure-sdk-for-go/sdk/azcore/runtime"

	"samlharness/internal/cloud"
	"samlharness/internal/exit"
	"samlharness/internal/loopback"
	"samlharness/record"
)

// DefaultEndpoint is Microsoft Graph of the global cloud.
const DefaultEndpoint = "https://" + cloud.GlobalGraph

// CodeEndpoint is the code of a refusal: the address of Graph is not an https address without a path.
const CodeEndpoint = "GraphEndpointInvalid"

// Options configure a [Client]. Only Credential is needed.
type Options struct {
	// Endpoint is the root of Graph without the version, https only; "" means [DefaultEndpoint].
	Endpoint string
	// SignInHost is the root of the cloud's sign-in service, for what is asked without a token; "" means
	// [DefaultSignInHost].
	SignInHost string
	// Credential gets the tokens; see [Credential].
	Credential azcore.TokenCredential
	// Scopes are asked for with each token; nil means /.default of the endpoint, or of [DefaultEndpoint] when the endpoint
	// is loopback. That suits all credentials but a person's: those take [DelegatedScopes].
	Scopes []string
	// Transport sends requests; nil means Go's usual one, which heeds HTTPS_PROXY. An *http.Client is one; its redirects
	// are not followed. Another transport must not follow any.
	Transport policy.Transporter
	// Emulated says that Transport and Credential reach emulations and nothing else, as those of [Target] do that are
	// proven to be. Anything else is real, whatever the endpoint is called.
	Emulated bool
	// Retry sets delays and the number of tries; which answers are tried again is not for it to say.
	Retry policy.RetryOptions
	// Logger receives each call; nil discards.
	Logger *slog.Logger
}

// Client calls Microsoft Graph, version v1.0. Its errors are *[Error] when Graph answered, and otherwise *[CallError]
// with what the network or the credential said. Many goroutines may use it at once.
type Client struct {
	endpoint *url.URL
	emulated bool
	// application says that the credential is known to be an application's.
	application bool
	pipeline    runtime.Pipeline
	signIn      string // the root of the sign-in service, without a slash at its end
	web         carrier
	reading     policy.RetryOptions // of reads; those of writes are the pipeline's
	logger      *slog.Logger
}

// New checks the options and makes a client; it sends nothing yet. An endpoint that cannot be used is a *record.Refusal
// with CodeEndpoint.
func New(o Options) (*Client, error) {
	if o.Endpoint == "" {
		o.Endpoint = DefaultEndpoint
	}
	endpoint, err := rootOf(o.Endpoint)
	if err != nil {
		return nil, err
	}
	if o.Credential == nil {
		return nil, errors.New("msgraph: a client needs a credential")
	}
	if o.Scopes == nil {
		o.Scopes = []string{resourceOf(o.Endpoint) + "/.default"}
	}
	if o.Logger == nil {
		o.Logger = slog.New(slog.DiscardHandler)
	}
	o.Retry.ShouldRetry = writeAgain
	web := newCarrier(o.Transport)
	pipeline := runtime.NewPipeline("samlharness", "v0.1.0",
		runtime.PipelineOptions{
			PerRetry: []policy.Policy{runtime.NewBearerTokenPolicy(o.Credential, o.Scopes, nil), unlessLeft{}, ownBody{}},
		},
		&policy.ClientOptions{Transport: web, Retry: o.Retry})
	o.Retry.ShouldRetry = readAgain
	known, _ := o.Credential.(*credential)
	return &Client{
		endpoint:    endpoint,
		emulated:    o.Emulated,
		application: known != nil && slices.Contains([]CredentialKind{Secret, Certificate, ManagedID}, known.kind),
		pipeline:    pipeline,
		signIn:      strings.TrimRight(cmp.Or(o.SignInHost, DefaultSignInHost), "/"),
		web:         web,
		reading:     o.Retry,
		logger:      o.Logger,
	}, nil
}

// rootOf is the address of Graph, which is not repeated in the refusal: it may hold a password.
func rootOf(address string) (*url.URL, error) {
	root, err := url.Parse(strings.TrimSuffix(address, "/"))
	if err != nil || root.Scheme != "https" || root.Host == "" || root.Path != "" || root.RawQuery != "" ||
		root.User != nil {
		return nil, &record.Refusal{
			Code:     CodeEndpoint,
			Exit:     exit.Usage,
			Message:  "The address of Graph cannot be used",
			Expected: "https://host[:port], without the version",
			Fix:      "Give the root of Graph, such as " + DefaultEndpoint + ".",
		}
	}
	return root, nil
}

// resourceOf is whom tokens for an endpoint are for: itself, or Graph of the global cloud when it is loopback.
func resourceOf(endpoint string) string {
	if u, err := url.Parse(endpoint); err == nil && u.Host != "" && !loopback.Name(u.Hostname()) {
		return u.Scheme + "://" + u.Host
	}
	return DefaultEndpoint
}

// Emulated says whether the client reaches an emulation rather than somebody's tenant.
func (c *Client) Emulated() bool { return c.emulated }

// Application says whether the client is known to sign in as an application, by a secret, a certificate or a managed
// identity: what happens to the sign-in of persons does not keep it out.
func (c *Client) Application() bool { return c.application }

// Endpoint is the root of Graph that is called.
func (c *Client) Endpoint() string { return c.endpoint.String() }

// writeAgain says which answers to a write are worth another try: those by which Graph turned it away before it did
// anything (Microsoft Graph, throttling and error responses, 429 and 503). After a 408, 500, 502, 504 or a lost answer
// the write may have been done: the operator reads back instead. A 500 on creating a federation configuration is known
// to leave the domain half federated, and a second try hides that.
func writeAgain(response *http.Response, _ error) bool {
	return response != nil &&
		slices.Contains([]int{http.StatusTooManyRequests, http.StatusServiceUnavailable}, response.StatusCode)
}

// readAgain says the same of a read, which does no harm.
func readAgain(response *http.Response, err error) bool {
	return err != nil || writeAgain(response, nil) || slices.Contains([]int{
		http.StatusRequestTimeout,
		http.StatusInternalServerError,
		http.StatusBadGateway,
		http.StatusGatewayTimeout,
	}, response.StatusCode)
}
