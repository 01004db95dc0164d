package report

import (
	"encoding/json"
	"io"
)

// WriteJSON writes the report as one document of the form [Schema].
func (r *Report) WriteJSON(w io.Writer) error {
	encoder := json.NewEncoder(w)
	encoder.SetEscapeHTML(false)
	encoder.SetIndent("", "  ")
	return encoder.Encode(r)
}
