package home_test

import (
	"net/http/httptest"
	"strings"
	"testing"

	"github.com/chromedp/chromedp"
	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"samlharness/internal/axetest"
	"samlharness/world"
)

// TestLooks has every state of the page looked at in Chromium: axe-core finds nothing, and nothing is too wide.
func TestLooks(t *testing.T) {
	b := axetest.Open(t)
	two := []axetest.Look{{Width: 1280}, {Width: 320, Dark: true}}
	for _, state := range []struct {
		name string
		spec *world.Spec
		do   func(*site)
		path string
		look []axetest.Look
	}{
		{name: "home", do: func(s *site) { s.post("/bind", "user", "alice@contoso.com") }},
		{name: "home-federated", do: federate},
		{name: "home-empty", spec: empty(), look: two},
		{name: "home-thousands", spec: crowd(2000), path: "/?page=3", look: two},
		{name: "home-nobody-found", path: "/?q=zoe", look: two[:1]},
		{name: "no-page", path: "/nowhere", look: two[:1]},
	} {
		s := open(t, state.spec)
		if state.do != nil {
			state.do(s)
		}
		server := httptest.NewServer(s.desk)
		b.Do(chromedp.Navigate(server.URL + state.path))
		b.CheckPage(state.name, state.look...)
		server.Close()
	}
}

func federate(s *site) {
	for _, step := range []string{"bind", "application", "group", "enable"} {
		_, page := s.post("/steps", "step", step)
		assert.True(s.t, strings.Contains(page, "</span> Done"), step)
	}
}

// TestWithoutScript walks by the buttons with JavaScript off, and by the keyboard alone.
func TestWithoutScript(t *testing.T) {
	b := axetest.Open(t)
	s := open(t, nil)
	server := httptest.NewServer(s.desk)
	defer server.Close()
	b.Set(axetest.Look{NoScript: true})
	b.Do(
		chromedp.Navigate(server.URL),
		chromedp.KeyEvent("\t"), chromedp.KeyEvent("\r"), // the skip link
		chromedp.Focus(`button[value="bind"]`), chromedp.KeyEvent("\r"),
		chromedp.WaitVisible("#result"),
	)
	assert.Contains(t, b.Text("#result"), "5 users are bound")
	assert.Contains(t, b.Text("li.now"), "Create the Microsoft 365 application")
	b.Do(
		chromedp.SendKeys("#advance", "2h\r"),
		chromedp.WaitVisible(`//*[@id="result"]//*[contains(text(), "clock advance")]`),
	)
	assert.Contains(t, b.Text("#instant"), "11:15:00 UTC")
	b.Do(chromedp.SendKeys("#q", "王\r"), chromedp.WaitVisible(`a[href="/#people"]`))
	assert.Contains(t, b.Text("#people"), "1 to 1 of 1 found")
}

// TestWatchedPageFollows has the script take up what others do, and copy what is to be copied.
func TestWatchedPageFollows(t *testing.T) {
	b := axetest.Open(t)
	s := open(t, nil)
	server := httptest.NewServer(s.desk)
	defer server.Close()
	b.Do(chromedp.Navigate(server.URL), chromedp.WaitVisible(".copier"))
	_, err := s.world.Federate(t.Context(), "contoso.com")
	require.NoError(t, err)
	b.Do(chromedp.WaitVisible(`//*[@id="domains"]//*[text()="Federated"]`))
	assert.Contains(t, b.Text("#heading"), "contoso.com is Federated")
	assert.Contains(t, b.Text("#next"), "Copy", "what comes in has its buttons too")

	b.Do(chromedp.SendKeys("#advance", "soon\r"), chromedp.WaitVisible("#clock .error"))
	b.CheckPage("home-wrong-duration", axetest.Look{Width: 1280})
	assert.Contains(t, b.Text("#advance-error"), "write it such as 90s")
}
