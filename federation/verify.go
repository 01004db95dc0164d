package federation

import (
	"context"
	"fmt"
	"net/url"
	"strings"
	"time"

	"samlharness/federation/msgraph"
	"samlharness/record"
)

// VerifySchema names the shape of [Verification] in JSON; CodeVerify is the code of a refusal: not all agrees yet.
const (
	VerifySchema = "samlharness/federation-verification/1"
	CodeVerify   = "NotVerified"
)

// VerifyOptions say what is verified. Only Domain is needed.
type VerifyOptions struct {
	Domain string
	// Wanted is what must read back; nil takes the domain as it is.
	Wanted *Wanted
	// Wait is how long home-realm discovery is asked until it agrees with the directory, by the operator's Pass or its
	// Wall clock; 0 asks once. Microsoft says up to 2 hours of a new federation, JumpCloud 20 minutes.
	Wait time.Duration
}

// Verification is how far a federation has come through.
type Verification struct {
	Schema             string    `json:"schema"` // VerifySchema
	Domain             string    `json:"domain"`
	Endpoint           string    `json:"endpoint"`
	AuthenticationType string    `json:"authenticationType"`
	Findings           []Finding `json:"findings"`
	// Propagating is what does not show yet everywhere.
	Propagating []string `json:"propagating"`
}

// Verify reads a domain back, asks home-realm discovery until it agrees, looks whether the sign-on address answers, and
// which certificate signed the last sign-in. It changes nothing and signs nobody in. The error is a *record.Refusal
// with CodeVerify when something fails.
func (o *Operator) Verify(ctx context.Context, options VerifyOptions) (Verification, error) {
	v := Verification{
		Schema:      VerifySchema,
		Domain:      options.Domain,
		Endpoint:    o.Graph.Endpoint(),
		Findings:    []Finding{},
		Propagating: []string{},
	}
	_, err := o.run(ctx, "show", options.Domain, func(ctx context.Context, r *run) error {
		return r.verify(ctx, options, &v)
	})
	if err != nil {
		return v, err
	}
	for _, f := range v.Findings {
		if f.Outcome == Fail {
			return v, &record.Refusal{
				Code:    CodeVerify,
				Message: "The federation of " + v.Domain + " is not verified, since this does not hold: " + f.Fact,
				Got:     f.Got,
				Fix:     f.Cure,
			}
		}
	}
	return v, nil
}

func (r *run) verify(ctx context.Context, options VerifyOptions, v *Verification) error {
	if err := checkName(options.Domain); err != nil {
		return err
	}
	now, err := r.readKnown(ctx, options.Domain)
	if err != nil {
		return err
	}
	v.AuthenticationType = now.domain.AuthenticationType
	v.Findings = append(v.Findings, r.readsBack(now, options), r.realmAgrees(ctx, now, options, v))
	if now.configuration != nil {
		v.Findings = append(v.Findings, r.answers(ctx, now.configuration.PassiveSignInURI), r.signedLast(ctx, now))
	}
	return ctx.Err()
}

func (r *run) readsBack(now state, options VerifyOptions) Finding {
	f := Finding{ID: "read-back", Fact: "the directory has what is wanted", Outcome: Pass}
	if now.half() {
		f.Outcome, f.Got = Fail, "Federated without a configuration: nobody can sign in"
		f.Cure = "Run " + r.command("disable", options.Domain) + "."
		return f
	}
	if options.Wanted == nil {
		f.Got = now.domain.AuthenticationType
		return f
	}
	tenant, want := members(now), members(options.Wanted.state(now))
	for _, name := range append([]string{"authenticationType"}, memberNames(everyField(Configuration{}))...) {
		if tenant[name] != want[name] {
			f.Names = append(f.Names, name)
		}
	}
	if f.Count = len(f.Names); f.Count > 0 {
		f.Outcome, f.Got = Fail, fmt.Sprintf("%d members differ", f.Count)
		f.Cure = "See them with `harness federation drift`."
	}
	return f
}

// realmAgrees asks home-realm discovery, which lags behind the directory.
func (r *run) realmAgrees(ctx context.Context, now state, options VerifyOptions, v *Verification) Finding {
	f := Finding{ID: "home-realm", Fact: "home-realm discovery agrees with the directory"}
	r.waitFor("home-realm discovery to agree")
	_, _ = r.poll(ctx, options.Wait, func() (bool, error) { // the finding tells what came of it
		realm, err := r.Graph.Realm(ctx, "harness-verify@"+now.domain.ID)
		f.Outcome, f.Got = agreement(now, realm, err)
		return f.Outcome == Pass, nil
	})
	if f.Outcome == Fail {
		v.Propagating = append(v.Propagating, "home-realm discovery")
		f.Cure = "Wait: up to 20 minutes by JumpCloud, 2 hours by Microsoft. " + r.command("verify", options.Domain) +
			" with --wait asks until it agrees."
	}
	return f
}

