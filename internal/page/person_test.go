package page_test

import (
	"net/http/httptest"
	"testing"

	"github.com/stretchr/testify/assert"

	"samlharness/internal/page"
)

func TestInitials(t *testing.T) {
	for name, want := range map[string]string{
		"Alice Adams":               "AA",
		"Microsoft 365":             "M3",
		"An application of a label": "AL",
		"erika":                     "E",
		"王小明":                       "王",
		"<script>alert(1)</script>": "S",
		"(ß)":                       "ß",
		"- !":                       "?",
		"":                          "?",
	} {
		assert.Equal(t, want, page.Initials(name), name)
	}
}

func TestExchangeIsExplainedWhereADeskIsServed(t *testing.T) {
	for _, c := range []struct {
		desk    func() string
		explain bool
	}{
		{nil, false},
		{func() string { return "" }, false},
		{func() string { return "http://localhost:8080" }, true},
	} {
		for _, exchange := range []string{"", "4f7e"} {
			w := httptest.NewRecorder()
			site := page.Site{World: "demo", Desk: c.desk}
			site.Write(w, page.Page{Template: page.Must(autoPost), Exchange: exchange})
			check := assert.NotContains
			if c.explain && exchange != "" {
				check = assert.Contains
			}
			check(t, w.Body.String(), `href="http://localhost:8080/record/4f7e"`)
			check(t, w.Body.String(), `<code>harness record show 4f7e</code>`)
		}
	}
}
