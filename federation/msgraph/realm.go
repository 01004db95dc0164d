package msgraph

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net/http"
	"net/url"
	"strings"

	"samlharness/internal/cloud"
)

// DefaultSignInHost is the sign-in service of the global cloud.
const DefaultSignInHost = "https://" + cloud.GlobalLogin

// Realm is where the sign-in service sends somebody by their name. Source: getuserrealm.srf, as tools use it.
type Realm struct {
	NameSpaceType string // [Managed], [Federated] or "Unknown"
	AuthURL       string // of a Federated one, with a query
}

// Realm asks home-realm discovery about a user name. Nobody is signed in, and no token is sent.
func (c *Client) Realm(ctx context.Context, login string) (Realm, error) {
	var realm Realm
	address := c.signIn + "/getuserrealm.srf?" + url.Values{"login": {login}, "json": {"1"}}.Encode()
	response, err := c.get(ctx, address)
	if err != nil {
		return realm, err
	}
	defer response.Body.Close()
	body, err := io.ReadAll(io.LimitReader(response.Body, 1<<16))
	switch {
	case err != nil:
		return realm, err
	case response.StatusCode != http.StatusOK:
		return realm, fmt.Errorf("home-realm discovery answers HTTP %d", response.StatusCode)
	}
	if err := json.Unmarshal(body, &realm); err != nil {
		return realm, fmt.Errorf("home-realm discovery: the answer is not the expected JSON: %w", err)
	}
	return realm, nil
}

// Probe asks for a page without signing in and without following where it leads, and returns the HTTP status.
func (c *Client) Probe(ctx context.Context, address string) (status int, err error) {
	response, err := c.get(ctx, address)
	if redirect, ok := errors.AsType[*RedirectError](err); ok {
		return redirect.Status, nil
	}
	if err != nil {
		return 0, err
	}
	return response.StatusCode, response.Body.Close()
}

func (c *Client) get(ctx context.Context, address string) (*http.Response, error) {
	request, err := http.NewRequestWithContext(ctx, http.MethodGet, address, nil)
	if err != nil {
		return nil, err
	}
	return c.web.Do(request)
}

// SignIn is an entry of the sign-in log, as far as it tells of federation; beta, which alone has the details.
type SignIn struct {
	UserPrincipalName string `json:"userPrincipalName"`
	CreatedDateTime   string `json:"createdDateTime"` // RFC 3339
	Status            struct {
		ErrorCode int `json:"errorCode"` // the AADSTS number; 0 for a success
	} `json:"status"`
	Details []struct {
		Key   string `json:"key"`
		Value string `json:"value"`
	} `json:"authenticationProcessingDetails"`
}

// Thumbprint is the SHA-1 of the certificate that signed the assertion, in upper-case hexadecimal; "" when the entry
// does not tell.
func (s SignIn) Thumbprint() string {
	for _, d := range s.Details {
		if d.Key == "Federation certificate thumbprint" {
			return strings.ToUpper(d.Value)
		}
	}
	return ""
}

// SignIns are the newest entries of the sign-in log, at most a hundred. It needs AuditLog.Read.All and a P1 license.
func (c *Client) SignIns(ctx context.Context) ([]SignIn, error) {
	var page struct {
		Value []SignIn `json:"value"`
	}
	err := c.call(ctx, http.MethodGet, "/beta/auditLogs/signIns?$top=100", nil, &page)
	return page.Value, err
}
