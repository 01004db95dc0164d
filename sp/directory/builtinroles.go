package directory

import "samlharness/internal/directoryrole"

// The template ids of built-in roles (Microsoft Learn: Microsoft Entra built-in roles).
const (
	GlobalAdministrator            = directoryrole.GlobalAdministrator
	GlobalReader                   = "f2ef992c-3afb-46b9-b7cf-a126ee74c451"
	PrivilegedRoleAdministrator    = "e8611ab8-c189-46e8-94e1-60213ab1f814"
	UserAdministrator              = "fe930be7-5e62-47db-91af-98c3a49a38b1"
	DomainNameAdministrator        = directoryrole.DomainNameAdministrator
	ExternalIDPAdministrator       = directoryrole.ExternalIDPAdministrator
	HybridIdentityAdministrator    = directoryrole.HybridIdentityAdministrator
	SecurityAdministrator          = directoryrole.SecurityAdministrator
	SecurityReader                 = "5d6b6bb7-de71-4623-b4af-96380a352509"
	ReportsReader                  = "4a5d8f65-41da-4de4-8968-e035b65339cf"
	ApplicationAdministrator       = "9b895d92-2cd3-44c7-9d02-a6ac2d5ea5c3"
	ConditionalAccessAdministrator = "b1be1c3e-b65d-4f19-8427-f6fa0d97feb9"

	AuthenticationAdministrator           = "c4e39bd9-1100-46d3-8c65-fb160da0071f"
	PrivilegedAuthenticationAdministrator = "7be44c8a-adaf-4e2a-84d6-ab2649e08a13"
	AuthenticationPolicyAdministrator     = "0526716b-113d-4c15-b2c8-68e3c22b9f80"
)

// BuiltInRole is a directory role that every tenant has.
type BuiltInRole struct {
	// TemplateID is also the id of its role definition.
	TemplateID, Name, Description string
}

// BuiltInRoles are the roles that an operator who federates a domain has to do with, of the hundred that there are.
func BuiltInRoles() []BuiltInRole {
	return []BuiltInRole{
		{GlobalAdministrator, "Global Administrator", "Can manage all aspects of Microsoft Entra ID."},
		{GlobalReader, "Global Reader", "Can read what a Global Administrator can, and update nothing."},
		{PrivilegedRoleAdministrator, "Privileged Role Administrator", "Can manage role assignments."},
		{UserAdministrator, "User Administrator", "Can manage users and groups."},
		{DomainNameAdministrator, "Domain Name Administrator", "Can manage domain names in cloud and on-premises."},
		{ExternalIDPAdministrator, "External Identity Provider Administrator", "Can configure identity providers."},
		{HybridIdentityAdministrator, "Hybrid Identity Administrator", "Can manage federation and synchronization."},
		{SecurityAdministrator, "Security Administrator", "Can manage security information and configuration."},
		{SecurityReader, "Security Reader", "Can read security information and reports."},
		{ReportsReader, "Reports Reader", "Can read sign-in and audit reports."},
		{ApplicationAdministrator, "Application Administrator", "Can manage app registrations."},
		{AuthenticationAdministrator, "Authentication Administrator", "Can manage methods of non-administrators."},
		{PrivilegedAuthenticationAdministrator, "Privileged Authentication Administrator",
			"Can manage the authentication methods of anybody."},
		{AuthenticationPolicyAdministrator, "Authentication Policy Administrator",
			"Can manage the authentication methods policy."},
		{ConditionalAccessAdministrator, "Conditional Access Administrator", "Can manage Conditional Access."},
	}
}
