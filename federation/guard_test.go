package federation_test

import (
	"encoding/json"
	"io"
	"net/http"
	"os"
	"path/filepath"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"samlharness/certs"
	"samlharness/federation"
	"samlharness/internal/graphtest"
	"samlharness/internal/needs"
	"samlharness/record"
	"samlharness/sp/directory"
)

func guard(t *testing.T) *federation.RealGuard {
	t.Helper()
	return &federation.RealGuard{Named: "contoso.com", Allowed: []string{"contoso.com"}, SnapshotFolder: t.TempDir()}
}

func TestARealTenantNeedsAGuard(t *testing.T) {
	w := newTenant(t)
	_, err := w.real(t, nil).Enable(t.Context(), source(t, "https://contoso.com"))
	assert.Equal(t, "https://graph.microsoft.com", graphtest.Refusal(t, err, federation.CodeGuard).Got)
	w.federated(t)
	_, err = w.real(t, nil).Disable(t.Context(), "contoso.com")
	graphtest.Refusal(t, err, federation.CodeGuard)
	assert.NotNil(t, w.federation(t, "contoso.com"))
	_, err = w.real(t, nil).Show(t.Context(), "contoso.com")
	assert.NoError(t, err, "reading needs none")
}

func TestAllowedDomains(t *testing.T) {
	allowed := func(value string) []string {
		return federation.AllowedDomains(func(name string) string {
			return map[string]string{"HARNESS_REAL_DOMAIN": value}[name]
		})
	}
	assert.Equal(t, []string{"contoso.com", "fabrikam.com"}, allowed("contoso.com, fabrikam.com"))
	assert.Empty(t, allowed(""))
}

func TestGuardConditions(t *testing.T) {
	for _, c := range []struct {
		name, check string // check is the one that fails
		change      func(t *testing.T, w *tenant, g *federation.RealGuard)
	}{
		{"not named", "named", func(_ *testing.T, _ *tenant, g *federation.RealGuard) { g.Named = "" }},
		{"another named", "named", func(_ *testing.T, _ *tenant, g *federation.RealGuard) { g.Named = "fabrikam.com" }},
		{"not allowed", "allowed", func(_ *testing.T, _ *tenant, g *federation.RealGuard) { g.Allowed = nil }},
		{"another allowed", "allowed", func(_ *testing.T, _ *tenant, g *federation.RealGuard) {
			g.Allowed = []string{"fabrikam.com", "staging.contoso.com"}
		}},
		{"no folder", "snapshot-folder", func(_ *testing.T, _ *tenant, g *federation.RealGuard) { g.SnapshotFolder = "" }},
		{"administrator disabled", "administrator", func(t *testing.T, w *tenant, _ *federation.RealGuard) {
			off := false
			_, err := w.UpdateUser(t.Context(), graphtest.Admin, directory.UserPatch{AccountEnabled: &off})
			require.NoError(t, err)
		}},
		{"administrator inside", "administrator", func(t *testing.T, w *tenant, _ *federation.RealGuard) {
			inside := "admin@contoso.com"
			_, err := w.UpdateUser(t.Context(), graphtest.Admin, directory.UserPatch{UserPrincipalName: &inside})
			require.NoError(t, err)
		}},
		{"administrator is a guest", "administrator", func(t *testing.T, w *tenant, _ *federation.RealGuard) {
			guest := "chief_example.com#EXT#@contoso.onmicrosoft.com"
			_, err := w.UpdateUser(t.Context(), graphtest.Admin, directory.UserPatch{UserPrincipalName: &guest})
			require.NoError(t, err)
		}},
		{"no administrator", "administrator", func(t *testing.T, w *tenant, _ *federation.RealGuard) {
			require.NoError(t, w.RemoveRole(t.Context(), directory.GlobalAdministrator, graphtest.Admin))
		}},
		{"administrators cannot be read", "administrator", func(_ *testing.T, w *tenant, _ *federation.RealGuard) {
			w.Faults.Add("GET", "/roleAssignments", 0,
				graphtest.Status(403, "Authorization_RequestDenied", "Insufficient privileges to complete the operation."))
		}},
	} {
		t.Run(c.name, func(t *testing.T) {
			w, g := newTenant(t), guard(t)
			c.change(t, w, g)
			result, err := w.real(t, g).Enable(t.Context(), source(t, "https://contoso.com"))
			r := graphtest.Refusal(t, err, federation.CodeGuard)
			assert.Contains(t, r.Message, "A real tenant is not changed")
			assert.NotEmpty(t, r.Fix)
			assert.Nil(t, w.federation(t, "contoso.com"))
			assert.Zero(t, w.Faults.Requests("POST ")+w.Faults.Requests("PATCH "))
			var failed []string
			want := record.Pass
			for _, check := range result.Checks {
				if check.Outcome == record.Fail {
					failed, want = append(failed, check.Name), record.NotReached
					continue
				}
				assert.Equal(t, want, check.Outcome, check.Name)
			}
			assert.Equal(t, []string{c.check}, failed)
			if g.SnapshotFolder != "" {
				assert.Empty(t, snapshots(t, g))
			}
		})
	}
}

