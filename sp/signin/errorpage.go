package signin

import (
	"errors"
	"log/slog"
	"net/http"
	"strings"

	"github.com/jonboulle/clockwork"

	"samlharness/record"
	"samlharness/sp/aadsts"
	"samlharness/sp/pages"
)

// errorPage answers requests that ended in an error.
type errorPage struct {
	pages  *pages.Set
	record *record.Log
	clock  clockwork.Clock
	logger *slog.Logger
}

// show answers a *[refused] with the error page, a body that is too large with 413. Any other error is a failure of our
// own, such as a directory that cannot be read: the log has the reason, the page has not.
func (e *errorPage) show(req *request, err error) {
	if no, ok := errors.AsType[*refused](err); ok {
		e.refuse(req, no)
		return
	}
	if no, ok := errors.AsType[*record.Refusal](err); ok {
		e.refuse(req, &refused{Refusal: no})
		return
	}
	if tooLarge(err) {
		e.pages.TooLarge(req.w, req.r)
		return
	}
	e.logger.Error("sign-in failed", "path", req.r.URL.Path, "correlation", req.correlationID, "err", err)
	e.pages.Broken(req.w, req.r)
}

// refuse shows the error page: the code with its sentence, and what an administrator asks for.
func (e *errorPage) refuse(req *request, no *refused) {
	config := req.config()
	config.ErrorCode, config.ExceptionMessage = strings.TrimPrefix(no.Code, "AADSTS"), no.Error()
	if !no.recorded {
		e.keep(req, no.Refusal)
	}
	config.Exchange = req.correlationID
	e.pages.Error(req.w, pages.Error{
		Config:    config,
		Line:      no.Error(),
		Timestamp: e.clock.Now().UTC().Format("2006-01-02T15:04:05Z"),
		Advice:    no.advice,
	})
}

// keep records a refusal of which nothing else of the record tells.
func (e *errorPage) keep(req *request, no *record.Refusal) {
	e.record.Add(req.r.Context(), record.Exchange{
		At:            e.clock.Now(),
		By:            record.Microsoft,
		Kind:          record.SignIn,
		From:          record.Browser,
		To:            record.Microsoft,
		HTTP:          &record.HTTP{Method: req.r.Method, URL: "https://" + req.r.Host + req.r.URL.Path},
		CorrelationID: req.correlationID,
		Verdict:       record.Refused,
		Refusal:       no,
	})
}

// lookup explains a code: where error_uri of the token service leads.
func (e *errorPage) lookup(w http.ResponseWriter, r *http.Request) {
	code := aadsts.Code(strings.TrimPrefix(strings.TrimSpace(r.URL.Query().Get("code")), "AADSTS"))
	e.pages.Lookup(w, pages.Lookup{Config: newRequest(w, r).config(), Code: string(code), Message: aadsts.Text(code)})
}
