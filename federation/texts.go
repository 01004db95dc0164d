package federation

import "fmt"

// The words of the module JumpCloud.Office365.SSO 0.11.0. Source: github.com/TheJumpCloud/support.
const (
	textMissingPrefix = "The supplied EntityID: %s does not appear to be correct. The domain name may be missing " +
		"'https://' or 'urn:uri:' as a prefix to the domain name. EX: within the JumpCloud SSO application for O365, " +
		"supply an EntityID value such as 'https://myDomain.com' or 'urn:uri:myDomain.com'"
	textTypo        = "Typo? %s is not a valid domain within your Office365 tenant"
	textListDomains = "To see a list of valid domains in your Office 365 run the command 'Get-MgDomain'"
	textUpdateApp   = "Update your JumpCloud Office 365 SSO connector with the valid domain, download the XML " +
		"metadata and try again!"
	textDirectorySync = "Directory Synchronization is enabled run the command:'Update-MgOrganization -OrganizationId " +
		"(Get-MgOrganization).Id -BodyParameter @{onPremisesSyncEnabled = False}' to disable and try again"
	textConfigured     = "SSO Configured for domain: %s"
	textConfiguredWait = "It can take up to 20 minutes for the Office 365 sign in process to update to SSO initiated. " +
		"You may return sign in errors during this time."
	textDisabled     = "SSO disabled for domain: %s"
	textDisabledWait = "It can take up to 20 minutes for the Office 365 sign in process to revert back to normal. " +
		"You may return sign in errors during this time."
	textNotConfigured = "Federation is not configured for domain: %s"
)

// The words of Microsoft Graph that are also said before Graph is asked.
const (
	textAlreadyFederated = "Domain already has Federation Configuration set."
)

// Words of ours, where no vendor's are known.
const (
	textNotVerified  = "The domain %s is not verified"
	textDefault      = "The domain %s is the default domain of the tenant, which Microsoft does not federate"
	textInitial      = "The domain %s is the initial domain of the tenant, which Microsoft does not federate"
	textSyncHarmless = "Sign-on works all the same, but JumpCloud cannot change users that are synchronized from " +
		"elsewhere."
	textSyncUnknown = "Whether directory synchronization is on could not be read: %s"
	textSubdomain   = "%s is a subdomain of another domain of the tenant: it follows its parent until it is promoted."
	textRotated     = "Certificate rotated for domain: %s, from SHA-256 %s to SHA-256 %s"
	textBrokenNow   = "Nobody of %s can sign in at present: the identity provider signs with SHA-256 %s, which " +
		"Microsoft does not know. The rotation registers that one."
	textSignInsUnread  = "The sign-in log could not be read, so that the certificate of the last sign-in is not known: %s"
	textSignsOtherwise = "The last sign-in, of %s at %s, was signed by SHA-1 %s, which the snapshot does not have: " +
		"nobody of %s can sign in until the identity provider signs with a certificate of the snapshot."
	textPasswords = "Users of %s have no usable Microsoft password after the conversion unless they had one before: " +
		"give each a new one."
	textReadBack      = "Graph answered with an error (%s), but the configuration reads back as it was sent."
	textSnapshot      = "The state before the change is in %s."
	textTenantUnknown = "The snapshot is without the tenant's id, which could not be read: %s"
	textInterrupted   = "Interrupted: looking what became of the change. Interrupt again to end at once."
	textLockedOut     = "No enabled Global Administrator was found who can sign in outside %s (%s). The domain is " +
		"returned all the same, because an application signed in to do it."
	textHalf = "The domain %s says Federated, but has no federation configuration that can be read"
)

// The codes of refusals that are the operator's own; those of credentials and endpoints are in package msgraph. Those
// of Graph, such as "Request_BadRequest", stand as they came.
const (
	CodeMetadataDomain       = "MetadataOtherDomain"       // it names another domain than the command line
	CodeInterrupted          = "Interrupted"               // the command was ended from outside
	CodeRedirected           = "RedirectRefused"           // Graph or the sign-in host sends us elsewhere
	CodeMetadataMissing      = "MetadataFileMissing"       // no such file, or it cannot be read
	CodeMetadataName         = "MetadataFileName"          // the name does not end in .xml
	CodeMetadataTooLarge     = "MetadataFileTooLarge"      // more than a mebibyte
	CodeMetadataUnreadable   = "MetadataUnreadable"        // not the metadata of one identity provider
	CodeEntityIDPrefix       = "EntityIDPrefixMissing"     // neither https:// nor urn:uri:
	CodeCertificateMissing   = "SigningCertificateMissing" // the metadata has none
	CodeCertificateInvalid   = "SigningCertificateInvalid" // unreadable, or its key is too weak
	CodeCertificatesMany     = "SigningCertificatesTooMany"
	CodeSignOnMissing        = "SingleSignOnServiceMissing" // none, or its address is not a URL
	CodeDomainNotInTenant    = "DomainNotInTenant"
	CodeDomainUnnamed        = "DomainUnnamed" // another vendor's metadata, and nothing names the domain
	CodeDomainNotVerified    = "DomainNotVerified"
	CodeDefaultDomain        = "DefaultDomain"
	CodeInitialDomain        = "InitialDomain"
	CodeHalfFederated        = "HalfFederated"        // Federated without a configuration
	CodeReadBack             = "ReadBackDiffers"      // what was read is not what was written
	CodeUnknownState         = "UnknownState"         // written, but the result could not be read
	CodeGuard                = "RealGuard"            // a condition for changing a real tenant does not hold
	CodeUnreachable          = "GraphUnreachable"     // no answer came
	CodeAuthenticationFailed = "AuthenticationFailed" // no token, and no AADSTS code that says why
)

// CodeBadRequest is Graph's code for most 400 answers.
const CodeBadRequest = "Request_BadRequest"

func typo(domain string) string { return fmt.Sprintf(textTypo, domain) }
