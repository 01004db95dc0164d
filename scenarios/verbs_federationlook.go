package scenarios

import (
	"context"
	"encoding/json"
	"io"

	"github.com/spf13/pflag"

	"samlharness/federation"
)

// The operator's verbs that look before something is changed, compare, and return.

// federationLooks are those verbs; `preflight` stands at the top too.
func federationLooks() vocabulary {
	plan := lookVerb("federation plan", "show exactly what would be sent, and change nothing", plan)
	plan.Example = "federation plan --xml-file JumpCloud-office365-metadata.xml"
	plan.Detail = "The file of --from is YAML with domain, authenticationType (Federated, or Managed) and federation, " +
		"whose members have the names and values that federation show prints; certificates are in base64 or PEM. It says " +
		"all of the federation: a member that is left out should be null."
	drift := lookVerb("federation drift", "compare the tenant with a file and JumpCloud's metadata; exit code 2 when it "+
		"differs", drift, "expires-in", "report certificates that end within this `TIME`, such as 60d")
	drift.Example = "federation drift --xml-file JumpCloud-office365-metadata.xml"
	drift.Check = both(drift.Check, duration("expires-in"))
	verify := lookVerb("federation verify", "read a federation back, also from home-realm discovery and the sign-in log",
		verify, "wait", "ask home-realm discovery until it agrees, at most this `TIME`, such as 20m")
	verify.Example = "federation verify --domain contoso.com"
	verify.Check = both(verify.Check, duration("wait"))
	return append(vocabulary{plan, drift, verify, preflightVerb("federation preflight"), preflightVerb("preflight")},
		snapshotVerbs()...)
}

func preflightVerb(name string) *Verb {
	v := lookVerb(name, "look at everything on which federating a domain depends, and at whom it would lock out",
		preflight,
		"jumpcloud-users", "JumpCloud's users in this CSV `FILE`, with the headings email and immutableId (their _id)")
	flags := v.Flags
	v.Flags = func(set *pflag.FlagSet) {
		set.Bool("required", false, "fail only for what enable would refuse; everything else is told")
		flags(set)
		addGroup(set, GroupReal, func(set *pflag.FlagSet) {
			texts("jumpcloud-key-file", "ask JumpCloud's API, with the API key in this `FILE`")(set)
			set.String("jumpcloud-api", federation.DefaultJumpCloud, "the root `URL` of JumpCloud's API")
		})
	}
	v.In = append(v.In, "jumpcloud-users")
	v.Example = name + " --xml-file JumpCloud-office365-metadata.xml"
	return v
}

// snapshotVerbs keep the state of a domain and return to it.
func snapshotVerbs() vocabulary {
	snapshot := lookVerb("federation snapshot", "keep the federation of a domain in a file, for rollback", keep,
		"out", "write it to this `FILE`")
	snapshot.Out, snapshot.Example = []string{"out"}, "federation snapshot --domain contoso.com --out before.json"
	snapshot.Check = both(snapshot.Check, needed("out"))
	rollback := lookVerb("federation rollback", "return a domain to the state of a snapshot", rollback,
		"snapshot", "the `FILE` with the state to return to")
	flags := rollback.Flags
	rollback.Flags = func(set *pflag.FlagSet) {
		flags(set)
		set.Bool("break-glass", false, "in a lock-out: although nobody outside the domain can undo it, and however old "+
			"the snapshot is")
	}
	rollback.In = append(rollback.In, "snapshot")
	rollback.Example = "federation rollback --domain contoso.com --snapshot before.json"
	rollback.Check = both(rollback.Check, needed("snapshot"), needed("domain"))
	return vocabulary{snapshot, rollback}
}

// look is what a verb does with an operator; the source has the domain at least.
type look func(ctx context.Context, env *Env, call *Call, o *federation.Operator, source federation.Source) error

// lookVerb makes a verb; extra are further flags, name and explanation.
func lookVerb(name, summary string, do look, extra ...string) *Verb {
	v := federationVerb(name, summary, nil)
	v.Flags = func(flags *pflag.FlagSet) {
		texts(extra...)(flags)
		texts("from", "what the federation should be, all of it, in this YAML `FILE`")(flags)
		federationFlags(flags)
	}
	v.Takes["from"] = Value{}
	v.In = []string{"xml-file", "from"}
	v.Check = func(call *Call) error { return checkOperator(call) }
	v.Run = func(ctx context.Context, env *Env, call *Call) error {
		operator, source, err := operatorAndSource(env, call)
		if err != nil {
			return err
		}
		return do(ctx, env, call, operator, source)
	}
	return v
}

// both runs checks until one finds a mistake.
func both(checks ...func(*Call) error) func(*Call) error {
	return func(call *Call) error {
		for _, check := range checks {
			if err := check(call); err != nil {
				return err
			}
		}
		return nil
	}
}

