// Package v1 is JumpCloud's API 1.0: users, organizations, SSO applications and their templates.
//
// Source: the published OpenAPI document (TheJumpCloud/jcapi-powershell, SwaggerSpecs/JumpCloud.SDK.V1.json); for what
// it leaves out TheJumpCloud/jc-cli and newriverstrat/terraform-provider-jumpcloud.
package v1
