// Package bundle writes what support needs of a capture into one ZIP file: the messages, the verdicts, a page that
// shows both, and a receipt of what was removed. Nothing else of the capture goes into it.
package bundle
