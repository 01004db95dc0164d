// Package capture finds the sign-in messages in whatever people have of a sign-in: the HAR of a browser, an export of
// SAML-tracer, a request copied as cURL, fetch or PowerShell, a saved page or mail, a form body, a log line, base64 or
// XML. It looks for the messages themselves and never goes by how the input begins, so that several dresses may be worn
// one over the other.
//
// It only finds: whether a message is any good is for package inspect to say. What had to be undone to read a message
// is named, because a service that receives it as it was captured may not undo it.
package capture
