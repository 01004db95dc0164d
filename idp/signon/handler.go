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

// begin answers a fresh request at once when somebody is signed in. The session cookie does not come with what another
// site posts: such a request is kept, and comes back by a redirect that carries the cookie.
func (h *Handler) begin(w http.ResponseWriter, r *http.Request, p Request, who org.Session, signedIn bool) {
	switch {
	case signedIn && !p.WantsPassword(who.Token):
		h.answer(w, r, who, p)
	case p.passive() && r.Method == http.MethodPost && !signedIn:
		redirect(w, r, Target{p.Slug, h.Pending.add(p)}.URL())
	case p.passive():
		h.refuse(w, r, p, noPassive(signedIn))
	case p.authn == nil:
		redirect(w, r, Target{Slug: p.Slug}.Login())
	default:
		redirect(w, r, Target{p.Slug, h.Pending.add(p)}.Login())
	}
}

// passive says whether the request forbids asking anything: SAML Core 3.4.1, IsPassive.
func (r Request) passive() bool { return r.authn != nil && r.authn.IsPassive }

// noPassive is why a request that forbids asking cannot be answered.
func noPassive(signedIn bool) *record.Refusal {
	got := "nobody is signed in"
	if signedIn {
		got = "IsPassive with ForceAuthn, which asks for the password again"
	}
	return &record.Refusal{
		Code:     CodeNoPassive,
		Expected: "a request that can be answered without asking",
		Got:      got,
		Fix:      "sign in first, or send no IsPassive",
	}
}

// resume takes up a pending request. It stays pending while nobody is signed in, and works once.
func (h *Handler) resume(w http.ResponseWriter, r *http.Request, to Target, who org.Session, signedIn bool) {
	p, ok := h.Pending.Look(to.Token)
	asking := ok && (!signedIn || p.WantsPassword(who.Token))
	if ok && p.Slug == to.Slug {
		if asking && !p.passive() {
			redirect(w, r, to.Login())
			return
		}
		p, ok = h.Pending.take(to.Token)
	}
	switch {
	case !ok || p.Slug != to.Slug:
		h.refuse(w, r, Request{Slug: to.Slug}, &record.Refusal{
			Code:     CodeRequestExpired,
			Expected: "the token of a request that waits for this application",
			Got:      "one that is unknown, used, older than " + PendingFor.String() + " or another application's",
			Fix:      "start again at the service provider",
		})
	case asking:
		h.refuse(w, r, p, noPassive(signedIn))
	default:
		h.answer(w, r, who, p)
	}
}

// redirect leads a browser on, with a GET.
func redirect(w http.ResponseWriter, r *http.Request, to string) {
	status := http.StatusFound
	if r.Method == http.MethodPost {
		status = http.StatusSeeOther
	}
	w.Header().Set("Cache-Control", "no-store")
	http.Redirect(w, r, to, status)
}

// answer decides on a request of somebody who is signed in.
func (h *Handler) answer(w http.ResponseWriter, r *http.Request, who org.Session, p Request) {
	access, known, err := h.Organization.Access(r.Context(), p.Slug, who.User.ID)
	var demand org.Demand
	if err == nil && known {
		demand, err = h.Organization.Demand(r.Context(), who.User.ID, p.Slug, session.Circumstances(r))
	}
	if err != nil {
		h.Pages.Fail(w, r, err)
		return
	}
	d := decide(who, p, access, known, demand)
	switch {
	case d.refusal != nil:
		h.event(r, d)
		h.deny(w, r, d)
	case demand.Met(who):
		h.issue(w, r, d)
	case p.passive():
		h.refuse(w, r, p, &record.Refusal{
			Code:     CodeNoPassive,
			Expected: "a request that can be answered without asking",
			Got:      "a second factor is asked for",
			Fix:      "give the second factor first, or send no IsPassive",
		})
	case p.authn == nil:
		redirect(w, r, Target{Slug: p.Slug}.SecondFactor())
	default:
		redirect(w, r, Target{p.Slug, h.Pending.add(p)}.SecondFactor())
	}
}

// issue answers with an assertion.
func (h *Handler) issue(w http.ResponseWriter, r *http.Request, d decision) {
	signer, err := h.Organization.Signer(d.Access)
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
	h.post(w, d, xml)
}

// post sends a response on its way by the browser.
func (h *Handler) post(w http.ResponseWriter, d decision, xml []byte) {
	h.Pages.AutoPost(w, pages.AutoPost{
		Target:       d.acs,
		Label:        d.Application.Label,
		SAMLResponse: wire.EncodePost(xml),
		RelayState:   d.relayState,
	})
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
