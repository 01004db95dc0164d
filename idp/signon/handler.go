package idp

import (
	"errors"
	"net/http"

	"samlharness/idp/portal"
	"samlharness/internal/wire"
	"samlharness/record"
)

// signOn serves the SAML sign-on service. Other sites post to it: that is its purpose.
type signOn struct{ *Organization }

func (h *signOn) mount(mux *http.ServeMux) {
	mux.HandleFunc("GET "+HostSSO+"/saml2/{slug}", h.serve)
	mux.HandleFunc("POST "+HostSSO+"/saml2/{slug}", h.serve)
}

// serve takes a request, or the wish for an unsolicited response, and answers it, or parks it and asks who is there.
func (h *signOn) serve(w http.ResponseWriter, r *http.Request) {
	if r.Method == http.MethodHead { // must not use up a token
		w.Header().Set("Allow", "GET, POST")
		w.WriteHeader(http.StatusMethodNotAllowed)
		return
	}
	slug := r.PathValue("slug")
	in, err := readInquiry(w, r)
	refusal, _ := errors.AsType[*record.Refusal](err)
	h.recordInquiry(in, slug, refusal)
	if refusal != nil {
		h.pages.Refuse(w, refusalPage(refusal))
		return
	}
	who, signedIn, err := h.visitor(r.Context(), r)
	switch {
	case err != nil:
		h.fail(w, r, err)
	case in.token != "":
		h.resume(w, r, slug, in.token, who, signedIn)
	default:
		h.begin(w, r, parkedRequest{slug: slug, request: in.request, relayState: in.relayState, hint: in.hint}, who, signedIn)
	}
}

// begin answers a fresh request at once when somebody is signed in.
func (h *signOn) begin(w http.ResponseWriter, r *http.Request, p parkedRequest, who visitor, signedIn bool) {
	passive := p.request != nil && p.request.IsPassive
	switch {
	case signedIn && !p.wantsPassword(who):
		h.answer(w, r, who, p)
	case passive:
		got := "nobody is signed in"
		if signedIn {
			got = "IsPassive with ForceAuthn, which asks for the password again"
		}
		h.refuse(w, p, &record.Refusal{
			Code:     CodeNoPassive,
			Expected: "a request that can be answered without asking",
			Got:      got,
			Fix:      "sign in first, or send no IsPassive",
		})
	case p.request == nil:
		toLogin(w, r, target{slug: p.slug})
	default:
		toLogin(w, r, target{p.slug, h.parked.park(p, h.now())})
	}
}

// resume takes up a parked request. It stays parked while nobody is signed in, and works once.
func (h *signOn) resume(w http.ResponseWriter, r *http.Request, slug, token string, who visitor, signedIn bool) {
	p, ok := h.parked.look(token, h.now())
	if ok && p.slug == slug {
		if !signedIn || p.wantsPassword(who) {
			toLogin(w, r, target{slug, token})
			return
		}
		p, ok = h.parked.take(token, h.now())
	}
	if !ok || p.slug != slug {
		h.refuse(w, parkedRequest{
			slug: slug,
		}, &record.Refusal{Code: CodeRequestExpired, Expected: "the token of a request that waits for this application",
			Got: "one that is unknown, used, older than " + ParkedFor.String() + " or another application's",
			Fix: "start again at the service provider"})
		return
	}
	h.answer(w, r, who, p)
}

// wantsPassword reports whether the request asks for the password even of somebody who is signed in: with ForceAuthn
// only the session that was started for it will do, not another browser's.
func (p parkedRequest) wantsPassword(who visitor) bool {
	return p.request != nil && p.request.ForceAuthn && p.freshBy != who.token
}

func toLogin(w http.ResponseWriter, r *http.Request, to target) {
	status := http.StatusFound
	if r.Method == http.MethodPost {
		status = http.StatusSeeOther
	}
	w.Header().Set("Cache-Control", "no-store")
	http.Redirect(w, r, to.login(), status)
}

// answer decides on a request of somebody who is signed in.
func (h *signOn) answer(w http.ResponseWriter, r *http.Request, who visitor, p parkedRequest) {
	d, err := h.decide(r.Context(), who, p)
	if err != nil {
		h.fail(w, r, err)
		return
	}
	if d.refusal != nil {
		h.recordDecision(d, nil)
		h.pages.Refuse(w, refusalPage(d.refusal))
		return
	}
	xml, err := h.issue(d)
	if err != nil {
		h.fail(w, r, err)
		return
	}
	h.recordDecision(d, xml)
	h.pages.AutoPost(w, portal.AutoPost{
		Target:       d.acs,
		Label:        d.app.Label,
		SAMLResponse: wire.EncodePost(xml),
		RelayState:   d.relayState,
	})
}

// refuse refuses before anybody is known.
func (h *signOn) refuse(w http.ResponseWriter, p parkedRequest, refusal *record.Refusal) {
	_, refusal.Message = refusalText(refusal.Code)
	list := checklist{}
	list.add(record.Check{Name: "session", Title: "The request can be answered for the browser's user", Code: refusal.Code,
		Expected: refusal.Expected, Got: refusal.Got, Fix: refusal.Fix}, false)
	h.recordDecision(decision{request: p.request, refusal: refusal, checks: list.checks}, nil)
	h.pages.Refuse(w, refusalPage(refusal))
}
