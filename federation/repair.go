package federation

import (
	"context"
	"errors"
	"fmt"
)

// repair returns a domain to Managed that a failed creation left Federated without a configuration, and
// reports what became of it. Its result is always an error: the domain is not federated.
func (r *run) repair(ctx context.Context, named, id string, writeErr error) error {
	patchErr := r.Graph.setManaged(ctx, id)
	after, err := r.until(ctx, id, state.managed)
	if err == nil {
		r.note(after)
	}
	refusal := halfFederated(named)
	graph, _ := errors.AsType[*GraphError](writeErr) // repair is called for Graph's 500 alone
	refusal.Got = graph.Refusal().Got
	if err == nil && after.managed() {
		refusal.Code, refusal.Message = graph.code(), fmt.Sprintf("Graph failed while it federated %s and left the "+
			"domain half federated", named)
		refusal.Fix = "The domain was set back to Managed, which was read back; nothing is federated. Check the " +
			"certificate of the metadata, then enable again."
		return &refused{Refusal: refusal, cause: writeErr}
	}
	switch {
	case patchErr != nil:
		refusal.Got += "; setting it back to Managed: " + patchErr.Error()
	case err != nil:
		refusal.Got += "; reading it again: " + err.Error()
	}
	return &refused{Refusal: refusal, cause: writeErr}
}
