package federation

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"strings"
	"time"

	"samlharness/certs"
	"samlharness/federation/msgraph"
	"samlharness/internal/exit"
	"samlharness/internal/inputfile"
	"samlharness/record"
)

// CodeSnapshot is the code of a refusal: a snapshot cannot be read, or is not one to return to.
const CodeSnapshot = "SnapshotRefused"

// freshness is how long a snapshot may be returned to without more ado.
const freshness = 30 * 24 * time.Hour

// ReadSnapshot reads a snapshot file. Every error is a *record.Refusal with CodeSnapshot.
func ReadSnapshot(data []byte) (Snapshot, error) {
	var s Snapshot
	err := json.NewDecoder(bytes.NewReader(inputfile.UTF8(data))).Decode(&s)
	if errors.Is(err, io.EOF) {
		err = errors.New("a file without content")
	}
	if err == nil && s.Schema != SnapshotSchema {
		err = fmt.Errorf("its schema is %q", s.Schema)
	}
	if err == nil {
		_, err = s.state()
	}
	if err != nil {
		return s, &record.Refusal{
			Code:     CodeSnapshot,
			Exit:     exit.Usage,
			Message:  "The file is not a snapshot of a domain's federation",
			Expected: "a file that a change wrote, with schema " + SnapshotSchema,
			Got:      err.Error(),
			Fix:      "Name a file of the snapshots' folder, .harness/snapshots unless --snapshots says otherwise.",
		}
	}
	return s, nil
}

// state is what the snapshot holds.
func (s Snapshot) state() (state, error) {
	var was state
	if err := json.Unmarshal(s.Domain, &was.domain); err != nil {
		return was, fmt.Errorf("its domain: %w", err)
	}
	var list struct {
		Value []Configuration `json:"value"`
	}
	if len(s.Configuration) > 0 {
		if err := json.Unmarshal(s.Configuration, &list); err != nil {
			return was, fmt.Errorf("its configuration: %w", err)
		}
	}
	if len(list.Value) > 0 {
		was.configuration = &list.Value[0]
		was.configuration.ID = "" // Graph gives a new one
	}
	if was.half() {
		was.domain.AuthenticationType = msgraph.Managed // nobody could sign in to a half federated domain
	}
	return was, nil
}

// Same says whether another snapshot shows the domain in the same state.
func (s Snapshot) Same(other Snapshot) bool {
	was, err := s.state()
	is, errOther := other.state()
	return err == nil && errOther == nil && !was.differs(is) &&
		(was.configuration == nil || len(changed(*was.configuration, *is.configuration)) == 0)
}

// RollbackOptions say what to return to, and how.
type RollbackOptions struct {
	Domain   string
	Snapshot Snapshot
	// BreakGlass returns to it although nobody outside the domain can undo it, and however old the snapshot is: for a
	// lock-out, in which the domain as it stands lets nobody in.
	BreakGlass bool
}

// Rollback returns a domain to the state of a snapshot, and reads back that it is so. Before it changes anything it
// writes a snapshot of the present state, so that it can be undone itself.
func (o *Operator) Rollback(ctx context.Context, options RollbackOptions) (Result, error) {
	return o.run(ctx, "rollback", options.Domain, func(ctx context.Context, r *run) error {
		r.breakGlass = options.BreakGlass
		return r.rollback(ctx, options)
	})
}

func (r *run) rollback(ctx context.Context, options RollbackOptions) error {
	if err := checkName(options.Domain); err != nil {
		return err
	}
	if err := r.fits(options); err != nil {
		return err
	}
	if err := r.admit(ctx, options.Domain); err != nil {
		return err
	}
	if err := r.sameTenant(ctx, options.Snapshot); err != nil {
		return err
	}
	now, err := r.readKnown(ctx, options.Domain)
	if err != nil {
		return err
	}
	r.note(now)
	was, err := options.Snapshot.state()
	if err != nil {
		return err
	}
	if options.BreakGlass {
		r.consequences(options.Domain, was)
	}
	all := changes(now, reachable(now, was))
	if len(all) > 0 {
		r.signsOtherwise(ctx, now.domain.ID, was)
	}
	return r.change(ctx, options.Domain, now, all)
}

