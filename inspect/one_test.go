package inspect_test

import (
	"context"
	"errors"
	"fmt"

	"samlharness/inspect"
)

// one inspects an input of one response.
func one(ctx context.Context, input []byte, o inspect.Options) (*inspect.Report, error) {
	d, err := inspect.Inspect(ctx, input, o)
	switch {
	case err != nil && d != nil && d.Unreadable == nil:
		return nil, errors.New("an error beside a document that tells none")
	case err != nil:
		return nil, err
	case len(d.Messages) != 1 || d.Messages[0].Report == nil:
		return nil, fmt.Errorf("%d messages, the first: %+v", len(d.Messages), d.Messages[0])
	}
	return d.Messages[0].Report, nil
}
