package m365

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"net/http"
	"net/url"

	"samlharness/idp/org"
)

// Bind writes the immutable ID of the account whose user principal name is the user's e-mail address. Its error is an
// *[Error] when Microsoft refused.
func (d *Integration) Bind(ctx context.Context, u org.User, immutableID string) error {
	return d.patch(ctx, u.Email, map[string]any{"onPremisesImmutableId": immutableID})
}

// Unbind removes the immutable ID; the account stays as it is. Its error is an *[Error] when Microsoft refused.
func (d *Integration) Unbind(ctx context.Context, u org.User) error {
	return d.patch(ctx, u.Email, map[string]any{"onPremisesImmutableId": nil})
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
