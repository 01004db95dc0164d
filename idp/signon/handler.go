package signon

import (
	"context"
	"errors"
	"net/http"

	"github.com/google/uuid"
	"github.com/jonboulle/clockwork"

	"samlharness/idp/org"
	"samlharness/idp/pages"
	"samlharness/idp/session"
	"samlharness/internal/random"
	"samlharness/internal/wire"
	"samlharness/record"
)

// Handler serves the SAML sign-on service. Other sites post to it: that is its purpose.
type Handler struct {
	Organization *org.Organization
	// Pending holds the requests that wait for their user; the login page looks at them too.
	Pending *PendingRequests
	Pages   *pages.Pages
	Clock   clockwork.Clock
	// Record receives every request and every response; nil records nothing.
	Record *record.Log
}

// Mount serves the sign-on service on mux.
func (h *Handler) Mount(mux *http.ServeMux) {
	mux.HandleFunc("GET "+org.HostSSO+"/saml2/{slug}", h.serve)
	mux.HandleFunc("POST "+org.HostSSO+"/saml2/{slug}", h.serve)
	mux.HandleFunc("GET "+org.HostSSO+"/saml2/metadata/{token}", h.metadata)
}

// serve takes a request, or the wish for an unsolicited response, and answers it, or keeps it pending and asks who is
// there.
func (h *Handler) serve(w http.ResponseWriter, r *http.Request) {
	if r.Method == http.MethodHead { // must not use up a token
		w.Header().Set("Allow", "GET, POST")
		w.WriteHeader(http.StatusMethodNotAllowed)
		return
	}
	in, err := readIncoming(w, r)
	refusal, _ := errors.AsType[*record.Refusal](err)
	correlation := ""
	if e, asked := in.exchange(r.PathValue("slug"), h.Clock.Now(), refusal); asked {
		correlation = h.add(r.Context(), e)
	}
	if refusal != nil {
		h.Pages.Refuse(w, RefusalPage(refusal, correlation))
		return
	}
	if err := h.checkSignature(r, &in); err != nil {
		h.Pages.Fail(w, r, err)
		return
	}
	who, signedIn, err := session.Of(r, h.Organization)
	switch {
	case err != nil:
		h.Pages.Fail(w, r, err)
	case in.token != "":
		h.resume(w, r, Target{in.Slug, in.token}, who, signedIn)
	default:
		h.begin(w, r, in.Request, who, signedIn)
	}
}

// begin answers a fresh request at once when somebody is signed in.
func (h *Handler) begin(w http.ResponseWriter, r *http.Request, p Request, who org.Session, signedIn bool) {
	passive := p.authn != nil && p.authn.IsPassive
	switch {
	case signedIn && !p.WantsPassword(who.Token):
		h.answer(w, r, who, p)
	case passive:
		got := "nobody is signed in"
		if signedIn {
			got = "IsPassive with ForceAuthn, which asks for the password again"
		}
		h.refuse(w, r, p, &record.Refusal{
			Code:     CodeNoPassive,
			Expected: "a request that can be answered without asking",
			Got:      got,
			Fix:      "sign in first, or send no IsPassive",
		})
	case p.authn == nil:
		toLogin(w, r, Target{Slug: p.Slug})
	default:
		toLogin(w, r, Target{p.Slug, h.Pending.add(p)})
	}
}

// resume takes up a pending request. It stays pending while nobody is signed in, and works once.
func (h *Handler) resume(w http.ResponseWriter, r *http.Request, to Target, who org.Session, signedIn bool) {
	p, ok := h.Pending.Look(to.Token)
	if ok && p.Slug == to.Slug {
		if !signedIn || p.WantsPassword(who.Token) {
			toLogin(w, r, to)
			return
		}
		p, ok = h.Pending.take(to.Token)
	}
	if !ok || p.Slug != to.Slug {
		h.refuse(w, r, Request{Slug: to.Slug}, &record.Refusal{
			Code:     CodeRequestExpired,
			Expected: "the token of a request that waits for this application",
			Got:      "one that is unknown, used, older than " + PendingFor.String() + " or another application's",
			Fix:      "start again at the service provider",
		})
		return
	}
	h.answer(w, r, who, p)
}

func toLogin(w http.ResponseWriter, r *http.Request, to Target) {
	status := http.StatusFound
	if r.Method == http.MethodPost {
		status = http.StatusSeeOther
	}
	w.Header().Set("Cache-Control", "no-store")
	http.Redirect(w, r, to.Login(), status)
}

// answer decides on a request of somebody who is signed in.
func (h *Handler) answer(w http.ResponseWriter, r *http.Request, who org.Session, p Request) {
	access, known, err := h.Organization.Access(r.Context(), p.Slug, who.User.ID)
	if err != nil {
		h.Pages.Fail(w, r, err)
		return
	}
	d := decide(who, p, access, known)
	if d.refusal != nil {
		h.event(r, d)
		h.Pages.Refuse(w, RefusalPage(d.refusal, h.add(r.Context(), d.exchange(nil, h.Clock.Now()))))
		return
	}
	signer, err := h.Organization.Signer(access)
	if err != nil {
		h.Pages.Fail(w, r, err)
		return
	}
	xml, err := d.issue(random.Of(r.Context()), signer, h.Clock.Now().UTC())
	if err != nil {
		h.Pages.Fail(w, r, err)
		return
	}
	h.Record.Add(r.Context(), d.exchange(xml, h.Clock.Now()))
	h.event(r, d)
	h.Pages.AutoPost(w, pages.AutoPost{
		Target:       d.acs,
		Label:        d.Application.Label,
		SAMLResponse: wire.EncodePost(xml),
		RelayState:   d.relayState,
	})
}

// refuse refuses before anybody is known.
func (h *Handler) refuse(w http.ResponseWriter, r *http.Request, p Request, refusal *record.Refusal) {
	_, refusal.Message = refusalText(refusal.Code)
	list := record.Checklist{}
	list.Add(record.Check{
		Name:     "session",
		Title:    "The request can be answered for the browser's user",
		Code:     refusal.Code,
		Expected: refusal.Expected,
		Got:      refusal.Got,
		Fix:      refusal.Fix,
	}, false)
	refused := decision{request: p.authn, refusal: refusal, checks: list.Checks()}
	h.Pages.Refuse(w, RefusalPage(refusal, h.add(r.Context(), refused.exchange(nil, h.Clock.Now()))))
}

// add records an exchange. A refused one gets a correlation ID, by which its page leads to it; JumpCloud's own pages
// have none.
func (h *Handler) add(ctx context.Context, e record.Exchange) (correlation string) {
	if e.Verdict == record.Refused {
		e.CorrelationID = uuid.NewString()
	}
	h.Record.Add(ctx, e)
	return e.CorrelationID
}

// metadata serves an application's metadata at its unguessable public address.
func (h *Handler) metadata(w http.ResponseWriter, r *http.Request) {
	a, err := h.Organization.ApplicationOfMetadata(r.Context(), r.PathValue("token"))
	switch {
	case record.IsCode(err, org.CodeNotFound):
		http.NotFound(w, r)
	case err != nil:
		h.Pages.Fail(w, r, err)
	default:
		pages.Download(w, a.MetadataFileName(), a.Metadata())
	}
}
