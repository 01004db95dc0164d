package federation_test

import (
	"bytes"
	"io"
	"net/http"
	"net/http/httptest"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/Azure/azure-sdk-for-go/sdk/azcore/policy"
	"github.com/jonboulle/clockwork"
	"github.com/stretchr/testify/require"

	"samlharness/certs"
	"samlharness/federation"
	"samlharness/sp/directory"
)

const (
	tenantID = "11111111-1111-1111-1111-111111111111"
	admin    = "admin@contoso.onmicrosoft.com"
)

// tenant is the demo tenant behind an emulated Graph over TLS, and the operator who works on it.
type tenant struct {
	*directory.Tenant
	clock     *clockwork.FakeClock
	server    *httptest.Server
	authority *certs.Authority
	graph     *federation.Graph
	operator  *federation.Operator
	out, warn bytes.Buffer
	faults    faults
}

func newTenant(t *testing.T) *tenant {
	t.Helper()
	w := &tenant{clock: clockwork.NewFakeClockAt(worldStart)}
	var err error
	w.Tenant, err = directory.New(directory.Options{Clock: w.clock, TenantID: tenantID})
	require.NoError(t, err)
	for _, name := range []string{"contoso.com", "staging.contoso.net", "fabrikam.com", "unverified.example"} {
		_, err = w.AddDomain(t.Context(), name)
		require.NoError(t, err)
		if name != "unverified.example" {
			_, err = w.VerifyDomain(t.Context(), name)
			require.NoError(t, err)
		}
	}
	user, err := w.CreateUser(t.Context(), directory.NewUser{
		UserPrincipalName: admin,
		DisplayName:       "Admin",
		Password:          "Entra-Passw0rd!",
	})
	require.NoError(t, err)
	require.NoError(t, w.AssignRole(t.Context(), directory.GlobalAdministrator, user.ID))
	w.serve(t)
	w.operator = &federation.Operator{Graph: w.graph, Out: &w.out, Warn: &w.warn, Clock: w.clock}
	return w
}

// quick tries again without delay.
func quick() policy.RetryOptions {
	return policy.RetryOptions{RetryDelay: time.Microsecond, MaxRetryDelay: time.Millisecond}
}

// real is an operator who takes the tenant for a real one.
func (w *tenant) real(t *testing.T, guard *federation.RealGuard) *federation.Operator {
	t.Helper()
	o := *w.operator
	o.Graph, o.Guard = w.client(t, "https://graph.microsoft.com", false), guard
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

// fault is something that goes wrong with the requests it matches, as often as it says.
type fault struct {
	method, path string // the path's end
	times        int    // 0 means always
	do           func(w http.ResponseWriter, r *http.Request, next http.Handler)
}

// faults stand before an emulated Graph and spoil what they are told to.
type faults struct {
	mu   sync.Mutex
	list []*fault
	next http.Handler
	seen []string // method and path of every Graph request
}

func (f *faults) add(method, path string, times int, do func(http.ResponseWriter, *http.Request, http.Handler)) {
	f.mu.Lock()
	defer f.mu.Unlock()
	f.list = append(f.list, &fault{method, path, times, do})
}

func (f *faults) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	if strings.HasPrefix(r.URL.Path, "/v1.0/") {
		if hit := f.match(r); hit != nil {
			hit.do(w, r, f.next)
			return
		}
	}
	f.next.ServeHTTP(w, r)
}

func (f *faults) match(r *http.Request) *fault {
	f.mu.Lock()
	defer f.mu.Unlock()
	f.seen = append(f.seen, r.Method+" "+r.URL.Path)
	for i, hit := range f.list {
		if hit.method != r.Method || !strings.HasSuffix(r.URL.Path, hit.path) {
			continue
		}
		if hit.times == 1 {
			f.list = append(f.list[:i:i], f.list[i+1:]...)
		}
		hit.times--
		return hit
	}
	return nil
}

// requests counts the Graph requests so far that begin so.
func (f *faults) requests(prefix string) (n int) {
	f.mu.Lock()
	defer f.mu.Unlock()
	for _, s := range f.seen {
		if strings.HasPrefix(s, prefix) {
			n++
		}
	}
	return n
}

// answer is a fault that answers in Graph's envelope, or with nothing but the status when code is empty.
func answer(status int, code, message string) func(http.ResponseWriter, *http.Request, http.Handler) {
	return func(w http.ResponseWriter, _ *http.Request, _ http.Handler) {
		w.Header().Set("Content-Type", "application/json")
		w.Header().Set("request-id", "99999999-9999-9999-9999-999999999999")
		w.WriteHeader(status)
		if code != "" {
			_, _ = io.WriteString(w, `{"error":{"code":"`+code+`","message":"`+message+
				`","innerError":{"request-id":"99999999-9999-9999-9999-999999999999"}}}`)
		}
	}
}

// doneBut is a fault that does what is asked and then answers something else.
func doneBut(then func(http.ResponseWriter, *http.Request,
	http.Handler)) func(http.ResponseWriter, *http.Request, http.Handler) {
	return func(w http.ResponseWriter, r *http.Request, next http.Handler) {
		next.ServeHTTP(httptest.NewRecorder(), r)
		then(w, r, nil)
	}
}

// hangUp is a fault that breaks the connection without an answer.
func hangUp(http.ResponseWriter, *http.Request, http.Handler) { panic(http.ErrAbortHandler) }

// changed is a fault that answers for the real Graph, with one text replaced.
func changed(old, new string) func(http.ResponseWriter, *http.Request, http.Handler) {
	return func(w http.ResponseWriter, r *http.Request, next http.Handler) {
		recorder := httptest.NewRecorder()
		next.ServeHTTP(recorder, r)
		w.Header().Set("Content-Type", "application/json")
		w.WriteHeader(recorder.Code)
		_, _ = io.WriteString(w, strings.ReplaceAll(recorder.Body.String(), old, new))
	}
}
