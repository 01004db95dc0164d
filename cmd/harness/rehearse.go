package main

import (
	"cmp"
	"context"
	"fmt"
	"io"
	"slices"
	"strings"
	"time"

	"github.com/spf13/cobra"

	"samlharness/federation"
	"samlharness/federation/msgraph"
	"samlharness/internal/domainname"
	"samlharness/internal/exit"
	"samlharness/record"
	"samlharness/scenarios"
	"samlharness/world"
)

// rehearsing is a rehearsal as the command line asks for it.
type rehearsing struct {
	user, xmlFile, worldFile, json, html string
	wait, settle, drain                  time.Duration
	despite                              bool
	options                              scenarios.RunOptions
}

func (a *app) rehearseCommand() *cobra.Command {
	r := &rehearsing{options: scenarios.RunOptions{Stopwatch: a.clock, Record: true, Evidence: true}}
	cmd := &cobra.Command{
		Use:   "rehearse --domain DOMAIN",
		Short: "Federate a domain, sign in, rotate, sign in, and return it: with a report",
		Long: `Go through the life of a federation on a staging domain: preflight, snapshot,
enable, wait, sign in, rotate the certificate, sign in, disable, verify. Each step
has its evidence in a report, one page that stands alone.

Without --target it happens in a fresh world: the demo world, or with --world that
of a file, such as "harness world export" writes. With --target real Microsoft is
the real one, behind the guard of "harness federation enable"; the identity
provider is a JumpCloud on this machine, which only the browser of the rehearsal
must reach. Whatever happens, also an interrupt, the domain is put back to what it
was before.

With --xml-file the identity provider is the one of that metadata. What it needs is
said, and a person walks its pages in the window that opens; its certificate is
not rotated, which the report says.`,
		Example: "harness rehearse --domain staging.contoso.net",
		GroupID: groupTest,
		Args:    between(0, 0),
		RunE: func(cmd *cobra.Command, _ []string) error {
			return r.run(cmd.Context(), a, cmd)
		},
	}
	r.flags(a, cmd)
	return cmd
}

func (r *rehearsing) flags(a *app, cmd *cobra.Command) {
	f := cmd.Flags()
	f.StringVar(&r.user, "user", "", "who signs in, by `UPN` (default: the first of the domain with an immutable ID)")
	f.StringVar(&r.html, "html", "", "write the report to `FILE` (default: rehearsal-DOMAIN.html)")
	f.StringVar(&r.json, "json", "", "write the whole result as JSON to `FILE`, - for standard output")
	f.StringVar(&r.options.Browser, "browser", "go", "whose browser the person uses: `go|chromium`")
	f.StringVar(&r.xmlFile, "xml-file", "", "rehearse with the identity provider of this metadata `FILE`")
	f.StringVar(&r.worldFile, "world", "", "what is in the fresh world: a `FILE` in YAML (default: the demo world)")
	f.BoolVar(&r.despite, "despite-findings", false, "go on although the preflight finds something that enable takes")
	f.DurationVar(&r.wait, "wait", time.Hour, "how long a change may take to come through, `D` at most")
	f.DurationVar(&r.settle, "settle", 20*time.Minute, "let Microsoft know the next certificate for `D` before the switch")
	f.DurationVar(&r.drain, "drain", federation.AssertionLifetime, "keep the old certificate for `D` after the switch")
	a.realFlags(cmd)
	oneOfThese(cmd, "browser", "go", "chromium")
	_ = cmd.RegisterFlagCompletionFunc("world", worldFileName) // the flag is there, and has none yet
}

