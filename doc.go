// Package samlharness is the root of a test harness for SAML sign-on between JumpCloud and Microsoft 365. No code lives
// here: start reading at world, or at cmd/harness.
package samlharness
