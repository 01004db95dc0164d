package loginsrf

import "context"

// Evaluate runs the checks of login.srf on a message.
func Evaluate(ctx context.Context, in Input) Verdict {
	return Verdict{}
}
