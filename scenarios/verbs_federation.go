package scenarios

import (
	"context"
	"fmt"
	"io"
	"strings"

	"github.com/spf13/pflag"

	"samlharness/federation"
	"samlharness/internal/cloud"
)

// GroupReal is the group of the flags that lead to the real Microsoft Graph; see [FlagGroup].
const GroupReal = "The real Microsoft Graph (--target real)"

// operation is what the operator does to a domain, which a metadata file may name.
type operation func(o *federation.Operator, ctx context.Context, domain string) (federation.Result, error)

func federationVerbs() vocabulary {
	enable := federationVerb("federation enable",
		"federate the domain that a JumpCloud metadata file names (Enable-JumpCloud.Office365.SSO)", nil)
	enable.Flags = func(flags *pflag.FlagSet) {
		texts("from", "bring the domain to what this YAML `FILE` says, all of it, changing members in place")(flags)
		federationFlags(flags)
	}
	enable.In = append(enable.In, "from")
	enable.Check = func(call *Call) error { return checkEnable(call) }
	enable.Example = "federation enable --xml-file JumpCloud-office365-metadata.xml"
	show := federationVerb("federation show", "print a domain's federation (Show-JumpCloud.Office365.SSO)",
		(*federation.Operator).Show)
	show.Example = "federation show --domain contoso.com"
	disable := federationVerb("federation disable",
		"return a domain to password sign-in (Disable-JumpCloud.Office365.SSO)",
		(*federation.Operator).Disable)
	disable.Example = "federation disable --domain contoso.com"
	return append(vocabulary{enable, show, disable, rotateVerb()}, federationLooks()...)
}

// federationVerb makes a verb of the operator; a nil operation is Enable, which needs the whole metadata.
func federationVerb(name, summary string, do operation) *Verb {
	return &Verb{
		Name: name, Summary: summary,
		Detail: "JumpCloud's metadata names the domain; with another vendor's, enable needs --domain too. " +
			"Without --target it acts on the emulated tenant of a world; with --target real on a tenant of Microsoft, " +
			"whose domain --domain and HARNESS_REAL_DOMAIN must name.",
		Flags: federationFlags,
		Takes: map[string]Value{
			"domain":     {Names: "domain"},
			"target":     {OneOf: []string{"emulated", "real"}},
			"cloud":      {OneOf: cloud.Names()},
			"credential": {OneOf: []string{"", "secret", "certificate", "devicecode", "browser", "cli", "managed"}},
		},
		In: []string{"xml-file"},
		Alone: func(call *Call) string {
			if isReal(call) {
				return "--target real"
			}
			return ""
		},
		Check: func(call *Call) error { return checkFederation(call, do == nil) },
		Run:   func(ctx context.Context, env *Env, call *Call) error { return federate(ctx, env, call, do) },
	}
}

func federationFlags(flags *pflag.FlagSet) {
	texts("domain", "the `DOMAIN`; another vendor's metadata does not name it",
		"xml-file", "the metadata `FILE` that Export Metadata downloads; JumpCloud's names the domain",
		"entity-id", "of metadata of several identity providers, the one with this entity `ID`")(flags)
	RealFlags(flags)
}

// RealFlags declares the flags that lead to the real Microsoft Graph.
func RealFlags(flags *pflag.FlagSet) {
	addGroup(flags, GroupReal, func(flags *pflag.FlagSet) {
		flags.String("target", "emulated", "whose `TENANT`: emulated or real")
		flags.String("credential", "", "how to get a token, of which `KIND`; without it, by what is given")
		texts("tenant-id", "the tenant's `ID` or domain (AZURE_TENANT_ID)",
			"client-id", "the app registration's `ID` (AZURE_CLIENT_ID)",
			"secret-file", "read the client secret from this `FILE` (AZURE_CLIENT_SECRET)",
			"certificate-file", "the app's certificate with its key, a PEM `FILE` (AZURE_CLIENT_CERTIFICATE_PATH)")(flags)
		flags.String("cloud", string(cloud.Global), "the national `CLOUD` in which the tenant lives")
		texts("graph", "the root `URL` of Graph, for an emulation elsewhere",
			"authority-host", "the `URL` of the sign-in host there (AZURE_AUTHORITY_HOST)",
			"ca-file", "trust the authorities in this PEM `FILE` too")(flags)
		flags.String("snapshots", ".harness/snapshots", "keep the state before each change in this `FOLDER`")
	})
}

// isReal says whether a call of the operator is for the real Microsoft Graph.
func isReal(call *Call) bool { return call.String("target") == "real" }

// checkFederation finds flags that do not go together, and those that are missing.
func checkFederation(call *Call, needsFile bool) error {
	name, usage := call.Verb.Name, "usage: "+call.Verb.Usage()
	stray := strayFlag(call)
	switch {
	case call.Changed("entity-id") && !call.Changed("xml-file"):
		return &UsageError{name + ": --entity-id is about a metadata file", "add --xml-file, or leave it out"}
	case stray != "":
		return &UsageError{name + ": --" + stray + " is for the real Microsoft Graph",
			"add --target real, or leave out --" + stray}
	case isReal(call) && !call.Changed("domain"):
		return &UsageError{name + " lacks --domain", "a real domain is named on the command line"}
	case needsFile && !call.Changed("xml-file"):
		return &UsageError{name + " lacks --xml-file", usage}
	case !needsFile && call.Changed("domain") == call.Changed("xml-file"):
		return &UsageError{name + " needs either --domain or --xml-file", usage}
	}
	return nil
}

