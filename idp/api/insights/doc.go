// Package insights is JumpCloud's Directory Insights API: the organization's events.
//
// Source: the published OpenAPI document (TheJumpCloud/jcapi-powershell,
// SwaggerSpecs/JumpCloud.SDK.DirectoryInsights.json); the shapes of events are those of Sekoia.io's samples.
package insights
