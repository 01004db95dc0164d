// Package har writes the record of a world as an HTTP archive, HAR 1.2, as browsers export one: an entry for each hop
// and each call of Graph, with the messages that came in it. Secrets are not in the record, and so not in the archive.
package har
