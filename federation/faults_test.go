package federation_test

import (
	"context"
	"net/http"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"samlharness/certs"
	"samlharness/federation"
	"samlharness/federation/msgraph"
	"samlharness/internal/exit"
	"samlharness/internal/graphtest"
	"samlharness/sp/directory"
)

const configurationOf = "/domains/contoso.com/federationConfiguration"

// federated brings contoso.com to the state that the test begins with.
func (w *tenant) federated(t *testing.T) {
	t.Helper()
	_, err := w.operator.Enable(t.Context(), source(t, "https://contoso.com"))
	require.NoError(t, err)
	w.out.Reset()
	w.warn.Reset()
}

func TestGraphRefusals(t *testing.T) {
	for _, c := range []struct {
		status             int
		code, message, fix string
		want               string // the refusal's code when it is not Graph's
	}{
		{401, "InvalidAuthenticationToken", "Lifetime validation failed, the token is expired.", "sign in again", ""},
		{403, "Authorization_RequestDenied", "Insufficient privileges to complete the operation.",
			"Domain-InternalFederation.ReadWrite.All", ""},
		{403, "Authorization_RequestDenied", "Insufficient privileges to complete the operation.",
			"Directory.AccessAsUser.All", ""},
		{403, "Authorization_RequestDenied", "Insufficient privileges to complete the operation.",
			"Hybrid Identity Administrator", ""},
		{404, "Request_ResourceNotFound", "Resource 'contoso.com' does not exist or one of its queried " +
			"reference-property objects are not present.", "check the domain's name", ""},
		{409, "Request_MultipleObjectsWithSameKeyValue",
			"Another object with the same value for property issuerUri already exists.", "no other domain may have it", ""},
		{409, "Request_MultipleObjectsWithSameKeyValue", "In use.", "IdP Entity ID of its own", ""},
		{400, "Request_BadRequest", "Invalid value specified for property 'issuerUri' of resource " +
			"'InternalDomainFederation'.", "absolute URI", ""},
		{429, "TooManyRequests", "Too many requests", "Graph throttles: wait", ""},
		{503, "", "", "Microsoft's support asks for the request-id", "ServiceUnavailable"},
	} {
		t.Run(c.code+" "+c.fix, func(t *testing.T) {
			w := newTenant(t)
			w.Faults.Add("POST", configurationOf, 0, graphtest.Status(c.status, c.code, c.message))
			result, err := w.operator.Enable(t.Context(), source(t, "https://contoso.com"))
			want := c.code
			if c.want != "" {
				want = c.want
			}
			r := graphtest.Refusal(t, err, want)
			if c.message != "" {
				assert.Equal(t, c.message, r.Message)
			}
			assert.Contains(t, r.Fix, c.fix)
			assert.Contains(t, r.Got, "request-id "+graphtest.RequestID)
			var graph *msgraph.Error
			require.ErrorAs(t, err, &graph)
			assert.Equal(t, c.status, graph.Status)
			assert.Empty(t, w.out.String())
			assert.Nil(t, w.federation(t, "contoso.com"))
			if c.status >= 500 {
				assert.Equal(t, federation.Unknown, result.Changed, "it does not show, or not yet")
			} else {
				assert.Equal(t, federation.No, result.Changed)
				assert.Equal(t, msgraph.Managed, result.AuthenticationType)
				assert.Zero(t, w.Faults.Requests("GET /v1.0/domains/"), "a refusal is believed")
			}
		})
	}
}

func TestGraphRefusesReading(t *testing.T) {
	w := newTenant(t)
	w.Faults.Add("GET", "/domains", 0, graphtest.Status(403, "Authorization_RequestDenied",
		"Insufficient privileges to complete the operation."))
	_, err := w.operator.Enable(t.Context(), source(t, "https://contoso.com"))
	graphtest.Refusal(t, err, "Authorization_RequestDenied")
	w.Faults.Add("GET", "/domains/contoso.com", 0,
		graphtest.Status(403, "Authorization_RequestDenied", "Insufficient privileges to complete the operation."))
	for _, do := range []func(context.Context, string) (federation.Result, error){w.operator.Show, w.operator.Disable} {
		_, err = do(t.Context(), "contoso.com")
		graphtest.Refusal(t, err, "Authorization_RequestDenied")
	}
	assert.Empty(t, w.out.String())
}

