package home_test

import (
	"net/http/httptest"
	"strings"
	"testing"

	"github.com/chromedp/chromedp"
	"github.com/stretchr/testify/assert"

	"samlharness/internal/axetest"
	"samlharness/world"
)

// TestLooks has every state of the page looked at in Chromium: axe-core finds nothing, and nothing is too wide.
func TestLooks(t *testing.T) {
	b := axetest.Open(t)
	for _, state := range []struct {
		name string
		spec *world.Spec
		do   func(*site)
		path string
	}{
		{name: "home", do: func(s *site) { s.post("/bind", "user", "alice@contoso.com") }},
		{name: "home-federated", do: federate, path: "/"},
		{name: "home-empty", spec: empty()},
		{name: "home-thousands", spec: crowd(2000), path: "/?page=3"},
		{name: "home-nobody-found", path: "/?q=zoe"},
		{name: "no-page", path: "/nowhere"},
	} {
		s := open(t, state.spec)
		if state.do != nil {
			state.do(s)
		}
		server := httptest.NewServer(s.desk)
		b.Do(chromedp.Navigate(server.URL + state.path))
		b.CheckPage(state.name)
		server.Close()
	}
}

func federate(s *site) {
	for _, step := range []string{"bind", "application", "group", "enable"} {
		_, page := s.post("/steps", "step", step)
		assert.True(s.t, strings.Contains(page, "</span> Done"), step)
	}
}
