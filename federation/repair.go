package federation

import (
	"errors"
	"fmt"

	"samlharness/federation/msgraph"
)

// repair returns a domain to Managed that a failed creation left Federated without a configuration, and reports what
// became of it. Its result is always an error: the domain is not federated.
func (r *run) repair(c sending, named, id string) error {
	r.waitFor("the domain to be Managed again")
	patchErr := r.Graph.Send(c.ctx, msgraph.ToManaged(id))
	var after state
	var err error
	if !certain(patchErr) {
		if after, err = r.until(c.ctx, id, state.managed); err == nil {
			r.note(after)
		}
	}
	graph, _ := errors.AsType[*msgraph.Error](c.err) // repair is called for Graph's 500 alone
	refusal := r.halfFederated(named)
	refusal.Got, refusal.Cause = graph.Origin(), c.err
	switch {
	case err == nil && after.managed():
		r.result.Changed = No // it is what it was
		refusal.Code = graph.Code
		refusal.Message = fmt.Sprintf("Graph failed while it federated %s and left the domain half federated", named)
		refusal.Fix = "The domain was set back to Managed, which was read back; nothing is federated. Check the " +
			"certificate of the metadata, then " + r.enableAgain(named) + "."
	case patchErr != nil:
		refusal.Got += "; setting it back to Managed: " + patchErr.Error()
	case err != nil:
		r.result.AuthenticationType, r.result.Configuration, r.result.Changed = "", nil, Unknown
		refusal.Got += "; reading it again: " + err.Error()
	}
	return refusal
}
