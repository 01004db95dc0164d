package signon

import (
	"io"
	"net/http"
	"time"

	"samlharness/idp/org"
	"samlharness/internal/random"
	"samlharness/internal/wire"
	"samlharness/internal/wire/xmldsig"
	"samlharness/record"
)

// refuse refuses a request that was not held against its application.
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
	access, _, err := h.Organization.Access(r.Context(), p.Slug, "")
	if err != nil {
		h.Pages.Fail(w, r, err)
		return
	}
	d := p.decision(access)
	d.refusal, d.checks = refusal, list.Checks()
	h.deny(w, r, d)
}

// mayFail says whether the service provider receives a failure: the switch is on, and the request is one that the
// application may send. It finds where the response goes.
func (d *decision) mayFail() bool {
	if d.request == nil || !d.Application.Active || !d.Application.SendFailure {
		return false
	}
	list := &record.Checklist{}
	d.checkRequest(list)
	d.checkRequestSignature(list)
	return list.Refusal("") == nil
}

// deny answers with a refusal: with a response to the service provider, where the application's switch "Send failure
// response to the Service Provider" is on, else with a page.
func (h *Handler) deny(w http.ResponseWriter, r *http.Request, d decision) {
	status, known := failureStatuses()[d.refusal.Code]
	if known && d.mayFail() {
		h.sendFailure(w, r, d, status)
		return
	}
	exchange := h.add(r.Context(), d.exchange(nil, h.Clock.Now()))
	if d.refusal.Code != org.CodePolicyDenied {
		h.Pages.Refuse(w, RefusalPage(d.refusal, exchange))
		return
	}
	h.Organization.Deny(d.who.Token, org.Denial{Message: d.demand.Message, Exchange: exchange})
	redirect(w, r, PortalURL+"#/?error=policyDenial")
}

// failureStatus is a status of SAML Core 3.2.2.2, top-level and second-level.
type failureStatus struct{ top, second string }

// failureStatuses are those of the refusals that a service provider may be told. What JumpCloud sends is not known.
func failureStatuses() map[string]failureStatus {
	return map[string]failureStatus{
		CodeNoPassive:        {wire.StatusResponder, wire.StatusNoPassive},
		CodeNotAuthorized:    {wire.StatusResponder, wire.StatusRequestDenied},
		org.CodePolicyDenied: {wire.StatusResponder, wire.StatusRequestDenied},
		org.CodeNoFactor:     {wire.StatusResponder, wire.StatusRequestDenied},
		CodeAnotherUser:      {wire.StatusResponder, wire.StatusUnknownPrincipal},
	}
}

// sendFailure answers with a response that holds no assertion.
func (h *Handler) sendFailure(w http.ResponseWriter, r *http.Request, d decision, status failureStatus) {
	signer, err := h.Organization.Signer(d.Access)
	if err != nil {
		h.Pages.Fail(w, r, err)
		return
	}
	xml, err := d.issueFailure(random.Of(r.Context()), signer, status, h.Clock.Now().UTC())
	if err != nil {
		h.Pages.Fail(w, r, err)
		return
	}
	h.add(r.Context(), d.exchange(xml, h.Clock.Now()))
	h.post(w, d, xml)
}

// issueFailure writes the response, and signs it where the application signs responses.
func (d *decision) issueFailure(ids io.Reader, signer xmldsig.Signer, status failureStatus,
	now time.Time) ([]byte, error) {
	d.id = wire.NewID(ids)
	return wire.Response{
		ID:           d.id,
		InResponseTo: d.request.ID,
		Issuer:       d.Application.EntityID,
		Destination:  d.acs,
		IssueInstant: now,
		Status:       status.top,
		SubStatus:    status.second,
		SignResponse: d.Application.SignResponse,
	}.Issue(signer)
}