func TestWritesAreTriedAgainOnlyWhereThatIsSafe(t *testing.T) {
	for _, c := range []struct{ status, posts int }{{429, 4}, {503, 4}, {500, 1}, {400, 1}, {408, 1}, {502, 1}, {504, 1}} {
		w := newTenant(t)
		w.Faults.Add("POST", configurationOf, 0, graphtest.Status(c.status, "Code", "Message"))
		_, err := w.operator.Enable(t.Context(), source(t, "https://contoso.com"))
		require.Error(t, err)
		assert.Equal(t, c.posts, w.Faults.Requests("POST "), c.status)
	}
	w := newTenant(t)
	w.Faults.Add("POST", configurationOf, 1, graphtest.Status(429, "TooManyRequests", "Too many requests"))
	_, err := w.operator.Enable(t.Context(), source(t, "https://contoso.com"))
	require.NoError(t, err)
	assert.Equal(t, 2, w.Faults.Requests("POST "))
	w = newTenant(t)
	w.Faults.Add("GET", "/domains", 2, graphtest.Status(500, "", ""))
	_, err = w.operator.Enable(t.Context(), source(t, "https://contoso.com"))
	require.NoError(t, err, "reads are tried again after a 500")
	w = newTenant(t)
	w.Faults.Add("GET", "/domains", 1, graphtest.HangUp)
	_, err = w.operator.Enable(t.Context(), source(t, "https://contoso.com"))
	require.NoError(t, err, "and after a lost answer")
}

// Graph is known to answer 500 to a creation and to leave the domain Federated without a configuration.
func TestHalfCreatedDomainIsMended(t *testing.T) {
	w := newTenant(t)
	w.Faults.Add("POST", configurationOf, 1, graphtest.DoneBut(graphtest.Status(500, "InternalServerError", "")))
	w.Faults.Add("GET", "/federationConfiguration", 1,
		graphtest.Status(404, "Request_ResourceNotFound", "Resource 'federationConfiguration' does not exist"))
	result, err := w.operator.Enable(t.Context(), source(t, "https://contoso.com"))
	r := graphtest.Refusal(t, err, "InternalServerError")
	assert.Equal(t, "Graph failed while it federated contoso.com and left the domain half federated", r.Message)
	assert.Contains(t, r.Fix, "set back to Managed, which was read back")
	assert.Contains(t, r.Got, "request-id 99999999-9999-9999-9999-999999999999")
	assert.Equal(t, msgraph.Managed, result.AuthenticationType)
	assert.Nil(t, w.federation(t, "contoso.com"))
	assert.Empty(t, w.out.String())
}

func TestHalfCreatedDomainThatStaysSo(t *testing.T) {
	w := newTenant(t)
	w.Faults.Add("POST", configurationOf, 1, graphtest.DoneBut(graphtest.Status(500, "InternalServerError", "")))
	w.Faults.Add("GET", "/federationConfiguration", 0,
		graphtest.Status(404, "Request_ResourceNotFound", "Resource 'federationConfiguration' does not exist"))
	w.Faults.Add("PATCH", "/domains/contoso.com", 0, graphtest.Status(500, "InternalServerError", ""))
	_, err := w.operator.Enable(t.Context(), source(t, "https://contoso.com"))
	r := graphtest.Refusal(t, err, federation.CodeHalfFederated)
	assert.Contains(t, r.Fix, "only removing the domain from the tenant and adding it again is known to help")
	assert.Contains(t, r.Got, "setting it back to Managed: Graph PATCH /v1.0/domains/contoso.com: HTTP 500")
	_, err = w.operator.Enable(t.Context(), source(t, "https://contoso.com"))
	graphtest.Refusal(t, err, federation.CodeHalfFederated)
}

