package interop_test

import (
	"bufio"
	"bytes"
	"encoding/json"
	"io"
	"net/http"
	"os"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"samlharness/world"
)

// jcCommand is a command of JumpCloud's own command line with the requests that it sent to a world. Ids are written as
// the collection and the name of the object, such as {systemusers/dora}.
//
// testdata/jc.jsonl was recorded with jc (TheJumpCloud/jc-cli at f522b11, MIT) in a mount namespace whose hosts file
// led its constant host names to `harness up --listen 127.0.0.1:443`; every command ended with exit code 0.
type jcCommand struct {
	Command  string `json:"command"`
	Requests []struct {
		Method string          `json:"method"`
		URL    string          `json:"url"`
		Status int             `json:"status"`
		Body   json.RawMessage `json:"body"`
	} `json:"requests"`
}

// jcReplay sends recorded requests and finds the ids that later ones need in the answers, as jc does.
type jcReplay struct {
	w   *world.World
	ids map[string]string
}

// The requests of 51 commands of jc, for users, groups, applications, associations, office365, policies, identity
// providers, service accounts and insights, are answered as they were when jc was satisfied.
func TestRequestsOfJumpCloudsCommandLine(t *testing.T) {
	w := world.Start(t, world.Options{})
	_, err := w.Federate(t.Context(), "contoso.com")
	require.NoError(t, err)
	file, err := os.Open("testdata/jc.jsonl")
	require.NoError(t, err)
	defer file.Close()
	replay := &jcReplay{w: w, ids: map[string]string{}}
	commands := 0
	for lines := bufio.NewScanner(file); lines.Scan(); commands++ {
		var c jcCommand
		require.NoError(t, json.Unmarshal(lines.Bytes(), &c))
		for _, r := range c.Requests {
			status, answer := replay.send(t, r.Method, replay.resolved(r.URL), replay.resolved(string(r.Body)))
			require.Equal(t, r.Status, status, "%s: %s %s: %s", c.Command, r.Method, r.URL, answer)
			replay.learn(t, r.URL, answer)
		}
	}
	assert.GreaterOrEqual(t, commands, 25)
	_, err = w.JumpCloud.User(t.Context(), "dora")
	require.Error(t, err, "the last commands deleted what the first ones made")
}

// resolved has ids in the place of names.
func (j *jcReplay) resolved(text string) string {
	for name, id := range j.ids {
		text = strings.ReplaceAll(text, "{"+name+"}", id)
	}
	return text
}

func (j *jcReplay) send(t *testing.T, method, url, body string) (int, []byte) {
	t.Helper()
	require.NotContains(t, url, "{", "an id that no answer had")
	r, err := http.NewRequestWithContext(t.Context(), method, url, strings.NewReader(body))
	require.NoError(t, err)
	r.Header.Set("x-api-key", j.w.JumpCloud.APIKey())
	r.Header.Set("Content-Type", "application/json")
	resp, err := j.w.HTTPClient().Do(r)
	require.NoError(t, err)
	defer resp.Body.Close()
	answer, err := io.ReadAll(resp.Body)
	require.NoError(t, err)
	return resp.StatusCode, answer
}

// learn keeps the ids of named objects, in a bare array, in an object's results or in an object itself.
func (j *jcReplay) learn(t *testing.T, url string, answer []byte) {
	if len(bytes.TrimSpace(answer)) == 0 || strings.Contains(url, "/insights/") {
		return
	}
	path, _, _ := strings.Cut(url, "?")
	_, path, _ = strings.Cut(strings.Replace(path, "/api/v2/", "/api/", 1), "/api/")
	collection, _, _ := strings.Cut(path, "/")
	var value any
	require.NoError(t, json.Unmarshal(answer, &value), url)
	objects, _ := value.([]any)
	if whole, ok := value.(map[string]any); ok {
		objects = []any{whole}
		for _, inner := range []string{"results", "identityProviders"} {
			if list, ok := whole[inner].([]any); ok {
				objects = list
			}
		}
		if inner, ok := whole["serviceAccount"].(map[string]any); ok {
			objects = []any{inner}
		}
	}
	for _, o := range objects {
		object, _ := o.(map[string]any)
		id, name := first(object, "_id", "id", "objectId"), first(object, "username", "name", "displayName")
		if id != "" && name != "" {
			j.ids[collection+"/"+name] = id
		}
	}
}

// first is the first member of an object that is a text.
func first(object map[string]any, names ...string) string {
	for _, name := range names {
		if text, ok := object[name].(string); ok && text != "" {
			return text
		}
	}
	return ""
}
