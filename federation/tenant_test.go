package federation_test

import (
	"bytes"
	"testing"

	"github.com/stretchr/testify/require"

	"samlharness/federation"
	"samlharness/internal/graphtest"
	"samlharness/sp/directory"
)

// tenant is the emulated tenant and the operator who works on it.
type tenant struct {
	*graphtest.Tenant
	operator  *federation.Operator
	out, warn bytes.Buffer
}

func newTenant(t *testing.T) *tenant {
	t.Helper()
	w := &tenant{Tenant: graphtest.New(t)}
	w.operator = &federation.Operator{
		Graph: w.Client(t, "", true),
		Out:   &w.out,
		Warn:  &w.warn,
		Clock: w.Clock,
	}
	return w
}

// real is an operator who takes the tenant for a real one.
func (w *tenant) real(t *testing.T, guard *federation.RealGuard) *federation.Operator {
	t.Helper()
	o := *w.operator
	o.Graph, o.Guard = w.Client(t, "https://graph.microsoft.com", false), guard
	return &o
}

// federation is the configuration of a domain as the tenant has it.
func (w *tenant) federation(t *testing.T, domain string) *directory.Federation {
	t.Helper()
	d, err := w.Domain(t.Context(), domain)
	require.NoError(t, err)
	return d.Federation
}

func source(t *testing.T, entityID string, ders ...[]byte) federation.Source {
	t.Helper()
	s, err := federation.ReadMetadata(metadata(entityID, ders...).XML())
	require.NoError(t, err)
	return s
}
