package graph

import (
	"slices"
	"strings"

	"samlharness/record"
	"samlharness/sp/directory"
	"samlharness/sp/oauth/token"
)

// need is what a call needs of its token: each of its parts (Microsoft Graph permissions reference). None is a call
// that any token may make.
type need []token.Need

// asUser stands for what the person themself may do in the directory.
const asUser = "Directory.AccessAsUser.All"

// either needs one of the permissions, application or delegated; of a person asUser is enough too.
func either(permissions ...string) need {
	return need{{Application: permissions, Delegated: append(slices.Clone(permissions), asUser)}}
}

// by adds the directory roles of which the person needs one.
func (n need) by(roles ...string) need {
	n = slices.Clone(n)
	n[0].DirectoryRoles = roles
	return n
}

// and needs another permission as well.
func (n need) and(other need) need { return slices.Concat(n, other) }

// The needs of each resource.

func readDomains() need {
	return either("Domain.Read.All", "Domain.ReadWrite.All", "Directory.Read.All", "Directory.ReadWrite.All")
}

func writeDomains() need {
	return either("Domain.ReadWrite.All").by(directory.DomainNameAdministrator, directory.SecurityAdministrator,
		directory.ExternalIDPAdministrator)
}

// changeAuthentication is needed besides [writeDomains] by a person who changes authenticationType.
func changeAuthentication() need {
	return need{{Delegated: []string{"Domain-InternalFederation.ReadWrite.All", asUser}}}
}

func readFederation() need {
	return either("Domain-InternalFederation.Read.All", "Domain-InternalFederation.ReadWrite.All", "Domain.Read.All",
		"Domain.ReadWrite.All").by(directory.GlobalReader, directory.SecurityReader, directory.DomainNameAdministrator,
		directory.ExternalIDPAdministrator, directory.HybridIdentityAdministrator, directory.SecurityAdministrator)
}

// writeFederation takes Domain.ReadWrite.All too, as Graph's reference has it; one table of 2026 disputes that.
func writeFederation() need {
	return either("Domain-InternalFederation.ReadWrite.All", "Domain.ReadWrite.All").by(directory.DomainNameAdministrator,
		directory.ExternalIDPAdministrator, directory.HybridIdentityAdministrator, directory.SecurityAdministrator)
}

// readOrganization lets a person with User.Read see three properties; see [call.basic].
func readOrganization() need {
	n := fullOrganization()
	n[0].Delegated = append(n[0].Delegated, "User.Read")
	return n
}

func fullOrganization() need {
	return either("Organization.Read.All", "Organization.ReadWrite.All", "Directory.Read.All", "Directory.ReadWrite.All")
}

func writeOrganization() need {
	return either("Organization.ReadWrite.All").by(directory.GlobalAdministrator)
}

func readUsers() need {
	return either("User.Read.All", "User.ReadWrite.All", "Directory.Read.All", "Directory.ReadWrite.All")
}

func readMe() need {
	n := readUsers()
	n[0].Delegated = append(n[0].Delegated, "User.Read", "User.ReadWrite")
	return n
}

// writeMe lets a person change some properties of the own account; see [ownProperties].
func writeMe() need {
	return need{{
		Application: []string{"User.ReadWrite.All", "Directory.ReadWrite.All"},
		Delegated:   []string{"User.ReadWrite", "User.ReadWrite.All", "Directory.ReadWrite.All", asUser},
	}}
}

func writeUsers() need {
	return either("User.ReadWrite.All", "Directory.ReadWrite.All").by(directory.UserAdministrator)
}

func readRoles() need {
	return either("RoleManagement.Read.Directory", "RoleManagement.ReadWrite.Directory", "Directory.Read.All",
		"Directory.ReadWrite.All")
}

func writeRoles() need {
	return either("RoleManagement.ReadWrite.Directory").by(directory.PrivilegedRoleAdministrator)
}

func readPolicies() need { return either("Policy.Read.All") }

// readMethods and writeMethods are about what other people have registered (Microsoft Graph REST v1.0: List methods,
// Delete fido2AuthenticationMethod).
func readMethods() need {
	return either("UserAuthenticationMethod.Read.All", "UserAuthenticationMethod.ReadWrite.All").by(
		directory.GlobalReader, directory.AuthenticationAdministrator, directory.PrivilegedAuthenticationAdministrator)
}

