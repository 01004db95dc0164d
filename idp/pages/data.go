package pages

import (
	"encoding/json"
	"fmt"
	"net/http"

	"samlharness/internal/page"
)

// Fail answers an internal fault without details; the log has them.
func (p *Pages) Fail(w http.ResponseWriter, r *http.Request, err error) {
	if p.site.Logger != nil {
		p.site.Logger.ErrorContext(r.Context(), "request failed", "host", r.Host, "path", r.URL.Path, "err", err)
	}
	p.problem(w, r, page.Broken())
}

// TooLarge answers a form that is larger than what is read.
func (p *Pages) TooLarge(w http.ResponseWriter, r *http.Request) { p.problem(w, r, page.TooLarge()) }

// JSON answers a program.
func JSON(w http.ResponseWriter, status int, v any) {
	data, err := json.Marshal(v)
	if err != nil {
		http.Error(w, "Internal Server Error", http.StatusInternalServerError)
		return
	}
	w.Header().Set("Content-Type", "application/json; charset=utf-8")
	w.Header().Set("Cache-Control", "no-store")
	w.Header().Set("X-Content-Type-Options", "nosniff")
	w.WriteHeader(status)
	_, _ = w.Write(data) // the reader has gone; there is nobody to tell
}

// Message answers a program in JumpCloud's form of an error: {"message": …}.
func Message(w http.ResponseWriter, status int, message string) {
	JSON(w, status, map[string]string{"message": message})
}

// Download gives an XML document as a file.
func Download(w http.ResponseWriter, fileName string, xml []byte) {
	w.Header().Set("Content-Type", "application/xml; charset=utf-8")
	w.Header().Set("Content-Disposition", fmt.Sprintf("attachment; filename=%q", fileName))
	w.Header().Set("X-Content-Type-Options", "nosniff")
	_, _ = w.Write(xml) // the reader has gone; there is nobody to tell
}