// Conditions that Enable refuses by itself too hold for the guard alone, as for Disable.
func TestGuardLooksAtTheDomain(t *testing.T) {
	for domain, failing := range map[string]string{"contoso.onmicrosoft.com": "not-initial", "fabrikam.com": "not-default",
		"unverified.example": "verified", "contoso.org": "verified"} {
		w := newTenant(t)
		require.NoError(t, w.SetDefaultDomain(t.Context(), "fabrikam.com"))
		g := federation.RealGuard{Named: domain, Allowed: []string{domain}, SnapshotFolder: t.TempDir()}
		checks, err := g.Check(t.Context(), w.operator, domain)
		graphtest.Refusal(t, err, federation.CodeGuard)
		for _, check := range checks {
			assert.Equal(t, check.Name == failing, check.Outcome == record.Fail, "%s: %s", domain, check.Name)
		}
	}
}

// Graph's word and Microsoft's suffixes each make a domain the initial one: a tenant may have several onmicrosoft.com
// names.
func TestGuardKnowsInitialDomains(t *testing.T) {
	for domain, initial := range map[string]string{
		"contoso.example":            "true",
		"other.onmicrosoft.com":      "false",
		"other.onmicrosoft.us":       "false",
		"other.partner.onmschina.cn": "false",
	} {
		w := newTenant(t)
		w.Faults.Add("GET", "/domains", 0, func(rw http.ResponseWriter, _ *http.Request, _ http.Handler) {
			_, _ = io.WriteString(rw, `{"value":[{"id":"`+domain+`","isVerified":true,"isInitial":`+initial+`}]}`)
		})
		g := federation.RealGuard{Named: domain, Allowed: []string{domain}, SnapshotFolder: t.TempDir()}
		_, err := g.Check(t.Context(), w.operator, domain)
		assert.Equal(t, domain, graphtest.Refusal(t, err, federation.CodeGuard).Got)
		assert.ErrorContains(t, err, "initial")
	}
}

func TestAnAdministratorInAnotherFederatedDomainCannotHelp(t *testing.T) {
	w, g := newTenant(t), guard(t)
	_, err := w.operator.Enable(t.Context(), source(t, "https://fabrikam.com"))
	require.NoError(t, err)
	_, err = w.CreateUser(t.Context(), directory.NewUser{
		UserPrincipalName: "chief@fabrikam.com",
		DisplayName:       "Chief",
		ImmutableID:       "c",
	})
	require.NoError(t, err)
	require.NoError(t, w.AssignRole(t.Context(), directory.GlobalAdministrator, "chief@fabrikam.com"))
	require.NoError(t, w.RemoveRole(t.Context(), directory.GlobalAdministrator, graphtest.Admin))
	_, err = g.Check(t.Context(), w.operator, "contoso.com")
	assert.Equal(t, "chief@fabrikam.com (enabled: true)", graphtest.Refusal(t, err, federation.CodeGuard).Got)
}

func snapshots(t *testing.T, g *federation.RealGuard) []string {
	t.Helper()
	names, err := filepath.Glob(filepath.Join(g.SnapshotFolder, "*"))
	require.NoError(t, err)
	return names
}