func writeMethods() need {
	return either("UserAuthenticationMethod.ReadWrite.All").by(directory.AuthenticationAdministrator,
		directory.PrivilegedAuthenticationAdministrator)
}

func readMethodsPolicy() need {
	return either("Policy.Read.All", "Policy.Read.AuthenticationMethod", "Policy.ReadWrite.AuthenticationMethod")
}

func writeMethodsPolicy() need {
	return either("Policy.ReadWrite.AuthenticationMethod").by(directory.AuthenticationPolicyAdministrator)
}

// readRegistrations: Microsoft Graph REST v1.0, List userRegistrationDetails.
func readRegistrations() need {
	return either("AuditLog.Read.All").by(directory.ReportsReader, directory.SecurityReader,
		directory.SecurityAdministrator, directory.GlobalReader)
}

func writeSecurityDefaults() need {
	return either("Policy.ReadWrite.SecurityDefaults", "Policy.ReadWrite.ConditionalAccess").by(
		directory.SecurityAdministrator, directory.ConditionalAccessAdministrator)
}

func writeTokenPolicy() need {
	return either("Policy.ReadWrite.FedTokenValidation").by(directory.SecurityAdministrator,
		directory.HybridIdentityAdministrator, directory.ExternalIDPAdministrator)
}

// readSignIns needs both permissions.
func readSignIns() need {
	return either("AuditLog.Read.All").by(directory.ReportsReader, directory.SecurityReader,
		directory.SecurityAdministrator, directory.GlobalReader).and(either("Directory.Read.All", "Directory.ReadWrite.All"))
}

func readAudits() need {
	return either("AuditLog.Read.All").by(directory.ReportsReader, directory.SecurityReader,
		directory.SecurityAdministrator, directory.GlobalReader)
}

func readSync() need {
	return either("OnPremDirectorySynchronization.Read.All", "OnPremDirectorySynchronization.ReadWrite.All").by(
		directory.HybridIdentityAdministrator, directory.GlobalReader)
}

func readApplications() need {
	return either("Application.Read.All", "Application.ReadWrite.All", "Directory.Read.All", "Directory.ReadWrite.All")
}

func writeApplications() need {
	return either("Application.ReadWrite.All").by(directory.ApplicationAdministrator)
}

// may says whether the token has what is needed.
func (c *call) may(n need) bool {
	return c.settings.PermissionsOff || !slices.ContainsFunc(n, func(part token.Need) bool { return !c.token.May(part) })
}

// permitted refuses a call whose token lacks something. Graph's answer never names what
// (microsoftgraph/msgraph-sdk-powershell#2873); the record does.
func (c *call) permitted(n need) error {
	if c.may(n) {
		return nil
	}
	return denied(n.explained(c.token), c.token)
}

func denied(fix string, t token.Access) error {
	got := "application permissions " + strings.Join(t.Roles, ", ")
	if !t.AppOnly() {
		got = "delegated permissions " + strings.Join(t.Scopes, ", ") + "; directory roles " + roleNames(t.DirectoryRoles)
	}
	return &record.Refusal{
		Code:    codeDenied,
		Message: "Insufficient privileges to complete the operation.",
		Got:     got,
		Fix:     fix,
	}
}

// explained says what a token would need.
func (n need) explained(t token.Access) string {
	var parts []string
	for _, part := range n {
		if t.AppOnly() {
			parts = append(parts, "give the app one of "+strings.Join(part.Application, ", "))
			continue
		}
		text := "ask for one of the scopes " + strings.Join(part.Delegated, ", ")
		if len(part.DirectoryRoles) > 0 {
			text += ", as a person with the role Global Administrator, " + roleNames(part.DirectoryRoles)
		}
		parts = append(parts, text)
	}
	return strings.Join(parts, "; and ")
}

// roleNames are the display names of directory roles; those that are not known stay ids.
func roleNames(templates []string) string {
	var names []string
	for _, template := range templates {
		for _, r := range directory.BuiltInRoles() {
			if r.TemplateID == template {
				template = r.Name
			}
		}
		names = append(names, template)
	}
	return strings.Join(names, ", ")
}
