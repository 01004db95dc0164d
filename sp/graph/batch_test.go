package graph_test

import (
	"encoding/json"
	"fmt"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"samlharness/record"
)

// batch sends requests and returns the answers by their ids.
func (s *site) batch(t *testing.T, requests string) map[string]map[string]any {
	t.Helper()
	a := s.do(t, "POST", "/v1.0/$batch", `{"requests":[`+requests+`]}`)
	require.Equal(t, 200, a.status, "%v", a.body)
	answers := map[string]map[string]any{}
	for _, r := range a.body["responses"].([]any) {
		answers[r.(map[string]any)["id"].(string)] = r.(map[string]any)
	}
	return answers
}

func TestBatch(t *testing.T) {
	s := newSite(t)
	answers := s.batch(t, `
		{"id":"3","dependsOn":["2"],"method":"PATCH","url":"/domains/contoso.com",
			"headers":{"Content-Type":"application/json"},"body":{"authenticationType":"Managed"}},
		{"id":"1","method":"GET","url":"/domains?$select=id"},
		{"id":"2","method":"POST","url":"domains/contoso.com/federationConfiguration",
			"headers":{"content-type":"application/json"},"body":`+federation(t)+`},
		{"id":"4","method":"GET","url":"/domains/nowhere.example"},
		{"id":"5","dependsOn":["4"],"method":"GET","url":"/domains"},
		{"id":"6","method":"PUT","url":"/organization"},
		{"id":"7","method":"PATCH","url":"/domains/contoso.com","body":{"isDefault":true}},
		{"id":"8","method":"POST","url":"/$batch","headers":{"Content-Type":"application/json"},
			"body":{"requests":[{"id":"1","method":"GET","url":"/domains"}]}},
		{"id":"9","method":"A B","url":"/domains"}`)
	for id, want := range map[string]int{
		"1": 200,
		"2": 201,
		"3": 204,
		"4": 404,
		"5": 424,
		"6": 405,
		"7": 400,
		"8": 400,
		"9": 400,
	} {
		assert.EqualValues(t, want, answers[id]["status"], "request %s: %v", id, answers[id])
	}
	assert.Len(t, answers["1"]["body"].(map[string]any)["value"], 4)
	headers := answers["1"]["headers"].(map[string]any)
	assert.Equal(t, "4.0", headers["OData-Version"])
	assert.Equal(t, "1", headers["x-ms-resource-unit"])
	assert.Contains(t, answers["2"]["headers"].(map[string]any)["Location"],
		s.URL+"/v1.0/domains/contoso.com/federationConfiguration/")
	assert.NotContains(t, answers["3"], "body")
	kinds := map[string]record.Verdict{}
	for _, e := range s.log.Since(0) {
		kinds[e.Title] = e.Verdict
	}
	assert.Equal(t, record.Accepted, kinds["POST /v1.0/domains/contoso.com/federationConfiguration"],
		"each request is recorded")
	assert.Equal(t, record.Refused, kinds["GET /v1.0/domains/nowhere.example"])
	message := answers["8"]["body"].(map[string]any)["error"].(map[string]any)["message"]
	assert.Equal(t, "A batch cannot hold a batch.", message)
	message = answers["7"]["body"].(map[string]any)["error"].(map[string]any)["message"]
	assert.Equal(t, "Entity only allows writes with a JSON Content-Type header.", message)
	assert.Equal(t, "Managed", s.do(t, "GET", "/v1.0/domains/contoso.com", "").body["authenticationType"])
}

func TestBatchAsAWhole(t *testing.T) {
	s := newSite(t)
	get := func(id, depends string) string {
		return fmt.Sprintf(`{"id":%q,"method":"GET","url":"/domains","dependsOn":[%s]}`, id, depends)
	}
	var many []string
	for i := range 21 {
		many = append(many, get(fmt.Sprint(i), ""))
	}
	for body, text := range map[string]string{
		`{}`: "Unable to read JSON request payload. Please ensure Content-Type header is " +
			"set and payload is of valid JSON format.",
		`{"requests":{}}`: "Unable to read JSON request payload. Please ensure Content-Type " +
			"header is set and payload is of valid JSON format.",
		`{"requests":[]}`:                          "A batch holds between 1 and 20 requests; this one holds 0.",
		requests(many...):                          "A batch holds between 1 and 20 requests; this one holds 21.",
		requests(get("", "")):                      "The request id '' is empty or not unique in the batch.",
		requests(get("a", ""), get("A", "")):       "The request id 'A' is empty or not unique in the batch.",
		requests(get("a", `"b"`)):                  "The request 'a' depends on 'b', which is not in the batch.",
		requests(get("a", `"b"`), get("b", `"a"`)): "The requests of the batch depend on each other in a circle.",
	} {
		s.do(t, "POST", "/v1.0/$batch", body).refused(t, 400, "BadRequest", text)
	}
	assert.Len(t, s.batch(t, strings.Join(many[:20], ",")), 20)
}

func requests(all ...string) string {
	raw, _ := json.Marshal(map[string]json.RawMessage{"requests": json.RawMessage("[" + strings.Join(all, ",") + "]")})
	return string(raw)
}
