package directory

// The values of a domain's authenticationType.
const (
	Managed   = "Managed"
	Federated = "Federated"
)

// Domain is a domain name of the tenant, as Graph's domain resource shows it.
type Domain struct {
	// Name is the fully qualified name in lower case; it is the key.
	Name string
	// Verified says that its ownership was proved. Default and Initial each mark one domain of the tenant; the initial one
	// ends in onmicrosoft.com. Root is false for a subdomain and for an unverified domain.
	Verified, Default, Initial, Root, AdminManaged bool
	// Parent names the root domain whose settings a subdomain inherits; "" for a domain of its own.
	Parent string
	// SupportedServices are the services assigned to the domain, such as "Email".
	SupportedServices []string
	// Federation is the configuration in force, nil when the domain is managed. A subdomain shows the one it inherits from
	// Parent.
	Federation *Federation
	// HalfFederated marks a domain that says Federated but has no readable configuration, which is what a create without
	// signing certificate leaves behind (microsoftgraph/microsoft-graph-docs-contrib#1389).
	HalfFederated bool
	// PasswordValidityDays and PasswordNotificationDays hold for a managed domain.
	PasswordValidityDays, PasswordNotificationDays int
	// VerificationText is what the domain's TXT record must hold to be verified: "MS=ms12345678".
	VerificationText string
}

// AuthenticationType is Managed or Federated.
func (d Domain) AuthenticationType() string {
	if d.Federation != nil || d.HalfFederated {
		return Federated
	}
	return Managed
}