// half leaves contoso.com as Graph does when it is asked to federate without a certificate.
func (w *tenant) half(t *testing.T) {
	t.Helper()
	_, err := w.CreateFederation(t.Context(), "contoso.com", directory.Federation{
		IssuerURI:               "https://contoso.com",
		FederatedIdpMfaBehavior: "acceptIfMfaDoneByFederatedIdp",
	})
	require.Error(t, err)
	d, err := w.Domain(t.Context(), "contoso.com")
	require.NoError(t, err)
	require.True(t, d.HalfFederated)
}

func TestHalfFederatedDomain(t *testing.T) {
	for name, list := range map[string]graphtest.Answer{
		"as it is": nil, "404": graphtest.Status(404, "Request_ResourceNotFound",
			"Resource 'federationConfiguration' does not exist"), "500": graphtest.Status(500, "UnknownError", "")} {
		t.Run(name, func(t *testing.T) {
			w := newTenant(t)
			w.half(t)
			if list != nil { // three operations, and a read is tried four times after a 500
				w.Faults.Add("GET", "/federationConfiguration", map[string]int{"404": 0, "500": 12}[name], list)
			}
			result, err := w.operator.Show(t.Context(), "contoso.com")
			r := graphtest.Refusal(t, err, federation.CodeHalfFederated)
			assert.Equal(t, "The domain contoso.com says Federated, but has no federation configuration that can be read",
				r.Message)
			assert.Contains(t, r.Fix, "harness federation disable --domain contoso.com")
			assert.Equal(t, msgraph.Federated, result.AuthenticationType)
			_, err = w.operator.Enable(t.Context(), source(t, "https://contoso.com"))
			graphtest.Refusal(t, err, federation.CodeHalfFederated)
			assert.Empty(t, w.out.String())
			_, err = w.operator.Disable(t.Context(), "contoso.com")
			require.NoError(t, err)
			assert.Equal(t, disabled, w.out.String())
			d, err := w.Domain(t.Context(), "contoso.com")
			require.NoError(t, err)
			assert.Equal(t, msgraph.Managed, d.AuthenticationType())
		})
	}
}

// The answer to a write may be lost although the write was done: what counts is what reads back.
func TestAnswersThatAreLost(t *testing.T) {
	for name, lost := range map[string]graphtest.Answer{
		"connection": graphtest.HangUp, "500": graphtest.Status(500, "UnknownError", ""),
		"already federated": graphtest.Status(400, "Request_BadRequest", "Domain already has Federation Configuration set."),
	} {
		t.Run(name, func(t *testing.T) {
			w := newTenant(t)
			w.Faults.Add("POST", configurationOf, 1, graphtest.DoneBut(lost))
			result, err := w.operator.Enable(t.Context(), source(t, "https://contoso.com"))
			require.NoError(t, err)
			assert.Equal(t, federation.Yes, result.Changed)
			assert.Equal(t, configured, w.out.String())
			assert.Contains(t, w.warn.String(), "but the configuration reads back as it was sent.\n")
			w.out.Reset()
			w.Faults.Add("PATCH", "/domains/contoso.com", 1, graphtest.DoneBut(lost))
			_, err = w.operator.Disable(t.Context(), "contoso.com")
			require.NoError(t, err)
			assert.Equal(t, disabled, w.out.String())
		})
	}
}

func TestWritesThatAreLost(t *testing.T) {
	w := newTenant(t)
	w.Faults.Add("POST", configurationOf, 1, graphtest.HangUp)
	_, err := w.operator.Enable(t.Context(), source(t, "https://contoso.com"))
	graphtest.Refusal(t, err, federation.CodeUnreachable)
	assert.Empty(t, w.out.String())

	w = newTenant(t)
	w.federated(t)
	w.Faults.Add("PATCH", "/domains/contoso.com", 1, graphtest.Status(204, "", "")) // says yes, does nothing
	result, err := w.operator.Disable(t.Context(), "contoso.com")
	r := graphtest.Refusal(t, err, federation.CodeReadBack)
	assert.Equal(t, "Graph accepted the change, but the domain contoso.com did not become Managed", r.Message)
	assert.Equal(t, federation.Unknown, result.Changed)
	assert.Empty(t, w.out.String())
}

