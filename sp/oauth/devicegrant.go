package oauth

import (
	"context"
	"errors"
	"net/http"
	"strconv"
	"strings"
	"time"

	"samlharness/sp/aadsts"
	"samlharness/sp/directory"
	"samlharness/sp/oauth/device"
	"samlharness/sp/oauth/problem"
	"samlharness/sp/pages"
	"samlharness/sp/signin"
)

// devicePath is the page that asks for the code of the device flow.
const devicePath = "/common/oauth2/deviceauth"

// deviceAnswer is what a program shows its user (RFC 8628 3.2); the v1 endpoint names the address verification_url, and
// its numbers are strings.
type deviceAnswer struct {
	UserCode        string `json:"user_code"`
	DeviceCode      string `json:"device_code"`
	VerificationURI string `json:"verification_uri,omitempty"`
	VerificationURL string `json:"verification_url,omitempty"`
	ExpiresIn       any    `json:"expires_in"`
	Interval        any    `json:"interval"`
	Message         string `json:"message"`
}

// serveDeviceCode begins the device flow for a program.
func (h *Handler) serveDeviceCode(version string) http.HandlerFunc {
	return func(w http.ResponseWriter, r *http.Request) {
		if r.Method != http.MethodPost && (version != "" || r.Method != http.MethodGet) {
			wrongVerb(w, r)
			return
		}
		who := subject{"", correlationID(r)}
		r.Body = http.MaxBytesReader(w, r.Body, maxTokenRequest)
		if err := r.ParseForm(); err != nil {
			h.refuse(w, r, who, problem.Missing("client_id"))
			return
		}
		who.name = r.Form.Get("client_id")
		ask, err := h.deviceAsk(r, version)
		if err != nil {
			h.refuse(w, r, who, err)
			return
		}
		h.record(r, who, http.StatusOK, nil)
		writeJSON(w, http.StatusOK, showCode(h.devices.Begin(ask), version, r.Host))
	}
}

// deviceAsk is what a program asks for in the device flow.
func (h *Handler) deviceAsk(r *http.Request, version string) (*signin.Ask, error) {
	ctx, tenant := r.Context(), r.PathValue("tenant")
	clientID := r.Form.Get("client_id")
	if consumers(tenant) {
		return nil, h.refuseConsumers(ctx, clientID)
	}
	if err := h.isTenant(ctx, tenant); err != nil {
		return nil, err
	}
	if clientID == "" {
		return nil, problem.Missing("client_id")
	}
	app, err := h.clients.Find(ctx, clientID)
	if err != nil {
		return nil, err
	}
	w, err := h.wantedOf(ctx, version, strings.Clone(r.Form.Get("scope")), r.Form.Get("resource"))
	if err != nil {
		return nil, err
	}
	return &signin.Ask{
		AppID:         app.AppID,
		Application:   app.DisplayName,
		Version:       version,
		Resource:      strings.Clone(r.Form.Get("resource")),
		Scopes:        w.asked,
		Host:          r.Host,
		CorrelationID: correlationID(r),
	}, mayAsk(app, w)
}

func showCode(code device.Code[*signin.Ask], version, host string) deviceAnswer {
	address := "https://" + host + "/devicelogin"
	a := deviceAnswer{
		UserCode:        code.User,
		DeviceCode:      code.Device,
		VerificationURI: address,
		ExpiresIn:       int(device.Life / time.Second),
		Interval:        int(device.Interval / time.Second),
		Message: "To sign in, use a web browser to open the page " + address + " and enter the code " + code.User +
			" to authenticate.",
	}
	if version == "" {
		a.VerificationURI, a.VerificationURL = "", address
		a.ExpiresIn = strconv.Itoa(int(device.Life / time.Second))
		a.Interval = strconv.Itoa(int(device.Interval / time.Second))
	}
	return a
}

// byDeviceCode answers a program that asks whether its user has signed in. ADAL calls the parameter code.
func (h *Handler) byDeviceCode(ctx context.Context, q *request) (grant, error) {
	code := q.form.Get("device_code")
	if code == "" {
		code = q.form.Get("code")
	}
	if code == "" {
		return grant{}, problem.Missing("device_code")
	}
	ask, approved, err := h.devices.Poll(code)
	if ask != nil && ask.AppID != q.client.AppID {
		err = device.ErrUnknown
	}
	switch {
	case errors.Is(err, device.ErrPending):
		return grant{}, problem.New("authorization_pending", aadsts.DevicePending)
	case errors.Is(err, device.ErrSlowDown):
		return grant{}, problem.New("slow_down", aadsts.DevicePending)
	case errors.Is(err, device.ErrDeclined):
		return grant{}, problem.New("authorization_declined", aadsts.DeviceDeclined)
	case errors.Is(err, device.ErrExpired):
		return grant{}, problem.New("expired_token", aadsts.DeviceExpired)
	case err != nil, !h.devices.Redeem(code):
		return grant{}, problem.New("bad_verification_code", aadsts.DeviceUnknown)
	}
	return h.narrowed(ctx, q, approved)
}

