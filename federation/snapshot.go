package federation

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io/fs"
	"net/http"
	"os"
	"path/filepath"
	"strings"
	"time"

	"samlharness/federation/msgraph"
	"samlharness/internal/durable"
	"samlharness/record"
)

// SnapshotSchema names the shape of [Snapshot] in JSON.
const SnapshotSchema = "samlharness/federation-snapshot/1"

// Snapshot is the state of a domain before a change, as Graph told it: nothing is left out, so that an administrator,
// or a later rollback, can return to it.
type Snapshot struct {
	Schema   string `json:"schema"` // SnapshotSchema
	Endpoint string `json:"endpoint"`
	// TenantID is the id of the tenant that owns the domain, "" when it could not be read.
	TenantID string `json:"tenantId"`
	// Time is when the state was read; it is absent for an operator without a clock.
	Time time.Time `json:"time,omitzero"`
	// Name is the domain, in lower case. Domain and Configuration are Graph's own JSON; Configuration is null when there
	// was none.
	Name          string          `json:"name"`
	Domain        json.RawMessage `json:"domain"`
	Configuration json.RawMessage `json:"configuration"`
}

// snapshot writes the present state of a domain to a new file that only the user can read, and takes its name into the
// result. Files are numbered and never overwritten.
func (r *run) snapshot(ctx context.Context, domain string) error {
	s, err := r.present(ctx, strings.ToLower(domain))
	if err != nil {
		return err
	}
	r.result.Snapshot, err = s.Keep(r.Guard.SnapshotFolder)
	return err
}

// Keep writes the snapshot to a new file of a folder, which is made when it is missing, that only the user can read,
// and returns its name. The error is a *record.Refusal with CodeGuard.
func (s Snapshot) Keep(folder string) (file string, err error) {
	text, err := json.MarshalIndent(s, "", "  ")
	if err != nil {
		return "", fmt.Errorf("federation: snapshot: %w", err)
	}
	if file, err = writeNew(folder, s.Name, append(text, '\n')); err != nil {
		return "", &record.Refusal{
			Code:     CodeGuard,
			Message:  "A real tenant is not changed: the snapshot of the old state could not be written",
			Expected: "a file in " + folder,
			Got:      err.Error(),
			Fix:      "Name a folder that you may write to.",
			Cause:    err,
		}
	}
	return file, nil
}

// Snapshot is the state of a domain at this moment, as [Operator.Rollback] takes it.
func (o *Operator) Snapshot(ctx context.Context, domain string) (s Snapshot, err error) {
	_, err = o.run(ctx, "show", domain, func(ctx context.Context, r *run) error {
		if err = checkName(domain); err != nil {
			return err
		}
		s, err = r.present(ctx, strings.ToLower(domain))
		return err
	})
	return s, err
}

// present is the snapshot of this moment.
func (r *run) present(ctx context.Context, domain string) (Snapshot, error) {
	s := Snapshot{Schema: SnapshotSchema, Endpoint: r.Graph.Endpoint(), Name: domain}
	if r.Clock != nil {
		s.Time = r.Clock.Now().UTC()
	}
	var err error
	if s.Domain, err = r.Graph.RawDomain(ctx, domain); err != nil {
		return s, err
	}
	s.Configuration, err = r.Graph.RawFederationConfigurations(ctx, domain)
	if err != nil && !msgraph.IsNotFound(err) && !msgraph.HasStatus(err, http.StatusInternalServerError) {
		return s, err
	}
	if s.TenantID, err = r.Graph.TenantID(ctx); err != nil && ctx.Err() == nil {
		r.warn(textTenantUnknown, err) // the name of the domain tells the tenant too
	}
	return s, ctx.Err()
}

// maxSnapshots bounds the search for a free file name.
const maxSnapshots = 100_000

// writeNew writes a file with the next free number, whole or not at all, and returns its name.
func writeNew(folder, domain string, text []byte) (string, error) {
	if err := os.MkdirAll(folder, 0o700); err != nil {
		return "", err
	}
	for n := 1; n <= maxSnapshots; n++ {
		name := filepath.Join(folder, fmt.Sprintf("federation-%s-%04d.json", domain, n))
		err := durable.WriteNew(name, text, 0o600)
		if errors.Is(err, fs.ErrExist) {
			continue
		}
		if err != nil {
			return "", err
		}
		return name, nil
	}
	return "", fmt.Errorf("%s holds %d snapshots of %s", folder, maxSnapshots, domain)
}
