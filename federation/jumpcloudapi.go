package federation

import (
	"cmp"
	"context"
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"strconv"
	"strings"
	"time"

	"samlharness/internal/exit"
	"samlharness/internal/noredirect"
	"samlharness/record"
)

// DefaultJumpCloud is the root of JumpCloud's API.
const DefaultJumpCloud = "https://console.jumpcloud.com"

// CodeJumpCloud is the code of a refusal: JumpCloud's API gave no usable answer.
const CodeJumpCloud = "JumpCloudUnreachable"

// peoplePage is how many users JumpCloud gives at once; maxPeople bounds how many are read.
const (
	peoplePage = 100
	maxPeople  = 1_000_000
)

// JumpCloud reads an organization by JumpCloud's REST API; it never writes.
type JumpCloud struct {
	// Endpoint is the root of the API, https only; "" means [DefaultJumpCloud].
	Endpoint string
	// Key is the API key of an administrator, who may be read-only. It is sent to Endpoint alone and never shown.
	Key string
	// HTTP sends requests; nil means Go's usual client. Redirects are not followed.
	HTTP *http.Client
}

// People are the users of the organization: the _id is the immutable ID of each who was not imported. Source: JumpCloud
// API 1.0, systemusers.
func (j JumpCloud) People(ctx context.Context) ([]Person, error) {
	people := []Person{}
	for len(people) < maxPeople {
		var page struct {
			Results []struct {
				ID    string `json:"_id"`
				Email string `json:"email"`
			} `json:"results"`
		}
		skip := strconv.Itoa(len(people))
		if err := j.get(ctx, "/api/systemusers?fields=email&sort=_id&limit=100&skip="+skip, &page); err != nil {
			return nil, err
		}
		for _, u := range page.Results {
			people = append(people, Person{u.Email, u.ID})
		}
		if len(page.Results) < peoplePage {
			return people, nil
		}
	}
	return people, nil
}

// SignsInAtMicrosoft says whether the organization has an identity provider of type AZURE, by which its users sign in
// at Microsoft. Source: TheJumpCloud/jc-cli.
func (j JumpCloud) SignsInAtMicrosoft(ctx context.Context) (bool, error) {
	var raw json.RawMessage
	if err := j.get(ctx, "/api/v2/identity-providers", &raw); err != nil {
		return false, err
	}
	type provider struct {
		Type string `json:"type"`
	}
	var wrapped struct {
		Providers []provider `json:"identityProviders"`
	}
	if err := json.Unmarshal(raw, &wrapped); err != nil { // a bare list
		if err := json.Unmarshal(raw, &wrapped.Providers); err != nil {
			return false, j.unusable("/api/v2/identity-providers", err.Error())
		}
	}
	for _, p := range wrapped.Providers {
		if strings.EqualFold(p.Type, "AZURE") {
			return true, nil
		}
	}
	return false, nil
}

func (j JumpCloud) root() string { return strings.TrimRight(cmp.Or(j.Endpoint, DefaultJumpCloud), "/") }

func (j JumpCloud) get(ctx context.Context, path string, out any) error {
	if !strings.HasPrefix(j.root(), "https://") {
		return j.unusable(path, "its address does not begin with https://")
	}
	ctx, cancel := context.WithTimeout(ctx, callTimeout)
	defer cancel()
	request, err := http.NewRequestWithContext(ctx, http.MethodGet, j.root()+path, nil)
	if err != nil {
		return j.unusable(path, "its address cannot be used")
	}
	request.Header.Set("x-api-key", j.Key)
	request.Header.Set("Accept", "application/json")
	response, err := noredirect.Client(j.HTTP).Do(request)
	if err != nil {
		return j.unusable(path, err.Error())
	}
	defer response.Body.Close()
	if response.StatusCode != http.StatusOK {
		return j.unusable(path, "HTTP "+strconv.Itoa(response.StatusCode))
	}
	if err := json.NewDecoder(io.LimitReader(response.Body, maxAnswer)).Decode(out); err != nil {
		return j.unusable(path, "the answer is not the expected JSON")
	}
	return nil
}

// maxAnswer bounds what is read of an answer, in bytes.
const maxAnswer = 8 << 20

// callTimeout bounds one call.
const callTimeout = 2 * time.Minute

func (j JumpCloud) unusable(path, got string) error {
	return &record.Refusal{
		Code:    CodeJumpCloud,
		Exit:    exit.Environment,
		Message: fmt.Sprintf("JumpCloud's API gave no usable answer: GET %s%s", j.root(), path),
		Got:     got,
		Fix:     "Check the API key, which an administrator finds in the Admin Portal under My API Key, and the network.",
	}
}
