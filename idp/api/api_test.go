package api_test

import (
	"net/http"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"samlharness/internal/idptest"
)

func TestMetadataAPI(t *testing.T) {
	w := idptest.NewWorld(t)
	app, err := w.Application(t.Context(), "office365")
	require.NoError(t, err)
	get := func(organization, application, key string) *idptest.Answer {
		req, err := http.NewRequestWithContext(t.Context(), http.MethodGet,
			"https://console.jumpcloud.com/api/organizations/"+organization+"/applications/"+application+"/metadata.xml", nil)
		require.NoError(t, err)
		req.Header.Set("x-api-key", key)
		return w.Browser().Do(req)
	}
	_, xml, err := w.ExportMetadata(t.Context(), "office365")
	require.NoError(t, err)
	assert.Equal(t, string(xml), get(w.ID(), app.ID, w.APIKey()).Body)
	assert.Equal(t, http.StatusUnauthorized, get(w.ID(), app.ID, "").StatusCode)
	assert.Equal(t, http.StatusUnauthorized, get(w.ID(), app.ID, "wrong").StatusCode)
	assert.Equal(t, http.StatusNotFound, get(w.ID(), "64b1f0c2a9d3e45f6a7b8c9d", w.APIKey()).StatusCode)
	assert.Equal(t, http.StatusNotFound, get("64b1f0c2a9d3e45f6a7b8c9d", app.ID, w.APIKey()).StatusCode)
}