// signsOtherwise warns when the identity provider has signed last with a certificate that the state to return to does
// not have. A log that cannot be read keeps nobody from returning.
func (r *run) signsOtherwise(ctx context.Context, domain string, was state) {
	if was.configuration == nil {
		return
	}
	r.waitFor("the sign-in log")
	last, found, err := r.lastSignIn(ctx, domain)
	if err != nil || !found {
		return
	}
	if _, known := signingField(*was.configuration, last); !known {
		r.warn(textSignsOtherwise, last.UserPrincipalName, last.CreatedDateTime, last.Thumbprint(), domain)
	}
}

// reachable is the state of a snapshot as far as Graph lets it be reached: federatedIdpMfaBehavior is never empty
// again.
func reachable(now, was state) state {
	was.domain.ID = now.domain.ID
	if was.configuration == nil {
		return was
	}
	c := *was.configuration
	if c.FederatedIDPMFABehavior == "" {
		c.FederatedIDPMFABehavior = "acceptIfMfaDoneByFederatedIdp" // what never having set it means
		if now.configuration != nil && now.configuration.FederatedIDPMFABehavior != "" {
			c.FederatedIDPMFABehavior = now.configuration.FederatedIDPMFABehavior
		}
	}
	was.configuration = &c
	return was
}

// consequences are said before a lock-out is broken.
func (r *run) consequences(domain string, was state) {
	r.warn("Break glass: %s is changed although it was not proven that somebody outside it can undo this.", domain)
	if was.configuration == nil {
		r.warn("Every user of %s signs in with a Microsoft password again at once; those who have none need a new one.",
			domain)
		r.warn("Tokens that were issued while it was federated stay valid until they expire: revoke the sessions.")
		return
	}
	r.warn("Every user of %s is sent to %s again at once; password sign-in at Microsoft stops for them.", domain,
		was.configuration.PassiveSignInURI)
}

// fits refuses a snapshot of another domain or Graph, one that is old, and one whose certificate has ended.
func (r *run) fits(options RollbackOptions) error {
	s, now := options.Snapshot, r.now()
	was, _ := s.state() // read before
	refusal := &record.Refusal{Code: CodeSnapshot, Message: "The snapshot is not one to return to: nothing was changed"}
	switch {
	case !strings.EqualFold(s.Name, options.Domain):
		refusal.Expected, refusal.Got = "a snapshot of "+options.Domain, "one of "+s.Name
		refusal.Fix = "Name the domain of the snapshot, or a snapshot of the domain."
	case s.Endpoint != r.Graph.Endpoint():
		refusal.Expected, refusal.Got = r.Graph.Endpoint(), s.Endpoint
		refusal.Fix = "It is of another Graph: name that one, or another snapshot."
	case options.BreakGlass || now.IsZero():
		return nil
	case now.Sub(s.Time) > freshness:
		refusal.Expected = fmt.Sprintf("a snapshot of the last %d days", int(freshness.Hours()/24))
		refusal.Got = "one of " + s.Time.UTC().Format(time.RFC3339)
		refusal.Fix = "Name a newer one; in a lock-out --break-glass takes it all the same."
	case was.configuration != nil && certificateEnded(was.configuration.SigningCertificate, now):
		refusal.Expected, refusal.Got = "a signing certificate that is valid", "one that has expired"
		refusal.Fix = "Nobody could sign in by it: federate from new metadata instead; --break-glass takes it all the same."
	default:
		return nil
	}
	return refusal
}

// certificateEnded says whether a certificate has expired.
func certificateEnded(text string, now time.Time) bool {
	c, err := certs.ParseCertificate(text)
	return err == nil && certs.Expired(c, now)
}

// sameTenant refuses a snapshot of another tenant than the one that is signed in to.
func (r *run) sameTenant(ctx context.Context, s Snapshot) error {
	if s.TenantID == "" {
		return nil // the domain tells the tenant too: only one has it verified
	}
	tenant, err := r.Graph.TenantID(ctx)
	if err != nil {
		return err
	}
	if tenant == s.TenantID {
		return nil
	}
	return &record.Refusal{
		Code:     CodeSnapshot,
		Message:  "The snapshot is of another tenant: nothing was changed",
		Expected: s.TenantID,
		Got:      tenant,
		Fix:      "Sign in to the tenant of the snapshot.",
	}
}
