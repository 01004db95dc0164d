package sp

import (
	"errors"
	"net/http"
	"strings"

	"github.com/google/uuid"

	"samlharness/internal/page"
	"samlharness/record"
	"samlharness/sp/aadsts"
	"samlharness/sp/pages"
)

// visit is one request with the identifiers that its page shows.
type visit struct {
	w             http.ResponseWriter
	r             *http.Request
	requestID     string
	correlationID string
}

// visit begins to answer a request. The client may name the correlation ID, as real clients do.
func (s *Service) visit(w http.ResponseWriter, r *http.Request) *visit {
	v := &visit{w: w, r: r, requestID: uuid.NewString(), correlationID: uuid.NewString()}
	if id, err := uuid.Parse(r.URL.Query().Get("client-request-id")); err == nil {
		v.correlationID = id.String()
	}
	w.Header().Set("X-Ms-Request-Id", v.requestID)
	return v
}

func (v *visit) config(pageID string) pages.Config {
	return pages.Config{
		PageID:         pageID,
		CorrelationID:  v.correlationID,
		SessionID:      v.requestID,
		RequestID:      v.requestID,
		CredentialType: "https://" + loginHost + "/common/GetCredentialType?mkt=en-US",
	}
}

// refuse shows the error page: HTTP 200, the code with its sentence, and what an administrator asks for. Advice is
// ours, for what Microsoft's sentence cannot say; "" shows none.
func (s *Service) refuse(v *visit, refusal *record.Refusal, advice string) {
	config := v.config("ConvergedError")
	config.ErrorCode, config.ExceptionMessage = strings.TrimPrefix(refusal.Code, "AADSTS"), refusal.Error()
	s.site.Write(v.w, page.Page{Title: titleSignIn, Template: s.pages.Error, Data: pages.Error{
		Config: config, Line: refusal.Error(), Timestamp: s.clock.Now().UTC().Format("2006-01-02T15:04:05Z"), Advice: advice,
	}})
}

// refusal is the refusal with a code of the table.
func refusal(code aadsts.Code, args ...string) *record.Refusal {
	return &record.Refusal{Code: code.String(), Message: aadsts.Text(code, args...)}
}

// fail answers for a failure of our own, such as a directory that cannot be read. The log has the reason, the page has
// not.
func (s *Service) fail(v *visit, err error) {
	s.logger.Error("sign-in failed", "path", v.r.URL.Path, "correlation", v.correlationID, "err", err)
	http.Error(v.w, "Internal Server Error", http.StatusInternalServerError)
}

// form reads a small form; it answers and returns false when it cannot.
func (s *Service) form(v *visit) bool {
	v.r.Body = http.MaxBytesReader(v.w, v.r.Body, maxBody)
	err := v.r.ParseForm()
	if err == nil {
		return true
	}
	if tooLarge(err) {
		http.Error(v.w, "Request Entity Too Large", http.StatusRequestEntityTooLarge)
		return false
	}
	s.refuse(v, refusal(aadsts.InvalidInput), "")
	return false
}

func tooLarge(err error) bool {
	_, ok := errors.AsType[*http.MaxBytesError](err)
	return ok
}
