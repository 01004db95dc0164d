package debugger_test

import (
	"net/http/httptest"
	"testing"

	"github.com/chromedp/chromedp"

	"samlharness/internal/axetest"
)

// TestLooks has the states of the page looked at in Chromium: axe-core finds nothing, and nothing is too wide.
func TestLooks(t *testing.T) {
	b := axetest.Open(t)
	two := []axetest.Look{{Width: 1280}, {Width: 320, Dark: true}}
	s := open(t)
	server := httptest.NewServer(s.desk)
	defer server.Close()
	b.Do(chromedp.Navigate(server.URL + "/debug"))
	b.CheckPage("debugger-empty", two...)
	b.Do(chromedp.Navigate(server.URL + "/debug?exchange=" + s.refused()))
	b.CheckPage("debugger-exchange")
	b.Do(chromedp.Click(".editor summary"), chromedp.SetValue("#m1-xml", "<Response/>"),
		chromedp.Click(".editor .primary"),
		chromedp.WaitVisible("#before"))
	b.CheckPage("debugger-edited", two...)
	b.Do(chromedp.Navigate(server.URL+"/debug"), chromedp.Click(".drop .primary"), chromedp.WaitVisible("#error"))
	b.CheckPage("debugger-nothing", two[:1]...)

	alone := httptest.NewServer(withoutWorld("<script>alert(1)</script>王小明 AADSTS50107"))
	defer alone.Close()
	b.Do(chromedp.Navigate(alone.URL))
	b.CheckPage("debugger-alone", two...)
}
