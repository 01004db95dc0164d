package msgraph

import (
	"context"
	"encoding/json"
	"net/http"
	"strconv"
)

// maxBatch is how many requests Graph takes in one batch (Microsoft Graph, JSON batching).
const maxBatch = 20

// FederationsOf reads the configurations of many domains, twenty a call; those without one are not in the answer.
func (c *Client) FederationsOf(ctx context.Context, domains []string) (map[string]InternalDomainFederation, error) {
	all := map[string]InternalDomainFederation{}
	for begin := 0; begin < len(domains); begin += maxBatch {
		part := domains[begin:min(begin+maxBatch, len(domains))]
		if err := c.federationsOf(ctx, part, all); err != nil {
			return all, err
		}
	}
	return all, nil
}

func (c *Client) federationsOf(ctx context.Context, domains []string, all map[string]InternalDomainFederation) error {
	type request struct {
		ID     string `json:"id"`
		Method string `json:"method"`
		URL    string `json:"url"`
	}
	var requests []request
	for i, domain := range domains {
		requests = append(requests, request{strconv.Itoa(i), http.MethodGet, configurationPath(domain)[len("/v1.0"):]})
	}
	var answer struct {
		Responses []struct {
			ID     string          `json:"id"`
			Status int             `json:"status"`
			Body   json.RawMessage `json:"body"`
		} `json:"responses"`
	}
	const path = "/v1.0/$batch"
	if err := c.call(ctx, http.MethodPost, path, map[string]any{"requests": requests}, &answer); err != nil {
		return err
	}
	for _, r := range answer.Responses {
		i, err := strconv.Atoi(r.ID)
		if err != nil || i < 0 || i >= len(domains) || r.Status == http.StatusNotFound {
			continue
		}
		if r.Status != http.StatusOK {
			failed := &http.Response{StatusCode: r.Status, Header: http.Header{}}
			return newError(http.MethodGet, configurationPath(domains[i]), "", failed, r.Body)
		}
		var page struct {
			Value []InternalDomainFederation `json:"value"`
		}
		if err := json.Unmarshal(r.Body, &page); err == nil && len(page.Value) > 0 {
			all[domains[i]] = page.Value[0]
		}
	}
	return nil
}
