package scenarios

import (
	"context"
	"crypto/rand"
	"errors"
	"fmt"
	"io"
	"maps"
	"net/http"
	"slices"
	"strings"

	"github.com/jonboulle/clockwork"

	"samlharness/browser"
	"samlharness/browser/signin"
	"samlharness/certs"
	"samlharness/federation"
	"samlharness/federation/msgraph"
	"samlharness/internal/domainname"
	"samlharness/internal/noredirect"
	"samlharness/record"
	"samlharness/world"
)

// targetReal is the target of scripts that act on a tenant of Microsoft.
const targetReal = "real"

// CodePerson is the code of a refusal: somebody whom a script lets sign in cannot be signed in at a real tenant.
const CodePerson = "PersonUnfit"

// Real is the tenant on which scripts act with the target "real". Microsoft is the real one; JumpCloud is the script's
// world, on this machine, which only the browser of the run must reach. Its users are those whom the script's sign-ins
// name, with the immutable IDs that the tenant has, and passwords that nobody else knows.
type Real struct {
	// Domain is the only one that may change.
	Domain string
	// Graph reads the tenant.
	Graph *msgraph.Client
	// Operator makes whoever federates, behind the guard; it prints results to out and warnings to warn.
	Operator func(out, warn io.Writer) (*federation.Operator, error)
	// Words lead a command to the same tenant: "--target", "real" and the flags of credential and endpoint.
	Words []string
	// Web reaches the pages of Microsoft.
	Web http.RoundTripper
	// Clock is the time of day, by which assertions are dated.
	Clock clockwork.Clock
	// Interrupted is called before the domain is put back after a script that was interrupted; nil tells nobody.
	Interrupted func()
	// Window opens the windows of people who use Chromium; nil lets them use the browser in Go.
	Window *Window
}

// world makes the world of one script: the JumpCloud that the tenant is federated with.
func (r *Real) world(ctx context.Context, doc *document) (*World, error) {
	spec, err := r.spec(ctx, doc)
	if err != nil {
		return nil, err
	}
	made, err := world.New(ctx, world.Options{Spec: &spec, Clock: r.Clock})
	if err != nil {
		return nil, err
	}
	w := WorldOf(made)
	w.Close, w.People = made.Close, nil
	w.Operator = func(out, warn io.Writer) (*federation.Operator, error) {
		operator, err := r.Operator(out, warn)
		if err == nil {
			if r.Window == nil || !r.Window.Elsewhere {
				operator.Probe = prober(made)
			}
		}
		return operator, err
	}
	w.IdentityProvider = func(pair *certs.KeyPair) federation.IdentityProvider {
		return &rehearsed{made.IdentityProvider(pair), w}
	}
	w.NewBrowser = func(ctx context.Context) (browser.Agent, func(), error) {
		if r.Window != nil {
			return r.Window.open(ctx, made)
		}
		return made.BrowserOutside(r.Web), func() {}, nil
	}
	if r.Window != nil {
		w.Driver = func(agent browser.Agent) signin.Driver { return r.Window.driver(agent.(looking)) }
	}
	w.Person = func(upn string) signin.Person {
		person := made.Person(upn)
		person.EntraPassword = "" // nobody types a password of the world at the real Microsoft
		return person
	}
	return w, nil
}

// rehearsed is the world's JumpCloud, whose people sign in at the real Microsoft.
type rehearsed struct {
	federation.IdentityProvider
	world *World
}

// SignIn has the first of the run's people who is of the domain sign in, in a window of their own.
func (i *rehearsed) SignIn(ctx context.Context, domain string) error {
	for _, u := range i.world.Spec.Users {
		if domainname.In(u.UPN, domain) {
			return i.world.signIn(ctx, u.UPN)
		}
	}
	return fmt.Errorf("nobody of %s signs in by this script, so that nothing proves the certificate", domain)
}

// signIn signs somebody in, in a fresh window.
func (w *World) signIn(ctx context.Context, upn string) error {
	window, err := w.open(ctx, false)
	if err != nil {
		return err
	}
	window.Lock()
	defer window.Unlock()
	since := w.lastExchange()
	result, err := w.walk(ctx, window, w.Person(upn), signin.Start{})
	if err == nil && result.Refused != nil {
		err = refused(w, upn, result, since)
	}
	return err
}

