package signin

import (
	"crypto/rand"
	"errors"
	"net/http"

	"github.com/google/uuid"

	"samlharness/internal/random"
	"samlharness/sp/aadsts"
	"samlharness/sp/pages"
)

// request is one HTTP request with the identifiers that its page shows.
type request struct {
	w             http.ResponseWriter
	r             *http.Request
	requestID     string
	correlationID string
	// password is what was typed on the password page, nil when none came. It is not kept anywhere.
	password *string
}

// newRequest begins to answer an HTTP request. The client may name the correlation ID, as real clients do.
func newRequest(w http.ResponseWriter, r *http.Request) *request {
	ids := random.Of(r.Context())
	req := &request{w: w, r: r, requestID: random.UUID(ids), correlationID: random.UUID(ids)}
	if id, err := uuid.Parse(r.URL.Query().Get("client-request-id")); err == nil {
		req.correlationID = id.String()
	}
	w.Header().Set("X-Ms-Request-Id", req.requestID)
	return req
}

// config is the configuration of a page.
func (req *request) config() pages.Config {
	return pages.Config{
		CorrelationID:  req.correlationID,
		SessionID:      req.requestID,
		RequestID:      req.requestID,
		CredentialType: "https://" + req.r.Host + "/common/GetCredentialType?mkt=en-US",
	}
}

// question is the configuration of a page with a form that is posted to a path and carries ctx along. The other tokens
// are what real pages have; nothing here depends on them: forms are accepted from the service's own origin only.
func (req *request) question(path, ctx string, p *pending) pages.Config {
	c := req.config()
	c.Targets = p.targets()
	c.URLPost, c.Ctx, c.FlowToken, c.Canary = path, ctx, rand.Text(), rand.Text()
	return c
}

// form reads a small form into the request's PostForm.
func (req *request) form() error {
	req.r.Body = http.MaxBytesReader(req.w, req.r.Body, maxBody)
	err := req.r.ParseForm()
	if err == nil || tooLarge(err) {
		return err
	}
	return &refused{Refusal: refusal(aadsts.InvalidInput)}
}

func tooLarge(err error) bool {
	_, ok := errors.AsType[*http.MaxBytesError](err)
	return ok
}