func duration(flag string) func(*Call) error {
	return func(call *Call) error {
		if !call.Changed(flag) {
			return nil
		}
		_, err := parseDuration(call.String(flag))
		return err
	}
}

func needed(flag string) func(*Call) error {
	return func(call *Call) error {
		if call.Changed(flag) {
			return nil
		}
		return &UsageError{call.Verb.Name + " lacks --" + flag, "usage: " + call.Verb.Usage()}
	}
}

// wantedOf is what a file or metadata asks for; nil when neither is named.
func wantedOf(env *Env, call *Call, source federation.Source) (*federation.Wanted, error) {
	switch {
	case call.Changed("from"):
		return fromFile(env, call)
	case call.Changed("xml-file"):
		want := source.Wanted()
		return &want, nil
	}
	return nil, nil
}

func fromFile(env *Env, call *Call) (*federation.Wanted, error) {
	data, err := env.Files.ReadFile(call.String("from"))
	if err != nil {
		return nil, err
	}
	want, err := federation.ReadWanted(data)
	return &want, err
}

// given gives a result with its text, and passes on why it failed.
func (e *Env) given(value interface{ Text() string }, err error) error {
	_ = e.give(value, func(io.Writer) error {
		e.Printf("%s", value.Text())
		return nil
	})
	return err
}

func plan(ctx context.Context, env *Env, call *Call, o *federation.Operator, source federation.Source) error {
	want, err := wantedOf(env, call, source)
	if err != nil {
		return err
	}
	if want == nil {
		return &UsageError{call.Verb.Name + " lacks --xml-file or --from", "usage: " + call.Verb.Usage()}
	}
	return env.given(o.Plan(ctx, *want))
}

func drift(ctx context.Context, env *Env, call *Call, o *federation.Operator, source federation.Source) error {
	options := federation.DriftOptions{Domain: source.Domain}
	var err error
	if call.Changed("from") {
		if options.File, err = fromFile(env, call); err != nil {
			return err
		}
	}
	if call.Changed("xml-file") {
		options.Metadata = &source
	}
	if options.File == nil && options.Metadata == nil && !call.Changed("expires-in") {
		return &UsageError{call.Verb.Name + " lacks what to compare with", "add --from, --xml-file or --expires-in"}
	}
	if call.Changed("expires-in") {
		options.ExpiresIn, _ = parseDuration(call.String("expires-in")) // checked before
	}
	return env.given(o.Drift(ctx, options))
}

func verify(ctx context.Context, env *Env, call *Call, o *federation.Operator, source federation.Source) error {
	options := federation.VerifyOptions{Domain: source.Domain}
	var err error
	if options.Wanted, err = wantedOf(env, call, source); err != nil {
		return err
	}
	if call.Changed("wait") {
		options.Wait, _ = parseDuration(call.String("wait")) // checked before
	}
	return env.given(o.Verify(ctx, options))
}

func preflight(ctx context.Context, env *Env, call *Call, o *federation.Operator, source federation.Source) error {
	options := federation.PreflightOptions{Source: source, RequiredOnly: call.Bool("required")}
	if file := call.String("jumpcloud-users"); file != "" {
		data, err := env.Files.ReadFile(file)
		if err != nil {
			return err
		}
		if options.People, err = federation.ReadPeople(data); err != nil {
			return err
		}
	} else if w := env.World; w != nil && w.People != nil {
		var err error
		if options.People, err = w.People(ctx, source.Domain); err != nil {
			return err
		}
		options.SignsInAtMicrosoft = new(bool) // the world's JumpCloud has no identity provider of its own
	}
	return env.given(o.Preflight(ctx, options))
}

// keep writes a snapshot.
func keep(ctx context.Context, env *Env, call *Call, o *federation.Operator, source federation.Source) error {
	s, err := o.Snapshot(ctx, source.Domain)
	if err != nil {
		return err
	}
	text, err := json.MarshalIndent(s, "", "  ")
	if err != nil {
		return err
	}
	if err := env.Files.WriteFile(call.String("out"), append(text, '\n')); err != nil {
		return err
	}
	return env.give(s, func(io.Writer) error {
		env.Printf("the federation of %s is kept in %s\n", s.Name, call.String("out"))
		return nil
	})
}

func rollback(ctx context.Context, env *Env, call *Call, o *federation.Operator, source federation.Source) error {
	data, err := env.Files.ReadFile(call.String("snapshot"))
	if err != nil {
		return err
	}
	options := federation.RollbackOptions{Domain: source.Domain, BreakGlass: call.Bool("break-glass")}
	if options.Snapshot, err = federation.ReadSnapshot(data); err != nil {
		return err
	}
	result, err := o.Rollback(ctx, options)
	_ = env.give(result, func(io.Writer) error { return nil }) // the operator has printed it
	return err
}
