package m365

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"maps"
	"net/http"
	"net/url"

	"samlharness/idp/org"
)

// Bind writes the immutable ID of an account, and what is exported. Its error is an *[Error] when Microsoft refused.
func (d *Integration) Bind(ctx context.Context, a org.Account) error {
	return d.patch(ctx, a.UserPrincipalName, content(a))
}

// content are the properties that binding writes.
func content(a org.Account) map[string]any {
	properties := map[string]any{"onPremisesImmutableId": a.ImmutableID}
	maps.Copy(properties, a.Exported)
	return properties
}

// Unbind removes the immutable ID; the account stays as it is. Its error is an *[Error] when Microsoft refused.
func (d *Integration) Unbind(ctx context.Context, a org.Account) error {
	return d.patch(ctx, a.UserPrincipalName, map[string]any{"onPremisesImmutableId": nil})
}

// patch changes an account.
func (d *Integration) patch(ctx context.Context, upn string, change map[string]any) error {
	_, err := d.call(ctx, http.MethodPatch, userPath(upn), change)
	return err
}

func userPath(upn string) string { return "/users/" + url.PathEscape(upn) }

// call asks Graph, at a path of its version 1.0. A token that Graph no longer takes is replaced once; nothing else is
// tried again.
func (d *Integration) call(ctx context.Context, method, path string, content any) ([]byte, error) {
	body, err := json.Marshal(content)
	if err != nil {
		return nil, fmt.Errorf("m365: %w", err)
	}
	for attempt := 0; ; attempt++ {
		token, err := d.currentToken(ctx)
		if err != nil {
			return nil, err
		}
		req, err := http.NewRequestWithContext(ctx, method, d.opts.GraphURL+"/v1.0"+path, bytes.NewReader(body))
		if err != nil {
			return nil, fmt.Errorf("m365: %w", err)
		}
		req.Header.Set("Authorization", "Bearer "+token)
		req.Header.Set("Content-Type", "application/json")
		answer, err := d.send(req)
		refused, ok := errors.AsType[*Error](err)
		if !ok || refused.Status != http.StatusUnauthorized || attempt > 0 {
			return answer, err
		}
		d.forget(token)
	}
}
