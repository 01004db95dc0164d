// Package rest is what the parts of JumpCloud's REST API share: the call, the answer and its error bodies, bodies that
// are read member by member, and lists with their options.
//
// Sources: the published OpenAPI documents of JumpCloud API 1.0 and 2.0 (TheJumpCloud/jcapi-powershell, SwaggerSpecs);
// TheJumpCloud/jc-cli for what they leave out.
package rest
