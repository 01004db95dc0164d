package graph

import (
	"net/http"
	"strings"

	"samlharness/record"
	"samlharness/sp/oauth/token"
)

// permissions are application permissions, any one of which is enough (Microsoft Graph permissions reference).
type permissions []string

// The permissions of each resource.

func readDomains() permissions {
	return permissions{"Domain.Read.All", "Domain.ReadWrite.All", "Directory.Read.All", "Directory.ReadWrite.All"}
}
func writeDomains() permissions { return permissions{"Domain.ReadWrite.All"} }
func readFederation() permissions {
	return permissions{"Domain-InternalFederation.Read.All", "Domain-InternalFederation.ReadWrite.All",
		"Domain.Read.All", "Domain.ReadWrite.All"}
}
func writeFederation() permissions {
	return permissions{"Domain-InternalFederation.ReadWrite.All", "Domain.ReadWrite.All"}
}
func readOrganization() permissions {
	return permissions{"Organization.Read.All", "Organization.ReadWrite.All", "Directory.Read.All",
		"Directory.ReadWrite.All"}
}
func writeOrganization() permissions { return permissions{"Organization.ReadWrite.All"} }
func readUsers() permissions {
	return permissions{"User.Read.All", "User.ReadWrite.All", "Directory.Read.All", "Directory.ReadWrite.All"}
}
func writeUsers() permissions { return permissions{"User.ReadWrite.All", "Directory.ReadWrite.All"} }
func readRoles() permissions {
	return permissions{"RoleManagement.Read.Directory", "Directory.Read.All", "Directory.ReadWrite.All"}
}
func readPolicies() permissions          { return permissions{"Policy.Read.All"} }
func writeSecurityDefaults() permissions { return permissions{"Policy.ReadWrite.SecurityDefaults"} }
func writeTokenPolicy() permissions      { return permissions{"Policy.ReadWrite.FedTokenValidation"} }

// permitted says whether the call's token may do it. Graph's answer never names what is missing; the record does.
func (c *call) permitted(r route) error {
	needed := r.write
	if c.r.Method == http.MethodGet {
		needed = r.read
	}
	if !c.h.CheckPermissions || c.token.May(token.Need{Application: needed, Delegated: needed}) {
		return nil
	}
	return &record.Refusal{
		Code:    codeDenied,
		Message: "Insufficient privileges to complete the operation.",
		Fix:     "give the app one of " + strings.Join(needed, ", "),
	}
}