func TestNothingIsCalledConfiguredThatDoesNotReadBack(t *testing.T) {
	yes := func(w http.ResponseWriter, r *http.Request, _ http.Handler) {
		w.WriteHeader(201)
		_, _ = w.Write([]byte(`{"id":"44444444-4444-4444-4444-444444444444"}`))
	}
	w := newTenant(t)
	w.Faults.Add("POST", configurationOf, 1, yes)
	_, err := w.operator.Enable(t.Context(), source(t, "https://contoso.com"))
	r := graphtest.Refusal(t, err, federation.CodeReadBack)
	assert.Equal(t, [2]string{"Federated with a configuration", "Managed without one"}, [2]string{r.Expected, r.Got})
	assert.Empty(t, w.out.String())

	for member, c := range map[string][2]string{
		"issuerUri":                       {`"https://contoso.com"`, `"https://contoso.com/"`},
		"passiveSignInUri":                {signOn, signOn + "x"},
		"signOutUri":                      {"/userconsole/", "/userconsole"},
		"preferredAuthenticationProtocol": {`"saml"`, `"wsFed"`},
		"federatedIdpMfaBehavior":         {`"acceptIfMfaDoneByFederatedIdp"`, `null`},
		"signingCertificate":              {certs.Base64(pairs()[0].Certificate), certs.Base64(pairs()[1].Certificate)},
	} {
		t.Run(member, func(t *testing.T) {
			w := newTenant(t)
			w.Faults.Add("GET", configurationOf, 0, graphtest.Changed(c[0], c[1]))
			result, err := w.operator.Enable(t.Context(), source(t, "https://contoso.com"))
			r := graphtest.Refusal(t, err, federation.CodeReadBack)
			assert.Equal(t, "Graph accepted the configuration of contoso.com, but it does not read back as it was sent",
				r.Message)
			assert.Contains(t, r.Difference, member+", character ")
			assert.Contains(t, r.Fix, "`harness federation disable --domain contoso.com`")
			assert.Equal(t, federation.Yes, result.Changed, "something is there that was not")
			assert.Empty(t, w.out.String())
		})
	}
}

func TestReadsThatLag(t *testing.T) {
	w := newTenant(t)
	var waits int
	w.operator.Again = func(_ context.Context, attempt int) bool { waits = attempt; return attempt < 5 }
	w.Faults.Add("GET", "/federationConfiguration", 2,
		graphtest.Status(404, "Request_ResourceNotFound", "Resource 'federationConfiguration' does not exist"))
	_, err := w.operator.Enable(t.Context(), source(t, "https://contoso.com"))
	require.NoError(t, err)
	assert.Equal(t, 2, waits)
}

func TestOutcomeThatCannotBeRead(t *testing.T) {
	w := newTenant(t)
	w.Faults.Add("GET", "/domains/contoso.com", 0,
		graphtest.Status(403, "Authorization_RequestDenied", "Insufficient privileges to complete the operation."))
	_, err := w.operator.Enable(t.Context(), source(t, "https://contoso.com"))
	r := graphtest.Refusal(t, err, federation.CodeUnknownState)
	assert.Contains(t, r.Fix, "harness federation show --domain contoso.com")
	assert.Empty(t, w.out.String())
}

func TestInterrupted(t *testing.T) {
	w := newTenant(t)
	ctx, cancel := context.WithCancel(t.Context())
	w.Faults.Add("POST", configurationOf, 1, func(http.ResponseWriter, *http.Request, http.Handler) {
		cancel()
		panic(http.ErrAbortHandler) // net/http: how a handler breaks its connection off
	})
	result, err := w.operator.Enable(ctx, source(t, "https://contoso.com"))
	require.ErrorIs(t, err, context.Canceled)
	r := graphtest.Refusal(t, err, federation.CodeUnreachable)
	assert.Equal(t, "A change of contoso.com was sent and not answered: it is Managed at this moment, and may still "+
		"change", r.Message)
	assert.Contains(t, r.Fix, "To return to password sign-in")
	assert.Equal(t, exit.Interrupted, r.ExitCode())
	assert.Equal(t, federation.Unknown, result.Changed)
}

