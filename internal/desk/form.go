package desk

import (
	"crypto/subtle"
	"fmt"
	"net/http"
	"strings"
)

// maxForm bounds what a form of the desk may send, in bytes, unless its room takes more.
const maxForm = 64 << 10

// Form lets a form's answer through when the form was one of this desk: it bears the token that its pages have. Origin
// and Host were looked at before, see [Desk.ServeHTTP].
func (d *Desk) Form(next http.HandlerFunc) http.HandlerFunc { return d.FormOf(maxForm, next) }

// FormOf is Form for a form that may send so many bytes, files among them, which are kept in memory alone.
func (d *Desk) FormOf(limit int64, next http.HandlerFunc) http.HandlerFunc {
	return func(w http.ResponseWriter, r *http.Request) {
		r.Body = http.MaxBytesReader(w, r.Body, limit)
		parse := r.ParseForm
		if strings.HasPrefix(r.Header.Get("Content-Type"), "multipart/form-data") {
			parse = func() error { return r.ParseMultipartForm(limit) }
		}
		if err := parse(); err != nil {
			d.Fail(w, Failure{
				Status: http.StatusBadRequest, Title: "The form cannot be read",
				Says: fmt.Sprintf("What came is not a form of at most %d KiB.", limit>>10),
			})
			return
		}
		if subtle.ConstantTimeCompare([]byte(r.PostForm.Get("token")), []byte(d.token)) != 1 {
			d.Fail(w, Failure{
				Status: http.StatusForbidden, Title: "This form is out of date",
				Says: "It came from a page of an earlier run, or from elsewhere. Nothing was done: open the page again and " +
					"repeat it.",
			})
			return
		}
		next(w, r)
	}
}
