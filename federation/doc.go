// Package federation is the operator who federates a domain of a Microsoft Entra tenant with JumpCloud: it reads the
// metadata that JumpCloud exports and drives Microsoft Graph, the emulated one and the real one with the same code.
//
// It does what JumpCloud's PowerShell module JumpCloud.Office365.SSO does, in the module's words, without the module's
// defects: nothing is called configured that was not read back. Each refusal is a *record.Refusal with the vendor's
// code and text, and with what to do about it.
//
// An [Operator] changes a tenant that is not an emulation only when a [RealGuard] agrees.
package federation
