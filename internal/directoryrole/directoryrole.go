// Package directoryrole has the directory roles that the emulated tenant and the operator both know, by their template
// ids, which are the same in every tenant. Source: Microsoft Learn, Microsoft Entra built-in roles.
package directoryrole

// The template ids of the roles that may change federation (Microsoft Graph, Create internalDomainFederation).
const (
	GlobalAdministrator         = "62e90394-69f5-4237-9190-012177145e10"
	DomainNameAdministrator     = "8329153b-31d0-4727-b945-745eb3bc5f31"
	ExternalIDPAdministrator    = "be2f45a1-457d-42af-a067-6ec1fa63bc45"
	HybridIdentityAdministrator = "8ac3fc64-6eca-42ea-9e69-59f4c7b60eb2"
	SecurityAdministrator       = "194ae4cb-b126-40b2-bd5b-6091b380977d"
)
