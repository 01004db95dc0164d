package m365

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"net/http"
	"strconv"

	"golang.org/x/sync/errgroup"

	"samlharness/idp/org"
)

const (
	// batchSize is how many requests Graph takes in one (Microsoft Learn: Combine multiple HTTP requests using JSON
	// batching).
	batchSize = 20
	// batchesAtOnce is how many batches are under way.
	batchesAtOnce = 4
)

// BindAll writes the immutable IDs of accounts, and what is exported, many in one request. Its errors stand in
// the order of the accounts, nil for those that Microsoft took; those that Microsoft refused have an *[Error].
func (d *Integration) BindAll(ctx context.Context, users []org.Account) []error {
	failed := make([]error, len(users))
	var batches errgroup.Group
	batches.SetLimit(batchesAtOnce)
	for from := 0; from < len(users); from += batchSize {
		to := min(from+batchSize, len(users))
		batches.Go(func() error {
			d.bindBatch(ctx, users[from:to], failed[from:to])
			return nil
		})
	}
	_ = batches.Wait() // what failed stands in failed
	return failed
}

type batchRequest struct {
	ID      string            `json:"id"`
	Method  string            `json:"method"`
	URL     string            `json:"url"`
	Headers map[string]string `json:"headers"`
	Body    map[string]any    `json:"body"`
}

type batchAnswer struct {
	Responses []struct {
		ID     string          `json:"id"`
		Status int             `json:"status"`
		Body   json.RawMessage `json:"body"`
	} `json:"responses"`
}

// bindBatch binds the users of one batch and writes down what came of each.
func (d *Integration) bindBatch(ctx context.Context, users []org.Account, failed []error) {
	requests := make([]batchRequest, len(users))
	for i, u := range users {
		requests[i] = batchRequest{
			ID:      strconv.Itoa(i),
			Method:  http.MethodPatch,
			URL:     userPath(u.UserPrincipalName),
			Headers: map[string]string{"Content-Type": "application/json"},
			Body:    content(u),
		}
		failed[i] = errors.New("m365: the answer to the batch leaves the user out")
	}
	var answer batchAnswer
	body, err := d.call(ctx, http.MethodPost, "/$batch", map[string]any{"requests": requests})
	if err == nil {
		err = json.Unmarshal(body, &answer)
	}
	if err != nil {
		for i := range failed {
			failed[i] = fmt.Errorf("m365: batch: %w", err)
		}
		return
	}
	for _, r := range answer.Responses {
		i, err := strconv.Atoi(r.ID)
		switch {
		case err != nil || i < 0 || i >= len(users):
		case r.Status >= 200 && r.Status <= 299:
			failed[i] = nil
		default:
			failed[i] = refusal(http.MethodPatch+" "+d.opts.GraphURL+"/v1.0"+requests[i].URL, r.Status, r.Body)
		}
	}
}
