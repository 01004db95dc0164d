package scenarios

import (
	"context"
	"errors"
	"fmt"
	"io"
	"net/http"
)

// maxFetched bounds a document in bytes.
const maxFetched = 4 << 20

// readOrFetch reads a file, or a document of a site in the world.
func readOrFetch(ctx context.Context, env *Env, name string) ([]byte, error) {
	if !isURL(name) {
		return env.Files.ReadFile(name)
	}
	if env.World.Client == nil {
		return nil, errors.New("this world fetches nothing: give a file")
	}
	r, err := http.NewRequestWithContext(ctx, http.MethodGet, name, nil)
	if err != nil {
		return nil, fmt.Errorf("fetch %s: %w", name, err)
	}
	answer, err := env.World.Client.Do(r)
	if err != nil {
		return nil, fmt.Errorf("fetch %s: %w; only sites of the world are reached: save what is elsewhere as a file", name,
			err)
	}
	defer func() { _ = answer.Body.Close() }()
	if answer.StatusCode != http.StatusOK {
		return nil, fmt.Errorf("fetch %s: expected status 200, got %s", name, answer.Status)
	}
	data, err := io.ReadAll(io.LimitReader(answer.Body, maxFetched+1))
	if err == nil && len(data) > maxFetched {
		err = fmt.Errorf("more than %d bytes", maxFetched)
	}
	if err != nil {
		return nil, fmt.Errorf("fetch %s: %w", name, err)
	}
	return data, nil
}
