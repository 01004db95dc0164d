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

	"samlharness/federation/msgraph"
	"samlharness/record"
)

// SnapshotSchema names the shape of [Snapshot] in JSON.
const SnapshotSchema = "samlharness/federation-snapshot/1"

// Snapshot is the state of a domain before a change, as Graph told it: nothing is left out, so that an administrator,
// or a later rollback, can return to it.
type Snapshot struct {
	Schema   string `json:"schema"` // SnapshotSchema
	Endpoint string `json:"endpoint"`
	// Name is the domain. Domain and Configuration are Graph's own JSON; Configuration is null when there was none.
	Name          string          `json:"name"`
	Domain        json.RawMessage `json:"domain"`
	Configuration json.RawMessage `json:"configuration"`
}

// snapshot writes the present state of a domain to a new file that only the user can read, and returns its name. Files
// are numbered and never overwritten.
func (g RealGuard) snapshot(ctx context.Context, o *Operator, domain string) (string, error) {
	s := Snapshot{Schema: SnapshotSchema, Endpoint: o.Graph.Endpoint(), Name: domain}
	var err error
	if s.Domain, err = o.Graph.RawDomain(ctx, domain); err != nil {
		return "", err
	}
	s.Configuration, err = o.Graph.RawFederationConfigurations(ctx, domain)
	if err != nil && !msgraph.IsNotFound(err) && !msgraph.HasStatus(err, http.StatusInternalServerError) {
		return "", err
	}
	text, err := json.MarshalIndent(s, "", "  ")
	if err != nil {
		return "", fmt.Errorf("federation: snapshot: %w", err)
	}
	name, err := writeNew(g.SnapshotFolder, domain, append(text, '\n'))
	if err != nil {
		return "", &record.Refusal{
			Code:     CodeGuard,
			Message:  "A real tenant is not changed: the snapshot of the old state could not be written",
			Expected: "a file in " + g.SnapshotFolder,
			Got:      err.Error(),
			Fix:      "Name a folder that you may write to.",
			Cause:    err,
		}
	}
	return name, nil
}

// maxSnapshots bounds the search for a free file name.
const maxSnapshots = 100_000

func writeNew(folder, domain string, text []byte) (string, error) {
	if err := os.MkdirAll(folder, 0o700); err != nil {
		return "", err
	}
	for n := 1; n <= maxSnapshots; n++ {
		name := filepath.Join(folder, fmt.Sprintf("federation-%s-%04d.json", domain, n))
		file, err := os.OpenFile(name, os.O_WRONLY|os.O_CREATE|os.O_EXCL, 0o600)
		if errors.Is(err, fs.ErrExist) {
			continue
		}
		if err != nil {
			return "", err
		}
		_, err = file.Write(text)
		return name, errors.Join(err, file.Sync(), file.Close())
	}
	return "", fmt.Errorf("%s holds %d snapshots of %s", folder, maxSnapshots, domain)
}
