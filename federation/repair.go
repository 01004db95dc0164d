package federation

import (
	"context"
	"errors"
	"fmt"

	"samlharness/federation/msgraph"
)

// repair returns a domain to Managed that a failed creation left Federated without a configuration, and reports what
// became of it. Its result is always an error: the domain is not federated.
func (r *run) repair(ctx context.Context, named, id string, writeErr error) error {
	patchErr := r.Graph.SetManaged(ctx, id)
	after, err := r.until(ctx, id, state.managed)
	if err == nil {
		r.note(after)
	}
	graph, _ := errors.AsType[*msgraph.Error](writeErr) // repair is called for Graph's 500 alone
	refusal := r.halfFederated(named)
	refusal.Got, refusal.Cause = graph.Origin(), writeErr
	switch {
	case err == nil && after.managed():
		refusal.Code = graph.Code
		refusal.Message = fmt.Sprintf("Graph failed while it federated %s and left the domain half federated", named)
		refusal.Fix = "The domain was set back to Managed, which was read back; nothing is federated. Check the " +
			"certificate of the metadata, then " + r.enableAgain(named) + "."
	case patchErr != nil:
		refusal.Got += "; setting it back to Managed: " + patchErr.Error()
	case err != nil:
		refusal.Got += "; reading it again: " + err.Error()
	}
	return refusal
}
