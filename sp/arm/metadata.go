package arm

import "net/http"

// environment is what programs learn of a cloud (Azure Resource Manager metadata, api-version 2022-09-01).
type environment struct {
	Name                     string            `json:"name"`
	Portal                   string            `json:"portal"`
	ResourceManager          string            `json:"resourceManager"`
	Graph                    string            `json:"graph"`
	GraphAudience            string            `json:"graphAudience"`
	MicrosoftGraphResourceID string            `json:"microsoftGraphResourceId"`
	Authentication           authentication    `json:"authentication"`
	Suffixes                 map[string]string `json:"suffixes"`
}

type authentication struct {
	LoginEndpoint    string   `json:"loginEndpoint"`
	Audiences        []string `json:"audiences"`
	Tenant           string   `json:"tenant,omitempty"`
	IdentityProvider string   `json:"identityProvider,omitempty"`
}

// oldest is the api-version with a shape of its own, which "az cloud register" asks for.
const oldest = "2015-01-01"

// serveMetadata describes the cloud: in the oldest version as one object of its own shape, up to 2020 as a list of
// clouds, and since then as one object.
func (h *Handler) serveMetadata(w http.ResponseWriter, r *http.Request) {
	c := h.Tenant.Cloud()
	azureGraph := "https://" + c.AzureGraph() + "/"
	login := authentication{LoginEndpoint: "https://" + c.Login()}
	for _, resource := range c.ManagementResources() {
		login.Audiences = append(login.Audiences, resource+"/")
	}
	version := r.URL.Query().Get("api-version")
	switch {
	case version == "":
		write(w, http.StatusBadRequest, map[string]any{"error": map[string]string{
			"code":    "MissingApiVersionParameter",
			"message": "The api-version query parameter (?api-version=) is required for all requests.",
		}})
		return
	case version == oldest:
		write(w, http.StatusOK, map[string]any{
			"galleryEndpoint": "",
			"graphEndpoint":   azureGraph,
			"portalEndpoint":  "https://" + c.Portal(),
			"authentication":  login,
		})
		return
	}
	login.Tenant, login.IdentityProvider = "common", "AAD"
	described := environment{
		Name:                     c.Azure(),
		Portal:                   "https://" + c.Portal(),
		ResourceManager:          "https://" + r.Host + "/",
		Graph:                    azureGraph,
		GraphAudience:            azureGraph,
		MicrosoftGraphResourceID: c.GraphResource() + "/",
		Authentication:           login,
		Suffixes:                 map[string]string{},
	}
	if version < "2021" {
		write(w, http.StatusOK, []environment{described})
		return
	}
	write(w, http.StatusOK, described)
}
