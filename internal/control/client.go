package control

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net/http"
	"strings"
	"time"

	"samlharness/internal/exit"
	"samlharness/internal/noredirect"
)

// Client calls a running world. The zero HTTP means [http.DefaultClient].
type Client struct {
	Connection Connection
	HTTP       *http.Client
}

// UnreachableError says that nobody answers at the connection's address: the world has ended.
type UnreachableError struct {
	World string
	Err   error
}

func (e *UnreachableError) Error() string {
	return fmt.Sprintf("world %s does not answer: %v", e.World, e.Err)
}

// Silent tells that somebody took the call and said nothing.
func (e *UnreachableError) Silent() bool { return errors.Is(e.Err, context.DeadlineExceeded) }

// Hint is what to do.
func (e *UnreachableError) Hint() string {
	if e.Silent() {
		return "another program may have its port by now, or it hangs: end that, and start one with: harness up"
	}
	return "has it ended? start one with: harness up"
}

// ExitCode is that of the environment.
func (e *UnreachableError) ExitCode() int { return exit.Environment }

// Unwrap gives the network's error.
func (e *UnreachableError) Unwrap() error { return e.Err }

// probeTimeout is how long a world may take to say that it is there. Another program may have got its port, and be
// silent.
const probeTimeout = 3 * time.Second

// Invoke runs a command in the world, which may take its time once it has said that it is there. Its error is an
// *[UnreachableError] when nobody answers.
func (c *Client) Invoke(ctx context.Context, call Call) (Result, error) {
	var result Result
	return result, c.call(ctx, "/v1/invoke", call, &result)
}

// Run runs scripts in the world, which may take its time as with Invoke.
func (c *Client) Run(ctx context.Context, scripts Scripts) (ScriptsResult, error) {
	var result ScriptsResult
	return result, c.call(ctx, "/v1/run", scripts, &result)
}

// End begins to end the world.
func (c *Client) End(ctx context.Context) error {
	if err := c.Ready(ctx); err != nil {
		return err
	}
	_, err := c.do(ctx, http.MethodPost, "/v1/end", nil)
	return err
}

// call sends a call as JSON to a world that is there, and reads the answer into result.
func (c *Client) call(ctx context.Context, path string, call, result any) error {
	if err := c.Ready(ctx); err != nil {
		return err
	}
	body, err := json.Marshal(call)
	if err != nil {
		return fmt.Errorf("call world: %w", err)
	}
	answer, err := c.do(ctx, http.MethodPost, path, body)
	if err != nil {
		return err
	}
	if err := json.Unmarshal(answer, result); err != nil {
		return fmt.Errorf("call world: the answer is not JSON: %w", err)
	}
	return nil
}

// Ready says whether the world answers, in a few seconds. Its error is an *[UnreachableError] when nobody does.
func (c *Client) Ready(ctx context.Context) error {
	ctx, cancel := context.WithTimeout(ctx, probeTimeout)
	defer cancel()
	_, err := c.do(ctx, http.MethodGet, "/v1/ready", nil)
	return err
}

func (c *Client) do(ctx context.Context, method, path string, body []byte) ([]byte, error) {
	request, err := http.NewRequestWithContext(ctx, method, c.Connection.ControlURL+path, bytes.NewReader(body))
	if err != nil {
		return nil, fmt.Errorf("call world: %w", err)
	}
	request.Header.Set("Authorization", "Bearer "+c.Connection.Token)
	response, err := noredirect.Client(c.HTTP).Do(request)
	if err != nil {
		return nil, &UnreachableError{c.Connection.World, err}
	}
	defer response.Body.Close()
	answer, err := io.ReadAll(io.LimitReader(response.Body, 2*MaxBody))
	if err != nil {
		return nil, &UnreachableError{c.Connection.World, err}
	}
	if response.StatusCode >= 300 {
		return nil, fmt.Errorf("call world: %s: %s", response.Status, strings.TrimSpace(string(answer)))
	}
	return answer, nil
}