func agreement(now state, realm msgraph.Realm, err error) (Outcome, string) {
	switch {
	case err != nil:
		return CannotTell, err.Error()
	case realm.NameSpaceType != now.domain.AuthenticationType:
		return Fail, "it still says " + realm.NameSpaceType
	case now.configuration != nil && elsewhere(realm.AuthURL, *now.configuration):
		address, _, _ := strings.Cut(realm.AuthURL, "?")
		return Fail, "it still sends to " + address
	}
	return Pass, realm.NameSpaceType
}

// elsewhere says whether an address that home-realm discovery names is neither the configuration's nor the sign-in
// service's own page, which posts to that (for SAML it is not documented which of the two it names).
func elsewhere(address string, c Configuration) bool {
	u, err := url.Parse(address)
	return err == nil && u.Host != "" && !strings.HasPrefix(u.Hostname(), "login.") &&
		!strings.HasPrefix(address, c.PassiveSignInURI)
}

// answers is a passive probe: the page is asked for without a message.
func (r *run) answers(ctx context.Context, address string) Finding {
	f := Finding{ID: "sign-on-address", Fact: "the sign-on address answers", Outcome: Pass}
	r.waitFor("the sign-on address")
	status, err := r.probe(ctx, address)
	f.Got = fmt.Sprintf("%s: HTTP %d", address, status)
	switch {
	case err != nil:
		f.Outcome, f.Got = CannotTell, err.Error()
		f.Cure = "Open " + address + " in a browser of a user."
	case status == 404 || status >= 500:
		f.Outcome, f.Cure = Fail, "Compare passiveSignInUri with the IdP URL of the application at JumpCloud."
	}
	return f
}

// probe asks for a page of the identity provider.
func (r *run) probe(ctx context.Context, address string) (status int, err error) {
	if r.Probe != nil {
		return r.Probe(ctx, address)
	}
	return r.Graph.Probe(ctx, address)
}

// signedLast compares the certificate of the domain's last federated sign-in with those of the configuration.
func (r *run) signedLast(ctx context.Context, now state) Finding {
	f := Finding{ID: "last-sign-in", Fact: "the last sign-in was signed by a certificate of the configuration"}
	r.waitFor("the sign-in log")
	last, found, err := r.lastSignIn(ctx, now.domain.ID)
	switch {
	case closed(err):
		f.Outcome, f.Got = CannotTell, "the sign-in log could not be read"
		f.Cure = "Grant AuditLog.Read.All and Directory.Read.All; the tenant needs a P1 license."
		return f
	case err != nil:
		f.Outcome, f.Got = CannotTell, "the sign-in log could not be read: "+err.Error()
		f.Cure = "Look again when Graph answers."
		return f
	case !found:
		f.Outcome, f.Got = CannotTell, "nobody of the domain has signed in by federation lately"
		f.Cure = "Sign in once as a user of the domain, and look again in some minutes."
		return f
	}
	f.Got = fmt.Sprintf("%s at %s, SHA-1 %s", last.UserPrincipalName, last.CreatedDateTime, last.Thumbprint())
	if field, ok := signingField(*now.configuration, last); ok {
		f.Outcome, f.Got = Pass, f.Got+" = "+field
		return f
	}
	f.Outcome = Fail
	f.Cure = "If the configuration was changed after that, sign in once and look again. Otherwise compare the " +
		"certificate at JumpCloud with the tenant's by `harness federation drift`."
	return f
}

// Text is the verification for people, in lines of at most 80 columns; "" when it ended before it found anything.
func (v Verification) Text() string {
	var out page
	if len(v.Findings) == 0 {
		return ""
	}
	passed := 0
	for _, f := range v.Findings {
		if f.Outcome == Pass {
			passed++
		}
	}
	out.line(0, "%s is %s: %d of %d facts are verified", v.Domain, v.AuthenticationType, passed, len(v.Findings))
	out.line(0, "Graph: %s", v.Endpoint)
	for _, f := range v.Findings {
		out.finding(f)
	}
	if len(v.Propagating) > 0 {
		out.line(0, "still propagating: %s", strings.Join(v.Propagating, ", "))
	}
	return out.String()
}
