package graph

import (
	"samlharness/sp/directory"
	"samlharness/sp/graph/odata"
)

// auditColumns are the properties of an entry of the audit log.
func auditColumns() odata.Columns[directory.AuditEvent] {
	type e = directory.AuditEvent
	text := func(name string, of func(*e) string) odata.Column[e] {
		return odata.Column[e]{Name: name, Of: func(a *e) odata.Value { return odata.Text(of(a)) }}
	}
	return odata.Columns[e]{
		text("id", func(a *e) string { return "Directory_" + a.ID }),
		text("category", func(a *e) string { return a.Category }),
		text("correlationId", func(a *e) string { return a.Actor.CorrelationID }),
		text("result", func(*e) string { return "success" }),
		text("resultReason", func(*e) string { return "" }),
		text("activityDisplayName", func(a *e) string { return a.Activity }),
		{Name: "activityDateTime", Of: func(a *e) odata.Value { return odata.Instant(a.At) }},
		text("loggedByService", func(*e) string { return "Core Directory" }),
		text("operationType", func(a *e) string { return a.Operation }),
		{Name: "initiatedBy", Of: func(a *e) odata.Value { return odata.Object(initiator(a.Actor)) }},
		{Name: "targetResources", Of: func(a *e) odata.Value { return odata.Object([]odata.Entity{target(a.Target)}) }},
		{Name: "additionalDetails", Of: func(*e) odata.Value { return odata.EmptyList() }},
	}
}

// initiator is a person, or else an application; a change by a verb has neither.
func initiator(a directory.Actor) odata.Entity {
	switch {
	case a.UserID != "":
		return odata.Entity{odata.P("user", odata.Entity{odata.P("id", a.UserID), odata.P("displayName", nil),
			odata.P("userPrincipalName", a.UserPrincipalName), odata.P("ipAddress", a.IPAddress)}), odata.P("app", nil)}
	case a.AppID != "":
		return odata.Entity{odata.P("user", nil), odata.P("app", odata.Entity{odata.P("appId", a.AppID),
			odata.P("displayName", a.AppName), odata.P("servicePrincipalId", nil)})}
	}
	return odata.Entity{odata.P("user", nil), odata.P("app", nil)}
}

func target(t directory.AuditTarget) odata.Entity {
	modified := []odata.Entity{}
	for _, m := range t.Modified {
		modified = append(modified, odata.Entity{odata.P("displayName", m.Name), odata.P("oldValue", odata.Nullable(m.Old)),
			odata.P("newValue", odata.Nullable(m.New))})
	}
	return odata.Entity{odata.P("id", odata.Nullable(t.ID)), odata.P("displayName", t.DisplayName),
		odata.P("type", t.Type), odata.P("userPrincipalName", odata.Nullable(t.UserPrincipalName)),
		odata.P("modifiedProperties", modified)}
}

func auditOffer(bool) odata.Offer {
	return odata.Offer{
		Type:   "directoryAudit",
		Select: auditColumns().Names(),
		Filter: []string{"id", "category", "correlationId", "result", "activityDisplayName", "activityDateTime",
			"loggedByService", "operationType", "initiatedBy/user/id", "initiatedBy/user/userPrincipalName",
			"initiatedBy/app/appId", "initiatedBy/app/displayName"},
		Order:  []string{"activityDateTime"},
		MaxTop: maxReportPage,
		Pages:  true,
	}
}

func oneAuditOffer(bool) odata.Offer {
	return odata.Offer{Type: "directoryAudit", Select: auditColumns().Names()}
}

func (h *Handler) listAudits(c *call) (reply, error) {
	return collection(c, "auditLogs/directoryAudits", auditColumns(), h.Tenant.AuditLog(), maxReportPage), nil
}

func (h *Handler) getAudit(c *call) (reply, error) {
	for _, e := range h.Tenant.AuditLog() {
		if c.has(0, "Directory_"+e.ID) {
			return one(c, "auditLogs/directoryAudits", auditColumns(), &e), nil
		}
	}
	return reply{}, directory.NotFound(c.captures[0])
}
