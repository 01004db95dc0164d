package m365

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"net/http"
	"net/url"
	"strings"
)

// currentToken is the token at hand, or a new one. It is kept until Graph refuses it, since only Microsoft's clock
// decides how long it is good.
func (d *Integration) currentToken(ctx context.Context) (string, error) {
	d.mu.Lock()
	token := d.token
	d.mu.Unlock()
	if token != "" {
		return token, nil
	}
	token, err := d.fetchToken(ctx) // unlocked: nobody waits for another's slow answer
	if err != nil {
		return "", err
	}
	d.mu.Lock()
	defer d.mu.Unlock()
	d.token = token
	return token, nil
}

func (d *Integration) fetchToken(ctx context.Context) (string, error) {
	form := url.Values{"grant_type": {"client_credentials"}, "client_id": {d.opts.ClientID},
		"client_secret": {d.opts.ClientSecret},
		"scope":         {d.opts.GraphURL + "/.default"}}
	req, err := http.NewRequestWithContext(ctx, http.MethodPost, d.opts.TokenURL, strings.NewReader(form.Encode()))
	if err != nil {
		return "", fmt.Errorf("m365: token endpoint: %w", err)
	}
	req.Header.Set("Content-Type", "application/x-www-form-urlencoded")
	body, err := d.send(req)
	if err != nil {
		return "", err
	}
	var answer struct {
		AccessToken string `json:"access_token"`
	}
	if err := json.Unmarshal(body, &answer); err != nil {
		return "", fmt.Errorf("m365: token endpoint: the answer is not JSON: %w", err)
	}
	if answer.AccessToken == "" {
		return "", errors.New("m365: token endpoint: the answer has no access_token")
	}
	return answer.AccessToken, nil
}

// forget drops a token that Graph refused, unless another took its place.
func (d *Integration) forget(token string) {
	d.mu.Lock()
	defer d.mu.Unlock()
	if d.token == token {
		d.token = ""
	}
}
