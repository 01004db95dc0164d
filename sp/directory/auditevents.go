package directory

import "encoding/json"

// domainEvent is a change of a domain. The names of activities and properties are those of real records, May 2026
// (tired-labs/techniques TRR0031, TRR0032).
func domainEvent(activity, operation, domain string, modified ...ModifiedProperty) AuditEvent {
	return AuditEvent{
		Activity:  activity,
		Category:  "DirectoryManagement",
		Operation: operation,
		Target:    AuditTarget{DisplayName: domain, Type: "Domain", Modified: modified},
	}
}

// authenticationEvent is the change of a domain between Managed and Federated.
func authenticationEvent(domain, before, after string) AuditEvent {
	return domainEvent("Set domain authentication", "Update", domain, modified("LiveType", before, after),
		ModifiedProperty{Name: "Included Updated Properties", New: jsonText("LiveType")})
}

// settingsEvent is a change of a domain's configuration; its values are not logged.
func settingsEvent(domain string) AuditEvent {
	e := domainEvent("Set federation settings on domain", "Add", domain)
	e.Target.Type = "Directory"
	return e
}

func userEvent(activity, operation string, u User, modified ...ModifiedProperty) AuditEvent {
	return AuditEvent{
		Activity:  activity,
		Category:  "UserManagement",
		Operation: operation,
		Target: AuditTarget{
			ID:                u.ID,
			DisplayName:       u.DisplayName,
			Type:              "User",
			UserPrincipalName: u.UserPrincipalName,
			Modified:          modified,
		},
	}
}

// changesOf are the properties of a user that are logged with their values.
func changesOf(before, after User) (changes []ModifiedProperty) {
	for _, c := range []struct{ name, before, after string }{
		{"SourceAnchor", before.ImmutableID, after.ImmutableID},
		{"UserPrincipalName", before.UserPrincipalName, after.UserPrincipalName},
		{"DisplayName", before.DisplayName, after.DisplayName},
		{"Mail", before.Mail, after.Mail},
	} {
		if c.before != c.after {
			changes = append(changes, modified(c.name, c.before, c.after))
		}
	}
	if before.AccountEnabled != after.AccountEnabled {
		text := map[bool]string{false: "[false]", true: "[true]"}
		changes = append(changes,
			ModifiedProperty{"AccountEnabled", text[before.AccountEnabled], text[after.AccountEnabled]})
	}
	return changes
}

func modified(name, before, after string) ModifiedProperty {
	return ModifiedProperty{Name: name, Old: jsonList(before), New: jsonList(after)}
}

// jsonList is a list of a text, empty when there is none.
func jsonList(s string) string {
	if s == "" {
		return "[]"
	}
	return "[" + jsonText(s) + "]"
}

func jsonText(s string) string {
	text, _ := json.Marshal(s) // a text always can
	return string(text)
}
