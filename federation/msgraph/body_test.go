package msgraph_test

import (
	"io"
	"net/http"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"samlharness/federation/msgraph"
	"samlharness/internal/graphtest"
)

// busyGateway answers the first creation before it has read the body, as a gateway under load may, and passes
// everything else on. The transport of HTTP/2 then still holds that body while the next try is under way.
type busyGateway struct {
	next  *http.Client
	early io.Reader // the body of the try that was answered early
}

func (g *busyGateway) Do(r *http.Request) (*http.Response, error) {
	if g.early == nil && r.Method == http.MethodPost && strings.HasSuffix(r.URL.Path, "/federationConfiguration") {
		g.early = r.Body
		return &http.Response{
			StatusCode: http.StatusServiceUnavailable,
			Header:     http.Header{},
			Body:       http.NoBody,
			Request:    r,
		}, nil
	}
	return g.next.Do(r)
}

func TestEachTryHasABodyOfItsOwn(t *testing.T) {
	w := graphtest.New(t)
	gateway := &busyGateway{next: w.Web(t)}
	client, err := msgraph.New(msgraph.Options{
		Credential: w.Credential(t, clientSecret),
		Transport:  gateway,
		Emulated:   true,
		Retry:      graphtest.Quick(),
	})
	require.NoError(t, err)
	require.NoError(t, client.Send(t.Context(), msgraph.CreateFederation("contoso.com",
		msgraph.InternalDomainFederation{
			IssuerURI:               "https://contoso.com",
			PassiveSignInURI:        "https://sso.jumpcloud.com/saml2/office365",
			FederatedIDPMFABehavior: "acceptIfMfaDoneByFederatedIdp",
			SigningCertificate:      certificate(t),
		})))

	require.NotNil(t, gateway.early)
	late, err := io.ReadAll(gateway.early)
	require.NoError(t, err)
	assert.Contains(t, string(late), `"issuerUri":"https://contoso.com"`, "the next try took the body away")
}
