package federation_test

import (
	"net/http"
	"testing"

	"github.com/Azure/azure-sdk-for-go/sdk/azcore"
	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"samlharness/federation"
	"samlharness/federation/msgraph"
	"samlharness/internal/exit"
	"samlharness/internal/graphtest"
	"samlharness/sp/directory"
)

// What needs no network is said without one, and before a token is asked for.
func TestCheapChecksComeFirst(t *testing.T) {
	for name, change := range map[string]func(*federation.RealGuard){
		"not allowed":    func(g *federation.RealGuard) { g.Allowed = nil },
		"another domain": func(g *federation.RealGuard) { g.Named = "fabrikam.com" },
		"no snapshots":   func(g *federation.RealGuard) { g.SnapshotFolder = "" },
	} {
		g := guard(t)
		change(g)
		o := &federation.Operator{Graph: unreachable(t, msgraph.Secret), Guard: g}
		result, err := enable(t, o)
		graphtest.Refusal(t, err, federation.CodeGuard)
		assert.Len(t, result.Checks, 7, name)
		_, err = disable(t, o)
		graphtest.Refusal(t, err, federation.CodeGuard)
	}
	_, err := federation.ReadMetadataFile("")
	r := graphtest.Refusal(t, err, federation.CodeMetadataMissing)
	assert.Equal(t, "No metadata file is named: --xml-file is missing", r.Message)
	assert.Equal(t, exit.Usage, r.ExitCode())
}

// The command line names the domain also for an emulation.
func TestTheFileNamesAnotherDomain(t *testing.T) {
	w := newTenant(t)
	w.operator.Guard = &federation.RealGuard{Named: "fabrikam.com"}
	_, err := enable(t, w.operator)
	r := graphtest.Refusal(t, err, federation.CodeMetadataDomain)
	assert.Equal(t, "The metadata file names another domain than --domain", r.Message)
	assert.Equal(t, [2]string{"fabrikam.com", "contoso.com"}, [2]string{r.Expected, r.Got})
	assert.Equal(t, exit.Usage, r.ExitCode())
	assert.Zero(t, w.Faults.Requests(""))
	w.operator.Guard.Named = "Contoso.com"
	_, err = enable(t, w.operator)
	assert.NoError(t, err)
}

// unreachable is a client whose sign-in host does not answer.
func unreachable(t *testing.T, kind msgraph.CredentialKind) *msgraph.Client {
	t.Helper()
	environment := map[string]string{
		msgraph.EnvTenantID:     graphtest.TenantID,
		msgraph.EnvClientID:     graphtest.ClientID,
		msgraph.EnvClientSecret: graphtest.ClientSecret,
	}
	g, err := msgraph.Target{
		Kind:          kind,
		AuthorityHost: "https://127.0.0.1:1",
		Getenv:        func(name string) string { return environment[name] },
	}.Open()
	require.NoError(t, err)
	return g
}

func TestNoNetwork(t *testing.T) {
	t.Setenv("IDENTITY_ENDPOINT", "http://127.0.0.1:1") // an Azure host's, for the managed identity
	t.Setenv("IDENTITY_HEADER", "x")
	t.Setenv("PATH", t.TempDir())
	for kind, fix := range map[msgraph.CredentialKind]string{
		msgraph.Secret:     "Check the network, the proxy",
		msgraph.DeviceCode: "Check the network, the proxy",
		msgraph.Browser:    "Check the network, the proxy",
		msgraph.ManagedID:  "Only a host in Azure has a managed identity",
		msgraph.CLI:        "that the Azure CLI is installed",
	} {
		_, err := show(t, &federation.Operator{Graph: unreachable(t, kind)})
		r, ok := err.(interface{ Hint() string })
		require.True(t, ok, "%s: %v", kind, err)
		assert.Contains(t, r.Hint(), fix, kind)
		assert.Equal(t, exit.Environment, err.(interface{ ExitCode() int }).ExitCode(), kind)
	}
}

// The way back stays open in a lock-out: an application may return a domain although no administrator can sign in
// outside it. A person may not, and nobody may federate one so.
func TestReturningALockedDomain(t *testing.T) {
	denied := graphtest.Status(403, "Authorization_RequestDenied", "Insufficient privileges to complete the operation.")
	for name, lock := range map[string]func(*tenant){
		"no administrator": func(w *tenant) {
			require.NoError(t, w.RemoveRole(t.Context(), directory.GlobalAdministrator, graphtest.Admin))
		},
		"administrators cannot be read": func(w *tenant) { w.Faults.Add(http.MethodGet, "/roleAssignments", 0, denied) },
	} {
		w := newTenant(t)
		lock(w)
		_, err := enable(t, w.real(t, guard(t)))
		r := graphtest.Refusal(t, err, federation.CodeGuard)
		if name != "no administrator" {
			assert.Contains(t, r.Fix, "The token lacks the permission RoleManagement.Read.Directory")
		}
		w.federated(t)
		result, err := disable(t, w.real(t, guard(t)))
		require.NoError(t, err, name)
		assert.Equal(t, federation.Yes, result.Changed)
		assert.Contains(t, w.warn.String(), "No enabled Global Administrator was found who can sign in outside contoso.com")
	}
	w := newTenant(t)
	w.federated(t)
	require.NoError(t, w.RemoveRole(t.Context(), directory.GlobalAdministrator, graphtest.Admin))
	o := w.real(t, guard(t))
	var err error
	o.Graph, err = msgraph.New(msgraph.Options{Credential: person{w.Credential(t, graphtest.ClientSecret)},
		Transport: w.Web(t), Retry: graphtest.Quick()})
	require.NoError(t, err)
	_, err = disable(t, o)
	graphtest.Refusal(t, err, federation.CodeGuard)
	assert.NotNil(t, w.federation(t, "contoso.com"))
}

// person hides that a credential is an application's.
type person struct{ azcore.TokenCredential }
