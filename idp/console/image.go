package console

import (
	"net/http"
	"strconv"

	"samlharness/idp/org"
)

// imageOf is the address of an application's User Portal Image; "" where it has none. Another image has another one.
func imageOf(a org.Application) string {
	if a.ImageSum == "" {
		return ""
	}
	return "/userconsole/images/" + a.ID + "?" + a.ImageSum
}

// image serves a User Portal Image to people who are signed in. Administrators gave it, so it is nothing but an image.
func (h *Portal) image(w http.ResponseWriter, r *http.Request) {
	if _, ok := h.entry(w, r); !ok {
		return
	}
	image, ok, err := h.Organization.Image(r.Context(), r.PathValue("id"))
	switch {
	case err != nil:
		h.Pages.Fail(w, r, err)
		return
	case !ok:
		http.NotFound(w, r)
		return
	}
	header := w.Header()
	header.Set("Content-Type", image.Type)
	header.Set("Content-Length", strconv.Itoa(len(image.Data)))
	header.Set("X-Content-Type-Options", "nosniff")
	header.Set("Content-Security-Policy", "default-src 'none'; sandbox")
	header.Set("Cache-Control", "private, max-age=3600")
	_, _ = w.Write(image.Data) // the reader may be gone
}
