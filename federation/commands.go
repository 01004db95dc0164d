package federation

import (
	"slices"

	"samlharness/federation/msgraph"
	"samlharness/internal/shell"
)

// Commands are what the operator must know of the command line to name commands in its cures: a cure that is copied as
// it stands acts on the tenant that the operator acted on. The zero value suits an emulated world.
type Commands struct {
	// Target are the words that lead a command to the tenant, as the user gave them: "--target", "real", and the flags of
	// endpoint, credential and snapshots. They may name files and must not hold secrets. nil means an emulated world, or,
	// for a Graph that is not an emulation, "--target real" and its endpoint.
	Target []string
	// MetadataFile is the metadata file as the user named it; "" when none was.
	MetadataFile string
	// EntityID is the identity provider that the user asked for, of metadata that describes several; "" when none was.
	EntityID string
	// NamesDomain says that the user named the domain, beside the metadata.
	NamesDomain bool
}

// command is the command line, in backquotes, that runs a verb of the operator for a domain at the same target, with
// more flags. It is the only place that writes one.
func (o *Operator) command(verb, domain string, more ...string) string {
	words := []string{"harness", "federation", verb}
	reads := slices.Contains([]string{"preflight", "plan", "drift", "rotate"}, verb) && o.Commands.MetadataFile != ""
	if verb == "enable" || reads {
		words = append(words, "--xml-file", o.Commands.MetadataFile)
		if o.Commands.EntityID != "" {
			words = append(words, "--entity-id", o.Commands.EntityID)
		}
	}
	target := o.target()
	// in an emulated world JumpCloud's metadata names the domain
	if verb != "enable" || len(target) > 0 || o.Commands.NamesDomain {
		words = append(words, "--domain", domain)
	}
	words = append(append(words, more...), target...)
	return "`" + shell.Line(words...) + "`"
}

// RollbackCommand is the command line, in backquotes, that returns a domain to the snapshot in a file.
func (o *Operator) RollbackCommand(domain, file string) string {
	return o.command("rollback", domain, "--snapshot", file)
}

// enableAgain is what to do to federate a domain again, with the command where the metadata file is known.
func (o *Operator) enableAgain(domain string) string {
	if o.Commands.MetadataFile == "" {
		return "enable again"
	}
	return "enable again with " + o.command("enable", domain)
}

// target are the words that lead to the operator's Graph.
func (o *Operator) target() []string {
	if o.Commands.Target != nil || o.Graph.Emulated() {
		return o.Commands.Target
	}
	words := []string{"--target", "real"}
	if endpoint := o.Graph.Endpoint(); endpoint != msgraph.DefaultEndpoint {
		words = append(words, "--graph", endpoint)
	}
	return words
}
