package console_test

import (
	"net/http"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"samlharness/idp/org"
	"samlharness/internal/idptest"
)

const portal = "https://console.jumpcloud.com/userconsole"

// The User Portal shows an application's image, else its colour; the image itself is for people who are signed in.
func TestPortalImage(t *testing.T) {
	w := idptest.NewWorld(t)
	b := w.SignedIn("alice@contoso.com")
	_, err := w.UpdateApplication(t.Context(), "office365", org.ApplicationUpdate{Color: new("#005466")})
	require.NoError(t, err)
	assert.Contains(t, b.Get(portal).Body, `data-color="#005466"`)
	gif := "GIF89a\x01\x00\x01\x00"
	app, err := w.SetImage(t.Context(), "office365", []byte(gif))
	require.NoError(t, err)
	page := b.Get(portal)
	address := "/userconsole/images/" + app.ID
	assert.Contains(t, page.Body, `<img class="glyph" src="`+address+"?"+app.ImageSum+`" alt="">`)
	assert.Contains(t, page.Header.Get("Content-Security-Policy"), "img-src 'self'")
	assert.Contains(t, b.Get(portal+"/api/applications").Body, `"logo":{"url":"`+address)

	shown := b.Get("https://console.jumpcloud.com" + address)
	assert.Equal(t, gif, shown.Body)
	assert.Equal(t, "image/gif", shown.Header.Get("Content-Type"))
	assert.Equal(t, "nosniff", shown.Header.Get("X-Content-Type-Options"))
	assert.Equal(t, http.StatusNotFound, b.Get(portal+"/images/nothing").StatusCode)
	stranger := w.Browser().Get("https://console.jumpcloud.com" + address)
	assert.Equal(t, http.StatusFound, stranger.StatusCode, "to the login page")
}
