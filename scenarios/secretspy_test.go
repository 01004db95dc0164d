package scenarios

import (
	"bytes"
	"context"
	"encoding/json"
	"io"
	"net/http"
	"net/url"
	"regexp"
	"slices"
	"strings"
	"sync"
	"testing"

	"github.com/stretchr/testify/require"

	"samlharness/world"
)

// secretSpy sees what passes in a world and keeps each secret in it: cookies, tokens, passwords, one-time values.
type secretSpy struct {
	next http.RoundTripper

	mu    sync.Mutex
	known map[string]string // what each is
}

// worlds makes worlds whose requests go by the spy.
func (s *secretSpy) worlds(t *testing.T, made *[]*world.World) func(context.Context, world.Spec) (*World, error) {
	return func(ctx context.Context, spec world.Spec) (*World, error) {
		w, err := world.New(ctx, world.Options{Spec: &spec})
		require.NoError(t, err)
		client := w.HTTPClient()
		s.next, client.Transport = client.Transport, s
		*made = append(*made, w)
		people := worldWith(w, nil)
		people.Close = func() error { client.Transport = s.next; return w.Close() }
		return people, nil
	}
}

func (s *secretSpy) add(what, value string) {
	s.mu.Lock()
	defer s.mu.Unlock()
	if len(value) >= 8 {
		s.known[value] = what
	}
}

// RoundTrip sends a request on, and looks at both sides of it.
func (s *secretSpy) RoundTrip(r *http.Request) (*http.Response, error) {
	if r.Body != nil {
		body, err := io.ReadAll(r.Body)
		if err != nil {
			return nil, err
		}
		r.Body = io.NopCloser(bytes.NewReader(body))
		s.form(string(body))
	}
	if token, ok := strings.CutPrefix(r.Header.Get("Authorization"), "Bearer "); ok {
		s.add("bearer token", token)
	}
	s.form(r.URL.RawQuery)
	answer, err := s.next.RoundTrip(r)
	if err != nil {
		return nil, err
	}
	for _, c := range answer.Cookies() {
		s.add("cookie "+c.Name, c.Value)
	}
	body, err := io.ReadAll(answer.Body)
	_ = answer.Body.Close()
	answer.Body = io.NopCloser(bytes.NewReader(body))
	s.tokens(body)
	return answer, err
}

// open are the parameters that hold no secret; the SAML messages are what reports are about.
var open = []string{
	"SAMLRequest", "SAMLResponse", "RelayState", "username", "login", "loginfmt", "email", "LoginOptions", "type", "wa",
	"client_id", "scope", "grant_type", "response_type", "response_mode", "redirect_uri", "client-request-id", "context",
	"redirectTo", "client_info", "hpgrequestid", "ctx", "whr", "login_hint", "domain_hint", "$select", "$filter", "$top",
	"$expand",
	"client_assertion_type", "step", "x-client-sku", "x-client-ver",
}

func (s *secretSpy) form(text string) {
	values, err := url.ParseQuery(text)
	if err != nil {
		return
	}
	for name, all := range values {
		for _, value := range all {
			if !slices.Contains(open, name) && !strings.ContainsAny(name, "{<") {
				s.add("parameter "+name, value)
			}
		}
	}
}

var privateValue = regexp.MustCompile(`name="(flowToken|canary|samlToken|code|_csrf|csrf)"[^>]*value="([^"]+)"`)

func (s *secretSpy) tokens(body []byte) {
	var members map[string]any
	if json.Unmarshal(body, &members) == nil {
		for name, value := range members {
			if text, ok := value.(string); ok && strings.HasSuffix(name, "_token") {
				s.add(name, text)
			}
		}
	}
	for _, found := range privateValue.FindAllSubmatch(body, -1) {
		s.add("field "+string(found[1]), string(found[2]))
	}
}