func TestSnapshotComesBeforeTheChange(t *testing.T) {
	w, g := newTenant(t), guard(t)
	g.SnapshotFolder = filepath.Join(g.SnapshotFolder, "made", "on demand")
	o := w.real(t, g)
	enabled, err := o.Enable(t.Context(), source(t, "https://contoso.com"))
	require.NoError(t, err)
	off, err := o.Disable(t.Context(), "contoso.com")
	require.NoError(t, err)
	assert.Equal(t, snapshots(t, g), []string{enabled.Snapshot, off.Snapshot})

	var before, between federation.Snapshot
	for name, s := range map[string]*federation.Snapshot{enabled.Snapshot: &before, off.Snapshot: &between} {
		info, err := os.Stat(name)
		require.NoError(t, err)
		assert.Equal(t, os.FileMode(0o600), info.Mode())
		text, err := os.ReadFile(name)
		require.NoError(t, err)
		require.NoError(t, json.Unmarshal(text, s))
	}
	assert.Equal(t, "https://graph.microsoft.com", before.Endpoint)
	assert.Equal(t, graphtest.TenantID, before.TenantID)
	assert.Equal(t, graphtest.Start, before.Time)
	assert.Equal(t, "The state before the change is in "+off.Snapshot+".", off.Warnings[len(off.Warnings)-1])
	assert.Contains(t, w.warn.String(), "The state before the change is in "+enabled.Snapshot+".\n")
	assert.Contains(t, string(before.Domain), `"Managed"`)
	assert.JSONEq(t, "null", string(before.Configuration))
	assert.Contains(t, string(between.Configuration), "https://contoso.com")
	assert.Contains(t, string(between.Configuration), certs.Base64(pairs()[0].Certificate))
}

func TestNoChangeWithoutASnapshot(t *testing.T) {
	w, g := newTenant(t), guard(t)
	g.SnapshotFolder = filepath.Join(needs.File(t, "file", nil), "folder")
	_, err := w.real(t, g).Enable(t.Context(), source(t, "https://contoso.com"))
	assert.Equal(t, "A real tenant is not changed: the snapshot of the old state could not be written",
		graphtest.Refusal(t, err, federation.CodeGuard).Message)
	assert.Zero(t, w.Faults.Requests("POST "))
	g.SnapshotFolder = t.TempDir()
	w.Faults.Add("GET", configurationOf, 0, graphtest.Status(403, "Authorization_RequestDenied",
		"Insufficient privileges to complete the operation."))
	_, err = w.real(t, g).Enable(t.Context(), source(t, "https://contoso.com"))
	graphtest.Refusal(t, err, "Authorization_RequestDenied")
	assert.Zero(t, w.Faults.Requests("POST "))
}

// Its name does not depend on how the domain was typed, and a tenant that cannot be read does not keep the way back
// closed.
func TestSnapshotOfADomainInAnySpelling(t *testing.T) {
	w, g := newTenant(t), guard(t)
	w.federated(t)
	w.Faults.Add("GET", "/organization", 0, failed(403))
	result, err := w.real(t, g).Disable(t.Context(), "CONTOSO.com")
	require.NoError(t, err)
	assert.Equal(t, filepath.Join(g.SnapshotFolder, "federation-contoso.com-0001.json"), result.Snapshot)
	assert.Contains(t, w.warn.String(), "The snapshot is without the tenant's id")
}

// Every message after the snapshot was written names it.
func TestMessagesNameTheSnapshot(t *testing.T) {
	for _, answer := range []graphtest.Answer{failed(403), failed(500), graphtest.HangUp} {
		w, g := newTenant(t), guard(t)
		w.Faults.Add("POST", configurationOf, 0, answer)
		result, err := w.real(t, g).Enable(t.Context(), source(t, "https://contoso.com"))
		require.Error(t, err)
		require.NotEmpty(t, result.Snapshot)
		assert.Contains(t, result.Refusal.Fix, "The state before the change is in "+result.Snapshot+".")
	}
}
