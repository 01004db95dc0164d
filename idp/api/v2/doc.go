// Package v2 is JumpCloud's API 2.0: groups, the graph of associations, directories, conditional access policies,
// identity providers and service accounts.
//
// Source: the published OpenAPI document (TheJumpCloud/jcapi-powershell, SwaggerSpecs/JumpCloud.SDK.V2.json); for what
// it leaves out TheJumpCloud/jc-cli.
package v2
