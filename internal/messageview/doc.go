// Package messageview shows a message with the checks that were made on it, as HTML: the checks with what was expected,
// what came, where the two first differ and what to mend; the XML decoded, indented and highlighted, its lines
// numbered, the signed part marked by a bar, long base64 folded to what it means; and both linked to one another. It
// needs no world: an exchange of a record or a message of [samlharness/inspect] is all that goes in.
//
// What is shown decides nothing: the message is read by a lexer that takes everything, good or bad, as it stands.
//
//	view := messageview.OfExchange(e, "m12") // or OfMessage
//	html, err := view.HTML()                 // the whole, a template.HTML
//	messageview.CSS, messageview.JS          // for the page: the stylesheet, and marks while a reader points at
//
// something
package messageview
