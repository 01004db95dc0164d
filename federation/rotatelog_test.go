package federation_test

import (
	"context"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"samlharness/federation"
	"samlharness/internal/graphtest"
)

// A sign-in log that fails is not taken for one that is closed: the person is told, and is not sent for a license.
func TestRotateWhoseSignInLogFails(t *testing.T) {
	w, s := rotatable(t)
	w.has(t, 0, 2)
	s.silent = true
	failing := graphtest.Status(400, "UnknownError", "the log is being moved")
	w.Faults.Add("GET", "/auditLogs/signIns", 1, failing)
	_, err := w.operator.Rotate(t.Context(), rotation(s))
	graphtest.Refusal(t, err, federation.CodeRotation)
	assert.Contains(t, w.warn.String(), "The sign-in log could not be read")
	assert.Contains(t, w.warn.String(), "UnknownError")
	w.stands(t, 0, 2)

	w.has(t, 0, -1)
	w.Faults.Add("GET", "/auditLogs/signIns", 0, failing)
	_, err = w.operator.Rotate(t.Context(), rotation(s))
	r := graphtest.Refusal(t, err, federation.CodeRotation)
	assert.Contains(t, r.Got, "UnknownError")
	assert.Contains(t, r.Fix, "when Graph answers again")
	assert.NotContains(t, r.Fix, "license")
	w.stands(t, 0, 1)
}

// A closed log is asked once: no time opens it. Nobody is warned of it before the proof, which names the way on.
func TestRotateWhoseSignInLogIsClosed(t *testing.T) {
	w, s := rotatable(t)
	s.silent = true
	w.operator.Pass = func(context.Context, time.Duration) error { return nil }
	w.Faults.Add("GET", "/auditLogs/signIns", 0, graphtest.Status(403, "Authentication_RequestFromNonPremiumTenant", ""))
	options := rotation(s)
	options.Prove = time.Hour
	_, err := w.operator.Rotate(t.Context(), options)
	assert.Contains(t, graphtest.Refusal(t, err, federation.CodeRotation).Fix, "P1 license")
	assert.NotContains(t, w.warn.String(), "sign-in log")
	assert.Equal(t, 2, w.Faults.Requests("GET /beta/auditLogs/signIns"), "what signs now, and the proof")
}

// Verify tells a log that is closed from one that fails.
func TestVerifyTellsWhyTheLogIsUnread(t *testing.T) {
	for cure, answer := range map[string]graphtest.Answer{
		"Grant AuditLog.Read.All and Directory.Read.All; the tenant needs a P1 license.": graphtest.Status(403,
			"Authentication_RequestFromNonPremiumTenant", ""),
		"Look again when Graph answers.": graphtest.Status(400, "UnknownError", ""),
	} {
		w, _ := rotatable(t)
		w.Faults.Add("GET", "/auditLogs/signIns", 0, answer)
		v, err := w.operator.Verify(t.Context(), federation.VerifyOptions{Domain: "contoso.com"})
		require.NoError(t, err)
		for _, f := range v.Findings {
			if f.ID == "last-sign-in" {
				assert.Equal(t, federation.CannotTell, f.Outcome)
				assert.Equal(t, cure, f.Cure)
			}
		}
	}
}

// A rollback to before a rotation is warned of: the identity provider signs with a certificate that ends with it.
func TestRollbackToAnotherCertificateThanSigns(t *testing.T) {
	w, s := rotatable(t)
	s.log()
	before, err := w.operator.Snapshot(t.Context(), "contoso.com")
	require.NoError(t, err)
	_, err = w.operator.Rotate(t.Context(), rotation(s))
	require.NoError(t, err)
	after, err := w.operator.Snapshot(t.Context(), "contoso.com")
	require.NoError(t, err)

	w.warn.Reset()
	_, err = w.operator.Rollback(t.Context(), federation.RollbackOptions{Domain: "contoso.com", Snapshot: before})
	require.NoError(t, err)
	assert.Contains(t, w.warn.String(), "was signed by SHA-1 "+strings.ToUpper(federation.SHA1Of(s.next)))
	assert.Contains(t, w.warn.String(), "nobody of contoso.com can sign in until")

	w.warn.Reset()
	_, err = w.operator.Rollback(t.Context(), federation.RollbackOptions{Domain: "contoso.com", Snapshot: after})
	require.NoError(t, err)
	assert.NotContains(t, w.warn.String(), "was signed by")
}