func TestAnswersThatAreNotGraphs(t *testing.T) {
	for name, body := range map[string]string{
		"HTML":             "<html>captive portal</html>",
		"next page abroad": `{"value":[],"@odata.nextLink":"https://evil.example/v1.0/domains?$skiptoken=1"}`,
		"wrong type":       `{"value":7}`,
	} {
		t.Run(name, func(t *testing.T) {
			w := newTenant(t)
			w.Faults.Add("GET", "/domains", 0, func(w http.ResponseWriter, _ *http.Request, _ http.Handler) {
				_, _ = w.Write([]byte(body))
			})
			_, err := w.operator.Enable(t.Context(), source(t, "https://contoso.com"))
			graphtest.Refusal(t, err, federation.CodeUnreachable)
		})
	}
	w := newTenant(t)
	w.Faults.Add("GET", "/domains", 0, graphtest.Status(404, "", ""))
	_, err := w.operator.Enable(t.Context(), source(t, "https://contoso.com"))
	graphtest.Refusal(t, err, "NotFound")
}

// A domain is not called disabled while its configuration still shows.
func TestDisableThatLeavesTheConfiguration(t *testing.T) {
	w := newTenant(t)
	w.federated(t)
	w.out.Reset()
	w.Faults.Add("GET", configurationOf, 0, func(rw http.ResponseWriter, _ *http.Request, _ http.Handler) {
		_, _ = rw.Write([]byte(`{"value":[{"id":"old"}]}`))
	})
	result, err := w.operator.Disable(t.Context(), "contoso.com")
	assert.Equal(t, "Managed with configuration old", graphtest.Refusal(t, err, federation.CodeReadBack).Got)
	assert.Equal(t, federation.Yes, result.Changed)
	assert.Empty(t, w.out.String())
}

// A 500 on the configuration means that there is none only where the domain says Federated.
func TestShowAManagedDomainWhoseConfigurationFails(t *testing.T) {
	w := newTenant(t)
	w.Faults.Add("GET", configurationOf, 0, graphtest.Status(500, "InternalServerError", "x"))
	_, err := w.operator.Show(t.Context(), "contoso.com")
	graphtest.Refusal(t, err, "InternalServerError")
	assert.Empty(t, w.out.String())
}

func TestShowAConfigurationThatOthersMade(t *testing.T) {
	w := newTenant(t)
	w.federated(t)
	w.Faults.Add("GET", configurationOf, 1, graphtest.Changed(certs.Base64(pairs()[0].Certificate), "AAAA"))
	result, err := w.operator.Show(t.Context(), "contoso.com")
	require.NoError(t, err)
	assert.Contains(t, w.out.String(), "signingCertificate              : unreadable\n")
	assert.Contains(t, w.warn.String(), "signingCertificate: certificate: ")
	assert.NotEmpty(t, result.Certificates[0].Unreadable)
	w.warn.Reset()
	w.Faults.Add("GET", configurationOf, 1, graphtest.Changed(certs.Base64(pairs()[0].Certificate), ""))
	result, err = w.operator.Show(t.Context(), "contoso.com")
	require.NoError(t, err)
	assert.Equal(t, "The configuration has no signing certificate: no assertion is accepted.\n", w.warn.String())
	assert.Empty(t, result.Certificates)
	w.operator.Clock = nil
	result, err = w.operator.Show(t.Context(), "contoso.com")
	require.NoError(t, err)
	assert.Empty(t, result.Certificates[0].Validity, "nothing is judged without a clock")
	w.Faults.Add("GET", configurationOf, 1, graphtest.Changed(`"value":[`, `"value":[{"id":"other"},`))
	_, err = w.operator.Show(t.Context(), "contoso.com")
	assert.Equal(t, "Domain contoso.com has 2 federation configurations",
		graphtest.Refusal(t, err, federation.CodeReadBack).Message)
}
