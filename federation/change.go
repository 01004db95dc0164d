package federation

import (
	"net/http"

	"samlharness/federation/msgraph"
)

// Change is one write to a tenant as data: `plan` shows it, and whatever changes a tenant does it, by [run.do], which
// sends the request as it stands and proves it by reading back. The changes that lead back to the state before undo it.
type Change struct {
	// Title says what it does: "Federate contoso.com".
	Title string `json:"title"`
	// Request is what is sent.
	Request msgraph.Request `json:"request"`
	// Differences are the members that it changes.
	Differences []Difference `json:"differences"`
	// AuditEvents are the entries of the tenant's audit log by which others see it.
	AuditEvents []AuditEvent `json:"auditEvents"`
	// Irreversible says what no later change takes back.
	Irreversible []string `json:"irreversible"`

	want    *Configuration // what must read back; nil means Managed
	members []string       // those of want that are compared; nil means those that metadata determines
}

// Difference is a member that a change sets; certificates by their thumbprints. "" stands for null.
type Difference struct {
	Member string `json:"member"`
	From   string `json:"from"`
	To     string `json:"to"`
}

// AuditEvent is an entry of /auditLogs/directoryAudits. Source: tired-labs/techniques TRR0031 and TRR0032.
type AuditEvent struct {
	Activity string `json:"activityDisplayName"`
	Category string `json:"category"`
	Shows    string `json:"shows"` // what of the change stands in it
}

// The entries that changes of federation leave.
func authenticationSet(from, to string) AuditEvent {
	return AuditEvent{"Set domain authentication", "DirectoryManagement",
		"LiveType [\"" + from + "\"] → [\"" + to + "\"]"}
}

func settingsSet() AuditEvent {
	return AuditEvent{"Set federation settings on domain", "DirectoryManagement", "no values: they are not logged"}
}

const (
	textMFAStays    = "federatedIdpMfaBehavior, once set, can be changed but not cleared"
	textTokensStay  = "tokens that were issued while the domain was federated stay valid until they expire"
	textNoPasswords = "users who had no Microsoft password have none afterwards: each needs a new one"
)

// create federates a domain that is Managed.
func create(before state, want Configuration) Change {
	members := memberNames(fieldsOf(want))
	for _, f := range furtherOf(want) {
		if f.value != "" {
			members = append(members, f.name)
		}
	}
	return Change{
		Title:        "Federate " + before.domain.ID,
		Request:      msgraph.CreateFederation(before.domain.ID, want),
		Differences:  append([]Difference{authentication(before, msgraph.Federated)}, changed(Configuration{}, want)...),
		AuditEvents:  []AuditEvent{authenticationSet(msgraph.Managed, msgraph.Federated), settingsSet()},
		Irreversible: []string{textMFAStays},
		want:         &want,
		members:      members,
	}
}

// update changes members of the configuration that a domain has.
func update(before state, want Configuration) Change {
	differing := changed(*before.configuration, want)
	body := map[string]any{}
	var members []string
	for _, d := range differing {
		members = append(members, d.Member)
		body[d.Member] = valueOf(want, d.Member)
	}
	return Change{
		Title:        "Change the federation of " + before.domain.ID,
		Request:      msgraph.UpdateFederation(before.domain.ID, before.configuration.ID, body),
		Differences:  differing,
		AuditEvents:  []AuditEvent{settingsSet()},
		Irreversible: []string{},
		want:         &want,
		members:      members,
	}
}

// toManaged returns a domain to password sign-in.
func toManaged(before state) Change {
	differing := []Difference{authentication(before, msgraph.Managed)}
	if before.configuration != nil {
		differing = append(differing, changed(*before.configuration, Configuration{})...)
	}
	return Change{
		Title:        "Return " + before.domain.ID + " to password sign-in",
		Request:      msgraph.ToManaged(before.domain.ID),
		Differences:  differing,
		AuditEvents:  []AuditEvent{authenticationSet(msgraph.Federated, msgraph.Managed)},
		Irreversible: []string{textTokensStay, textNoPasswords},
	}
}

// changes are the writes that lead from one state of a domain to another, in their order; none when it is so already.
func changes(now, want state) []Change {
	switch {
	case want.configuration == nil && now.managed():
		return nil
	case want.configuration == nil:
		return []Change{toManaged(now)}
	case now.half():
		return []Change{toManaged(now), create(managedAgain(now), *want.configuration)}
	case now.configuration == nil:
		return []Change{create(now, *want.configuration)}
	case len(changed(*now.configuration, *want.configuration)) == 0:
		return nil
	}
	return []Change{update(now, *want.configuration)}
}

// managedAgain is a state after its domain was made Managed.
func managedAgain(s state) state {
	s.domain.AuthenticationType, s.configuration = msgraph.Managed, nil
	return s
}

// creates says whether the change makes a configuration, which is known to leave a domain half federated.
func (c Change) creates() bool { return c.Request.Method == http.MethodPost }

// proven says whether a state that was read back is the one that the change was to bring about.
func (c Change) proven(s state) bool {
	if c.want == nil {
		return s.managed()
	}
	return s.domain.AuthenticationType == msgraph.Federated && s.configuration != nil &&
		len(differences(*c.want, *s.configuration, c.members)) == 0
}

func authentication(before state, to string) Difference {
	return Difference{"authenticationType", before.domain.AuthenticationType, to}
}

// changed are the members in which two configurations differ.
func changed(from, to Configuration) []Difference {
	out := []Difference{}
	for _, m := range differences(to, from, memberNames(everyField(to))) {
		out = append(out, Difference{m.name, brief(m.got), brief(m.expected)})
	}
	return out
}

// valueOf is a member as a request has it: null for one that is to be cleared.
func valueOf(c Configuration, member string) any {
	for _, f := range everyField(c) {
		switch {
		case f.name != member:
		case member == memberSigned:
			return f.value == "true"
		case f.value != "":
			return f.value
		}
	}
	return nil
}

func memberNames(fields []field) (names []string) {
	for _, f := range fields {
		names = append(names, f.name)
	}
	return names
}