func (r *rehearsing) run(ctx context.Context, a *app, cmd *cobra.Command) (err error) {
	flags := givenFlags{cmd.Flags()}
	domain := flags.String("domain")
	if domain == "" {
		return &usageError{"harness rehearse lacks --domain", "name a staging domain: --domain staging.contoso.net"}
	}
	if err = oneOf("--browser", r.options.Browser, "go", "chromium"); err != nil {
		return err
	}
	if err = r.elsewhere(flags.String("target") == "real"); err != nil {
		return err
	}
	if err = a.onTarget(cmd.Flags(), &r.options); err != nil {
		return err
	}
	script := scenarios.Rehearsal{
		Domain:  domain,
		Where:   "an emulated tenant",
		When:    a.clock.Now(),
		Wait:    r.wait,
		Settle:  r.settle,
		Drain:   r.drain,
		Despite: r.despite || r.options.Real == nil,
	}
	if r.options.World, err = a.readWorld(r.worldFile); err != nil {
		return err
	}
	if real := r.options.Real; real != nil {
		script.Where = real.Graph.Endpoint()
		if err = admitted(ctx, real, domain); err != nil {
			return err
		}
	}
	issuer, err := r.readMetadata(a, &script)
	if err != nil {
		return err
	}
	if script.User, err = r.person(ctx, domain); err != nil {
		return beforeChanges(ctx, domain, err)
	}
	r.options.Scripts = []scenarios.Script{script.Script()}
	out := outputs{json: r.json, html: cmp.Or(r.html, "rehearsal-"+strings.ToLower(domain)+".html")}
	if err = out.prepare(a, nil); err != nil {
		return err
	}
	if issuer != "" {
		r.options.Real.Window.Elsewhere = true
		if err = a.tellNeeds(issuer, script.User, flags); err != nil {
			return err
		}
	}
	r.options.Step = func(title string) { _ = a.say(a.stderr, "harness: "+title+"\n") } // the report tells it too
	result, err := scenarios.Run(ctx, r.options)
	if err != nil {
		return err
	}
	err = out.write(a, result)
	_ = a.say(a.stderr, "harness: the report is in "+out.html+"\n")
	return err
}

// admitted asks the guard first: a rehearsal that may change nothing need not begin.
func admitted(ctx context.Context, real *scenarios.Real, domain string) error {
	operator, err := real.Operator(io.Discard, io.Discard)
	if err != nil {
		return err
	}
	return operator.Admit(ctx, domain)
}

// beforeChanges is the error of a rehearsal that ends before it begins; an interrupt says what became of the domain.
func beforeChanges(ctx context.Context, domain string, err error) error {
	if ctx.Err() == nil {
		return err
	}
	return &record.Refusal{
		Code:    federation.CodeInterrupted,
		Message: "Interrupted before the rehearsal of " + domain + " began: nothing was changed",
		Exit:    exit.Interrupted,
		Cause:   err,
	}
}

// person is who signs in: the one that was named, or the first of the domain whom an assertion can name.
func (r *rehearsing) person(ctx context.Context, domain string) (string, error) {
	if r.user != "" {
		return r.user, nil
	}
	if real := r.options.Real; real != nil {
		users, err := real.Graph.Users(ctx)
		if err != nil {
			return "", err
		}
		able := slices.DeleteFunc(users, func(u msgraph.User) bool {
			return !domainname.In(u.UserPrincipalName, domain) || u.ImmutableID == "" || !u.AccountEnabled
		})
		if len(able) == 0 {
			return "", nobody(domain, "gives an enabled user an immutable ID while the domain is Managed")
		}
		return able[0].UserPrincipalName, nil
	}
	spec := world.Demo()
	if r.options.World != nil {
		spec = *r.options.World
	}
	if err := inWorld(&spec, []string{domain}); err != nil {
		return "", err
	}
	for _, u := range spec.Users {
		if domainname.In(u.UPN, domain) && !u.Disabled && u.At == "" {
			return u.UPN, nil
		}
	}
	return "", nobody(domain, "has a user in it at both companies")
}

func nobody(domain, needs string) error {
	return &usageError{fmt.Sprintf("nobody of %s can sign in by an identity provider", domain),
		"a rehearsal " + needs + ", or name somebody with --user"}
}
