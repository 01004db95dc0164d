package federation_test

import (
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"samlharness/federation"
	"samlharness/internal/graphtest"
	"samlharness/sp/directory"
)

// Each refusal of the guard comes before any write, whatever was to be changed.
func TestTheGuardRefusesBeforeAnyWrite(t *testing.T) {
	for _, c := range []struct {
		name, code, message string
		prepare             func(t *testing.T, w *tenant, g *federation.RealGuard, s *federation.Snapshot)
	}{
		{"wrong tenant", federation.CodeSnapshot, "The snapshot is of another tenant: nothing was changed",
			func(_ *testing.T, _ *tenant, _ *federation.RealGuard, s *federation.Snapshot) {
				s.TenantID = "77777777-7777-7777-7777-777777777777"
			}},
		{"domain not allowed", federation.CodeGuard, "A real tenant is not changed: the domain must be allowed by " +
			"HARNESS_REAL_DOMAIN or the user's configuration",
			func(_ *testing.T, _ *tenant, g *federation.RealGuard, _ *federation.Snapshot) { g.Allowed = nil }},
		{"default domain", federation.CodeGuard,
			"A real tenant is not changed: the domain must not be the tenant's default one",
			func(t *testing.T, w *tenant, _ *federation.RealGuard, _ *federation.Snapshot) {
				require.NoError(t, w.SetDefaultDomain(t.Context(), "contoso.com"))
			}},
		{"no administrator outside", federation.CodeGuard, "A real tenant is not changed: an enabled Global Administrator " +
			"must be able to sign in outside the domain",
			func(t *testing.T, w *tenant, _ *federation.RealGuard, _ *federation.Snapshot) {
				off := false
				_, err := w.UpdateUser(t.Context(), graphtest.Admin, directory.UserPatch{AccountEnabled: &off})
				require.NoError(t, err)
			}},
		{"stale snapshot", federation.CodeSnapshot, "The snapshot is not one to return to: nothing was changed",
			func(_ *testing.T, _ *tenant, _ *federation.RealGuard, s *federation.Snapshot) {
				s.Time = s.Time.Add(-31 * 24 * time.Hour)
			}},
		{"another Graph", federation.CodeSnapshot, "The snapshot is not one to return to: nothing was changed",
			func(_ *testing.T, _ *tenant, _ *federation.RealGuard, s *federation.Snapshot) {
				s.Endpoint = "https://graph.microsoft.us"
			}},
		{"another domain", federation.CodeSnapshot, "The snapshot is not one to return to: nothing was changed",
			func(_ *testing.T, _ *tenant, _ *federation.RealGuard, s *federation.Snapshot) {
				s.Name = "fabrikam.com"
			}},
	} {
		t.Run(c.name, func(t *testing.T) {
			w, g := newTenant(t), guard(t)
			o := w.real(t, g)
			_, err := w.real(t, guard(t)).Apply(t.Context(), wanted(t, wantedYAML()))
			require.NoError(t, err)
			federated, err := o.Snapshot(t.Context(), "contoso.com")
			require.NoError(t, err)
			require.NoError(t, w.DeleteFederation(t.Context(), "contoso.com", w.federation(t, "contoso.com").ID))
			c.prepare(t, w, g, &federated)
			w.Faults.Forget()
			_, err = o.Rollback(t.Context(), federation.RollbackOptions{Domain: "contoso.com", Snapshot: federated})
			r := graphtest.Refusal(t, err, c.code)
			assert.Equal(t, c.message, r.Message)
			assert.NotEmpty(t, r.Fix)
			for _, method := range []string{"POST ", "PATCH ", "PUT ", "DELETE "} {
				assert.Zero(t, w.Faults.Requests(method))
			}
			if c.code == federation.CodeGuard {
				_, err = o.Apply(t.Context(), wanted(t, wantedYAML()))
				require.Error(t, err)
				assert.Zero(t, w.Faults.Requests("POST ")+w.Faults.Requests("PATCH "))
			}
		})
	}
}

func TestBreakGlass(t *testing.T) {
	w, g := newTenant(t), guard(t)
	o := w.real(t, g)
	before, err := o.Snapshot(t.Context(), "contoso.com")
	require.NoError(t, err)
	_, err = o.Apply(t.Context(), wanted(t, wantedYAML()))
	require.NoError(t, err)
	off := false
	_, err = w.UpdateUser(t.Context(), graphtest.Admin, directory.UserPatch{AccountEnabled: &off})
	require.NoError(t, err)
	before.Time = before.Time.Add(-365 * 24 * time.Hour)
	options := federation.RollbackOptions{Domain: "contoso.com", Snapshot: before}
	_, err = o.Rollback(t.Context(), options)
	graphtest.Refusal(t, err, federation.CodeSnapshot)
	options.BreakGlass = true
	_, err = o.Rollback(t.Context(), options)
	require.NoError(t, err)
	assert.Nil(t, w.federation(t, "contoso.com"))
	assert.Contains(t, w.warn.String(), "Break glass: contoso.com is changed although it was not proven")
	assert.Contains(t, w.warn.String(), "signs in with a Microsoft password again at once")
}

func TestForbiddenNamesScopesAndRoles(t *testing.T) {
	w := newTenant(t)
	w.Faults.Add("POST", "/federationConfiguration", 0, graphtest.Status(403, "Authorization_RequestDenied",
		"Insufficient privileges to complete the operation."))
	_, err := w.real(t, guard(t)).Apply(t.Context(), wanted(t, wantedYAML()))
	r := graphtest.Refusal(t, err, "Authorization_RequestDenied")
	assert.Contains(t, r.Fix, "Domain-InternalFederation.ReadWrite.All")
	assert.Contains(t, r.Fix, "Hybrid Identity Administrator")
}

func TestReadSnapshotRefuses(t *testing.T) {
	for _, text := range []string{"", "{}", `{"schema":"samlharness/federation-snapshot/1"}`,
		`{"schema":"samlharness/federation-snapshot/1","domain":{},"configuration":[]}`} {
		_, err := federation.ReadSnapshot([]byte(text))
		refusal := graphtest.Refusal(t, err, federation.CodeSnapshot)
		assert.NotContains(t, refusal.Got, "EOF")
	}
}
