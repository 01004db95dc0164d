package world

import (
	"context"

	"samlharness/idp/org"
)

// fillPolicies brings in JumpCloud's IP lists, and the policies that name them, groups and applications.
func (w *World) fillPolicies(ctx context.Context) error {
	for i, l := range w.spec.IPLists {
		list := org.IPList{Name: l.Name, Description: l.Description, IPs: l.IPs}
		if _, err := w.JumpCloud.PutIPList(ctx, list); err != nil {
			return w.spec.source.mistake("IP list "+l.Name, err, "ipLists", i)
		}
	}
	for i, p := range w.spec.Policies {
		var err error
		if p.Default {
			err = w.JumpCloud.SetDefaultPolicy(ctx, p.kind(), p.effect())
		} else {
			_, err = w.JumpCloud.CreatePolicy(ctx, p.policy())
		}
		if err != nil {
			return w.spec.source.mistake("policy "+p.Name, err, "policies", i)
		}
	}
	return nil
}
