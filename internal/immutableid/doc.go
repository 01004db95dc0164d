// Package immutableid knows how the value of a NameID and a user's immutable ID can be the same thing written
// differently: a GUID instead of base64 of its bytes, base64 without its padding, a value that was encoded twice.
//
// Microsoft compares the two byte for byte, so each of these is refused with AADSTS51004. Nothing here decides
// anything: it explains a refusal, and says what to mend. The mending is always at the side that sends the value; a
// spoilt value is never to be stored as a user's onPremisesImmutableId.
package immutableid
