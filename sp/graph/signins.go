package graph

import (
	"samlharness/sp/directory"
	"samlharness/sp/graph/odata"
)

// maxReportPage is the default and greatest $top of the logs (Microsoft Graph REST v1.0: List signIns).
const maxReportPage = 1000

// signInColumns are the properties of an entry of the sign-in log; beta has more.
func signInColumns(beta bool) odata.Columns[directory.SignIn] {
	type s = directory.SignIn
	text := func(name string, of func(*s) string) odata.Column[s] {
		return odata.Column[s]{Name: name, Of: func(e *s) odata.Value { return odata.Text(of(e)) }}
	}
	always := func(name, value string) odata.Column[s] { return text(name, func(*s) string { return value }) }
	columns := odata.Columns[s]{
		text("id", func(e *s) string { return e.ID }),
		{Name: "createdDateTime", Of: func(e *s) odata.Value { return odata.Instant(e.At) }},
		text("userDisplayName", func(e *s) string { return e.DisplayName }),
		text("userPrincipalName", func(e *s) string { return e.UserPrincipalName }),
		text("userId", func(e *s) string { return e.UserID }),
		text("appId", func(e *s) string { return e.AppID }),
		text("appDisplayName", func(e *s) string { return e.AppName }),
		text("ipAddress", func(e *s) string { return e.IPAddress }),
		always("clientAppUsed", "Browser"),
		text("correlationId", func(e *s) string { return e.CorrelationID }),
		text("conditionalAccessStatus", func(e *s) string {
			if e.SecurityDefaults {
				return "success"
			}
			return "notApplied"
		}),
		{Name: "isInteractive", Of: func(*s) odata.Value { return odata.Flag(true) }},
		always("riskDetail", "none"), always("riskLevelAggregated", "none"), always("riskLevelDuringSignIn", "none"),
		always("riskState", "none"),
		{Name: "riskEventTypes", Of: func(*s) odata.Value { return odata.EmptyList() }},
		always("resourceDisplayName", "Microsoft Graph"),
		always("resourceId", "00000003-0000-0000-c000-000000000000"),
		{Name: "status", Of: func(e *s) odata.Value { return odata.Object(signInStatus(e)) }},
		{Name: "deviceDetail", Of: func(e *s) odata.Value { return odata.Object(deviceDetail(e)) }},
		{Name: "location", Of: func(*s) odata.Value { return odata.Object(noLocation()) }},
		{Name: "appliedConditionalAccessPolicies", Of: func(e *s) odata.Value { return odata.Object(policiesOf(e)) }},
	}
	if !beta {
		return columns
	}
	// as in a real record of May 2026 (tired-labs/techniques TRR0032)
	return append(columns,
		text("incomingTokenType", tokenType), always("authenticationProtocol", "none"),
		always("tokenIssuerType", "AzureAD"), always("tokenIssuerName", ""),
		odata.Column[s]{Name: "signInEventTypes", Of: func(*s) odata.Value {
			return odata.List([]string{"interactiveUser"})
		}},
		odata.Column[s]{Name: "authenticationProcessingDetails", Of: func(e *s) odata.Value {
			return odata.Object(processingDetails(e))
		}},
		text("userAgent", func(e *s) string { return e.UserAgent }))
}

func tokenType(e *directory.SignIn) string {
	if e.Federated {
		return "saml20"
	}
	return "none"
}

func signInStatus(e *directory.SignIn) odata.Entity {
	reason := e.FailureReason
	if e.ErrorCode == 0 {
		reason = "Other."
	}
	return odata.Entity{
		odata.P("errorCode", int64(e.ErrorCode)),
		odata.P("failureReason", reason),
		odata.P("additionalDetails", nil),
	}
}

func deviceDetail(e *directory.SignIn) odata.Entity {
	return odata.Entity{odata.P("deviceId", ""), odata.P("displayName", ""), odata.P("operatingSystem", ""),
		odata.P("browser", e.UserAgent), odata.P("isCompliant", false), odata.P("isManaged", false),
		odata.P("trustType", "")}
}

func noLocation() odata.Entity {
	return odata.Entity{odata.P("city", ""), odata.P("state", ""), odata.P("countryOrRegion", ""),
		odata.P("geoCoordinates", odata.Entity{odata.P("altitude", nil), odata.P("latitude", nil),
			odata.P("longitude", nil)})}
}

func policiesOf(e *directory.SignIn) []odata.Entity {
	if !e.SecurityDefaults {
		return []odata.Entity{}
	}
	return []odata.Entity{{odata.P("id", "SecurityDefaults"), odata.P("displayName", "Security Defaults"),
		odata.P("enforcedGrantControls", []string{}), odata.P("enforcedSessionControls", []string{}),
		odata.P("result", "success")}}
}

// processingDetails name the certificate that signed a person in: the proof of a rotation.
func processingDetails(e *directory.SignIn) []odata.Entity {
	details := []odata.Entity{}
	add := func(key, value string) {
		details = append(details, odata.Entity{odata.P("key", key), odata.P("value", value)})
	}
	if e.Thumbprint != "" {
		add("Federation certificate thumbprint", e.Thumbprint)
	}
	add("Is Legacy Store Used", "False")
	add("Oauth Scope Info", "[]")
	return details
}

func signInOffer(beta bool) odata.Offer {
	return odata.Offer{
		Type:   "signIn",
		Select: signInColumns(beta).Names(),
		Filter: []string{"id", "createdDateTime", "userDisplayName", "userPrincipalName", "userId", "appId",
			"appDisplayName", "ipAddress", "clientAppUsed", "correlationId", "conditionalAccessStatus", "riskState",
			"status/errorCode", "status/failureReason", "signInEventTypes", "resourceDisplayName", "resourceId"},
		Order:  []string{"createdDateTime"},
		MaxTop: maxReportPage,
		Count:  true,
		Pages:  true,
	}
}

func oneSignInOffer(beta bool) odata.Offer {
	return odata.Offer{Type: "signIn", Select: signInColumns(beta).Names()}
}

func (h *Handler) listSignIns(c *call) (reply, error) {
	return collection(c, "auditLogs/signIns", signInColumns(c.version == "beta"), h.Tenant.SignIns(), maxReportPage), nil
}

func (h *Handler) countSignIns(c *call) (reply, error) {
	return countOf(c, signInColumns(c.version == "beta"), h.Tenant.SignIns()), nil
}

func (h *Handler) getSignIn(c *call) (reply, error) {
	for _, e := range h.Tenant.SignIns() {
		if c.has(0, e.ID) {
			return one(c, "auditLogs/signIns", signInColumns(c.version == "beta"), &e), nil
		}
	}
	return reply{}, directory.NotFound(c.captures[0])
}
