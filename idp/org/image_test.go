package org_test

import (
	"bytes"
	"encoding/base64"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"samlharness/idp/org"
	"samlharness/internal/idptest"
	"samlharness/record"
)

// pixel is a PNG of one pixel.
func pixel(t testing.TB) []byte {
	t.Helper()
	data, err := base64.StdEncoding.DecodeString("iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9Q" +
		"DwADhgGAWjR9awAAAABJRU5ErkJggg==")
	require.NoError(t, err)
	return data
}

func TestImage(t *testing.T) {
	w, ctx := idptest.NewWorld(t), t.Context()
	app, err := w.SetImage(ctx, "office365", pixel(t))
	require.NoError(t, err)
	first := app.ImageSum
	assert.NotEmpty(t, first)
	image, ok, err := w.Organization.Image(ctx, app.ID)
	require.NoError(t, err)
	assert.True(t, ok)
	assert.Equal(t, org.Image{Type: "image/png", Data: pixel(t)}, image)

	app, err = w.SetImage(ctx, "office365", append([]byte("\xff\xd8\xff"), 1))
	require.NoError(t, err)
	assert.NotEqual(t, first, app.ImageSum)
	for name, data := range map[string][]byte{
		"SVG holds scripts": []byte(`<svg xmlns="http://www.w3.org/2000/svg"><script>alert(1)</script></svg>`),
		"HTML":              []byte("<!DOCTYPE html><p>"),
		"text":              []byte("no image"),
		"too large":         append(pixel(t), bytes.Repeat([]byte{0}, 256<<10)...),
	} {
		_, err := w.SetImage(ctx, "office365", data)
		assert.True(t, record.IsCode(err, org.CodeInvalid), "%s: %v", name, err)
	}
	app, err = w.SetImage(ctx, "office365", nil)
	require.NoError(t, err)
	assert.Empty(t, app.ImageSum)

	_, err = w.SetImage(ctx, "office365", pixel(t))
	require.NoError(t, err)
	require.NoError(t, w.DeleteApplication(ctx, "office365"))
	_, ok, err = w.Organization.Image(ctx, app.ID)
	require.NoError(t, err)
	assert.False(t, ok, "an application goes with its image")
	_, err = w.SetImage(ctx, "office365", pixel(t))
	assert.True(t, record.IsCode(err, org.CodeNotFound), "%v", err)
}

func TestColor(t *testing.T) {
	w := idptest.NewWorld(t)
	app, err := w.UpdateApplication(t.Context(), "office365", org.ApplicationUpdate{Color: new("#FFB000")})
	require.NoError(t, err)
	assert.Equal(t, "#FFB000", app.Color)
	_, err = w.UpdateApplication(t.Context(), "office365", org.ApplicationUpdate{Color: new("red")})
	assert.True(t, record.IsCode(err, org.CodeInvalid), "%v", err)
}
