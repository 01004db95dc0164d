package desk

import (
	"crypto/subtle"
	"net/http"
)

// maxForm bounds what a form of the desk may send, in bytes; rooms that take captures have bounds of their own.
const maxForm = 64 << 10

// Form lets a form's answer through when the form was one of this desk: it bears the token that its pages have. Origin
// and Host were looked at before, see [Desk.ServeHTTP].
func (d *Desk) Form(next http.HandlerFunc) http.HandlerFunc {
	return func(w http.ResponseWriter, r *http.Request) {
		r.Body = http.MaxBytesReader(w, r.Body, maxForm)
		if err := r.ParseForm(); err != nil {
			d.Fail(w, Failure{
				Status: http.StatusBadRequest, Title: "The form cannot be read",
				Says: "What came is not a form of at most 64 KiB.",
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
