package signin

import (
	"crypto/rand"
	"errors"
	"net/http"

	"github.com/google/uuid"

	"samlharness/sp/aadsts"
	"samlharness/sp/pages"
)

// visit is one request with the identifiers that its page shows.
type visit struct {
	w             http.ResponseWriter
	r             *http.Request
	requestID     string
	correlationID string
	// password is what was typed on the password page, nil when none came. It is not kept anywhere.
	password *string
}

// newVisit begins to answer a request. The client may name the correlation ID, as real clients do.
func newVisit(w http.ResponseWriter, r *http.Request) *visit {
	v := &visit{w: w, r: r, requestID: uuid.NewString(), correlationID: uuid.NewString()}
	if id, err := uuid.Parse(r.URL.Query().Get("client-request-id")); err == nil {
		v.correlationID = id.String()
	}
	w.Header().Set("X-Ms-Request-Id", v.requestID)
	return v
}

// config is the configuration of a page.
func (v *visit) config() pages.Config {
	return pages.Config{
		CorrelationID:  v.correlationID,
		SessionID:      v.requestID,
		RequestID:      v.requestID,
		CredentialType: "https://" + loginHost + "/common/GetCredentialType?mkt=en-US",
	}
}

// question is the configuration of a page with a form that is posted to a path and carries ctx along. The other
// tokens are what real pages have; nothing here depends on them: forms are accepted from the service's own origin
// only.
func (v *visit) question(path, ctx string) pages.Config {
	c := v.config()
	c.URLPost, c.Ctx, c.FlowToken, c.Canary = path, ctx, rand.Text(), rand.Text()
	return c
}

// form reads a small form into the request's PostForm.
func (v *visit) form() error {
	v.r.Body = http.MaxBytesReader(v.w, v.r.Body, maxBody)
	err := v.r.ParseForm()
	if err == nil || tooLarge(err) {
		return err
	}
	return &refused{Refusal: refusal(aadsts.InvalidInput)}
}

func tooLarge(err error) bool {
	_, ok := errors.AsType[*http.MaxBytesError](err)
	return ok
}