// prober asks for pages of the world's JumpCloud.
func prober(w *world.World) func(context.Context, string) (int, error) {
	return func(ctx context.Context, address string) (int, error) {
		request, err := http.NewRequestWithContext(ctx, http.MethodGet, address, nil)
		if err != nil {
			return 0, err
		}
		response, err := noredirect.Client(w.HTTPClient()).Do(request)
		if err != nil {
			return 0, err
		}
		return response.StatusCode, response.Body.Close()
	}
}

// spec is an organization at JumpCloud with the people of a script.
func (r *Real) spec(ctx context.Context, doc *document) (world.Spec, error) {
	spec := world.Spec{
		Name:          "rehearsal",
		Organization:  r.Domain,
		TenantID:      world.Demo().TenantID,
		InitialDomain: world.Demo().InitialDomain,
		Domains:       []world.DomainSpec{{Name: r.Domain}},
		Users:         []world.UserSpec{},
	}
	for _, upn := range doc.people() {
		user, err := r.Graph.User(ctx, upn)
		if err == nil {
			err = fit(user)
		}
		if err != nil {
			return spec, r.unread(upn, err)
		}
		spec.Users = append(spec.Users, world.UserSpec{
			UPN:               user.UserPrincipalName,
			ImmutableID:       user.ImmutableID,
			JumpCloudPassword: rand.Text(),
		})
	}
	return spec, nil
}

// people are the user principal names of those whom the script lets sign in to the real tenant.
func (doc *document) people() []string {
	names := map[string]bool{}
	for _, step := range doc.Steps {
		for _, line := range step.Lines {
			call := line.Command.(command).Call
			if call.Verb.Name == "signin" && mayRun(line) {
				names[strings.ToLower(call.Arg(0))] = true
			}
		}
	}
	return slices.Sorted(maps.Keys(names))
}

// fit refuses somebody whom no assertion can sign in.
func fit(u msgraph.User) error {
	refusal := &record.Refusal{Code: CodePerson, Message: u.UserPrincipalName + " cannot sign in by JumpCloud"}
	switch {
	case u.ImmutableID == "":
		refusal.Expected, refusal.Got = "an immutable ID at Microsoft (P2)", "none: no assertion can name the account"
		refusal.Fix = "Set onPremisesImmutableId of the account while the domain is Managed, or let somebody else sign in."
	case !u.AccountEnabled:
		refusal.Expected, refusal.Got = "an account that may sign in", "its sign-in is blocked"
		refusal.Fix = "Unblock it in the Entra admin center, or let somebody else sign in."
	default:
		return nil
	}
	return refusal
}

// unread says why an account of the tenant is not known.
func (r *Real) unread(upn string, err error) error {
	if _, ok := errors.AsType[*record.Refusal](err); ok || !msgraph.IsNotFound(err) && !msgraph.HasStatus(err, 403) {
		return err
	}
	refusal := &record.Refusal{
		Code:     CodePerson,
		Message:  upn + " cannot sign in: the account could not be read",
		Expected: "an account of the tenant, in " + r.Domain,
		Got:      err.Error(),
		Fix:      "Name an account that there is in the script's `signin`.",
		Cause:    err,
	}
	if msgraph.HasStatus(err, http.StatusForbidden) {
		refusal.Fix = "Grant the token User.Read.All, and whoever signs in the role Global Reader."
	}
	return refusal
}

// checkTarget refuses options that do not go with the target.
func (o *RunOptions) checkTarget() error {
	switch {
	case o.Target == "", o.Target == "emulated":
		return nil
	case o.Target != targetReal || o.Real == nil:
		return &UsageError{fmt.Sprintf("scripts cannot act on the target %q", o.Target),
			"the target is emulated, or real with a tenant"}
	case o.Held != nil, o.World != nil, o.Seed != 0:
		return &UsageError{"scripts that act on a real tenant have no other world",
			"leave out --connect, --world and --seed, or --target real"}
	}
	o.Parallel, o.Restore = 1, o.Real.Domain
	return nil
}