// askUserCode shows the page that asks for the code.
func (h *Handler) askUserCode(w http.ResponseWriter, r *http.Request) {
	h.pages.DeviceCode(w, pages.DeviceCode{Config: pageConfig(r), Code: r.URL.Query().Get("otc")})
}

// takeUserCode takes the code that a person typed, and lets them sign in.
func (h *Handler) takeUserCode(w http.ResponseWriter, r *http.Request) {
	r.Body = http.MaxBytesReader(w, r.Body, maxTokenRequest)
	typed := r.PostFormValue("otc")
	code, err := h.devices.Find(typed)
	if err != nil {
		no := userCodeProblem(err)
		config := pageConfig(r)
		config.ErrorCode, config.Exchange = string(no.Code), config.CorrelationID
		h.recordPage(r, subject{"", config.CorrelationID}, no.Refusal())
		h.pages.DeviceCode(w, pages.DeviceCode{Config: config, Code: typed, Error: userCodeSentence(err)})
		return
	}
	ask := *code.Asked
	ask.UserCode = code.User
	h.people.BeginFor(w, r, &ask)
}

func userCodeProblem(err error) *problem.Error {
	if errors.Is(err, device.ErrExpired) {
		return problem.New("expired_token", aadsts.UserCodeExpired).Because("a code of the last 15 minutes", "an older one",
			"let the program begin anew")
	}
	return problem.New("bad_verification_code", aadsts.UserCodeUnknown).Because("the code that a program shows",
		"one that was not given out, or was used", "type the nine letters and digits that the program shows")
}

// userCodeSentence is what the page says of a code that does not do.
func userCodeSentence(err error) string {
	if errors.Is(err, device.ErrExpired) {
		return "That code has expired. Get a new one from your app or device, and try again."
	}
	return "That code didn't work. Check the code and try again."
}

func pageConfig(r *http.Request) pages.Config {
	return pages.Config{URLPost: devicePath, CorrelationID: correlationID(r)}
}

// ApproveDevice signs a person in with a code of the device flow, as if they had gone through the pages and agreed to
// everything; a refusal when they could not have.
func (h *Handler) ApproveDevice(ctx context.Context, userCode, user string) (application string, err error) {
	code, err := h.devices.Find(userCode)
	if err != nil {
		return "", userCodeProblem(err).Refusal()
	}
	u, err := h.o.Tenant.User(ctx, user)
	if err != nil {
		return "", err
	}
	domain, _, err := h.o.Tenant.SignInDomain(ctx, u.DomainName())
	if err != nil {
		return "", err
	}
	who := signin.Person{
		ObjectID:          u.ID,
		UserPrincipalName: u.UserPrincipalName,
		DisplayName:       u.DisplayName,
		Federated:         domain.AuthenticationType() == directory.Federated,
		At:                h.now(),
	}
	if _, err := h.stillThere(ctx, who); err != nil {
		return "", refusalOf(err)
	}
	ask := *code.Asked
	ask.UserCode = code.User
	needed, err := h.Consent(ctx, &ask, who)
	switch {
	case err != nil:
		return "", err
	case needed.Forbidden:
		return "", problem.Grant(aadsts.AdminConsentNeeded).Refusal()
	}
	if err := h.Agree(ctx, &ask, who, false); err != nil {
		return "", err
	}
	return ask.Application, h.approve(ctx, &ask, who)
}

// DeclineDevice declines a code of the device flow, as a person does who presses Cancel.
func (h *Handler) DeclineDevice(userCode string) error {
	if err := h.devices.Decline(userCode); err != nil {
		return userCodeProblem(err).Refusal()
	}
	return nil
}

// approve notes the grant under the code. Its errors are a *record.Refusal.
func (h *Handler) approve(ctx context.Context, a *signin.Ask, who signin.Person) error {
	g, err := h.grantOf(ctx, a, who)
	if err != nil {
		return err
	}
	if err := h.devices.Approve(a.UserCode, g); err != nil {
		return userCodeProblem(err).Refusal()
	}
	return nil
}