// strayFlag is a flag of the real Graph in a call for an emulated one, "" when there is none.
func strayFlag(call *Call) (stray string) {
	if isReal(call) {
		return ""
	}
	call.flags.Visit(func(f *pflag.Flag) {
		if FlagGroup(f) == GroupReal && f.Name != "target" {
			stray = f.Name
		}
	})
	return stray
}

// checkEnable: what to federate with is either metadata or a file.
func checkEnable(call *Call) error {
	switch {
	case call.Changed("from") && call.Changed("xml-file"):
		return &UsageError{call.Verb.Name + ": --from and --xml-file both say what the federation should be",
			"leave out the one that is not meant"}
	case call.Changed("from"):
		return checkOperator(call)
	}
	return checkFederation(call, true)
}

// checkOperator finds flags that do not go together where the domain may come from any of three places.
func checkOperator(call *Call) error {
	stray := strayFlag(call)
	switch {
	case call.Changed("entity-id") && !call.Changed("xml-file"):
		return &UsageError{call.Verb.Name + ": --entity-id is about a metadata file", "add --xml-file, or leave it out"}
	case stray != "":
		return &UsageError{call.Verb.Name + ": --" + stray + " is for the real Microsoft Graph",
			"add --target real, or leave out --" + stray}
	case isReal(call) && !call.Changed("domain"):
		return &UsageError{call.Verb.Name + " lacks --domain", "a real domain is named on the command line"}
	case !call.Changed("domain") && !call.Changed("xml-file") && !call.Changed("from"):
		return &UsageError{call.Verb.Name + " lacks --domain", "usage: " + call.Verb.Usage()}
	}
	return nil
}

func federate(ctx context.Context, env *Env, call *Call, do operation) error {
	operator, source, err := operatorAndSource(env, call)
	if err != nil {
		return err
	}
	if do != nil && source.Domain == "" {
		return &UsageError{call.Verb.Name + ": the metadata is not JumpCloud's, and does not name the domain",
			"name it with --domain, in place of --xml-file"}
	}
	var result federation.Result
	switch {
	case do != nil:
		result, err = do(operator, ctx, source.Domain)
	case call.Changed("from"):
		var want *federation.Wanted
		if want, err = fromFile(env, call); err != nil {
			return err
		}
		result, err = operator.Apply(ctx, *want)
	default:
		result, err = operator.Enable(ctx, source)
	}
	_ = env.give(result, func(io.Writer) error { return nil }) // the operator has printed it
	return err
}

// operatorAndSource makes the operator for a call, and reads what the call says about the domain: the metadata, or the
// domain alone.
func operatorAndSource(env *Env, call *Call) (*federation.Operator, federation.Source, error) {
	source := federation.Source{Domain: call.String("domain")}
	operator, err := operatorOf(env, call)
	if err != nil {
		return nil, source, err
	}
	operator.Commands.MetadataFile, operator.Commands.EntityID = call.String("xml-file"), call.String("entity-id")
	operator.Commands.NamesDomain = call.Changed("domain")
	if !isReal(call) {
		operator.Commands.Target = env.Target
	}
	if file := call.String("xml-file"); file != "" {
		reading := federation.Reading{Domain: call.String("domain"), EntityID: call.String("entity-id")}
		if source, err = reading.FS(fileSystem{env.Files}, file); err != nil {
			return nil, source, err
		}
	}
	if call.Verb.FlagSet().Lookup("from") != nil && call.Changed("from") {
		want, err := fromFile(env, call)
		if err != nil {
			return nil, source, err
		}
		if source.Domain == "" {
			source.Domain = want.Domain
		}
		if !strings.EqualFold(want.Domain, source.Domain) {
			return nil, source, &UsageError{fmt.Sprintf("%s: the file of --from is for %s, not for %s", call.Verb.Name,
				want.Domain, source.Domain), "name the file of that domain"}
		}
	}
	if named := call.String("domain"); named != "" && !isReal(call) && !strings.EqualFold(named, source.Domain) {
		return nil, source, &UsageError{fmt.Sprintf("%s: --domain says %s, but the metadata file is for %s",
			call.Verb.Name, named, source.Domain), "leave out --domain, or name the metadata file of that domain"}
	}
	return operator, source, nil
}

// operatorOf makes the operator for the call's target.
func operatorOf(env *Env, call *Call) (*federation.Operator, error) {
	switch {
	case env.Operator != nil:
		return env.Operator(call, env.Stdout, env.Stderr)
	case isReal(call):
		return nil, &UsageError{call.Verb.Name + ": --target real acts from the command line only",
			"the run names the target of a script: harness run --target real --domain D"}
	}
	return env.World.Operator(env.Stdout, env.Stderr)
}
