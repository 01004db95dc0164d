package har_test

import (
	"bytes"
	"encoding/json"
	"strings"
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"samlharness/browser/signin"
	"samlharness/inspect"
	"samlharness/internal/har"
	"samlharness/record"
	microsoft "samlharness/sp/signin"
	"samlharness/world"
)

// signedIn is a world in which alice signed in, carol is not let in by JumpCloud, and bob was refused by Microsoft.
func signedIn(t *testing.T) *world.World {
	w := world.Start(t, world.Options{})
	_, err := w.Federate(t.Context(), "contoso.com", "alice")
	require.NoError(t, err)
	for _, person := range []string{"alice@contoso.com", "bob@contoso.com"} {
		_, err = signin.Walk(t.Context(), w.Browser(), w.Person(person), signin.Start{})
		require.NoError(t, err)
	}
	return w
}

// What inspect finds in the archive are the responses of the record, with Microsoft's verdicts on them.
func TestInspectReadsTheArchive(t *testing.T) {
	w := signedIn(t)
	var archive bytes.Buffer
	require.NoError(t, har.Write(&archive, w.Record.Since(0)))
	document, err := inspect.Inspect(t.Context(), archive.Bytes(), inspect.Options{
		At: w.Clock.Now(), Now: w.Clock.Now(), Directory: microsoft.Realms{Tenant: w.Entra},
	})
	require.NoError(t, err)
	var judged, recorded []string
	for _, m := range document.Messages {
		if m.Report != nil {
			code := ""
			if m.Report.Refusal != nil {
				code = m.Report.Refusal.Code
			}
			judged = append(judged, string(m.Capture.XML)+" "+code)
		}
	}
	requests := 0
	for _, e := range w.Record.Since(0) {
		switch {
		case e.Kind == record.Response && e.By == record.Microsoft:
			recorded = append(recorded, e.Message+" "+e.Code())
		case e.Kind == record.AuthnRequest && e.By == record.JumpCloud:
			requests++
		}
	}
	assert.Len(t, recorded, 2)
	assert.Equal(t, recorded, judged)
	assert.Len(t, document.Messages, len(recorded)+requests)
}

// Every object has the members that HAR 1.2 requires, and no secret.
func TestArchiveHasTheRequiredMembers(t *testing.T) {
	w := signedIn(t)
	var archive bytes.Buffer
	require.NoError(t, har.Write(&archive, w.Record.Since(0)))
	for _, secret := range []string{world.DemoJumpCloudPassword, w.ClientSecret, "samlToken=A"} {
		assert.NotContains(t, archive.String(), secret)
	}
	var read struct {
		Log map[string]any `json:"log"`
	}
	require.NoError(t, json.Unmarshal(archive.Bytes(), &read))
	has := func(where any, members string) map[string]any {
		object, ok := where.(map[string]any)
		require.True(t, ok)
		for member := range strings.FieldsSeq(members) {
			assert.Contains(t, object, member)
		}
		return object
	}
	log := has(read.Log, "version creator entries")
	assert.Equal(t, "1.2", log["version"])
	has(log["creator"], "name version")
	entries := log["entries"].([]any)
	assert.Greater(t, len(entries), 20)
	posted := 0
	for _, each := range entries {
		e := has(each, "startedDateTime time request response cache timings")
		has(e["timings"], "send wait receive")
		request := has(e["request"], "method url httpVersion cookies headers queryString headersSize bodySize")
		answer := has(e["response"],
			"status statusText httpVersion cookies headers content redirectURL headersSize bodySize")
		has(answer["content"], "size mimeType")
		if body, ok := request["postData"]; ok {
			has(body, "mimeType params text")
			posted++
		}
	}
	assert.Greater(t, posted, 5)
}

func TestArchiveOfNothing(t *testing.T) {
	var archive bytes.Buffer
	require.NoError(t, har.Write(&archive, nil))
	assert.Contains(t, archive.String(), `"entries": []`)
}

// A message that came by HTTP-Redirect stands in the address again.
func TestRedirectedMessage(t *testing.T) {
	var archive bytes.Buffer
	require.NoError(t, har.Write(&archive, []record.Exchange{{
		Kind:        record.Hop,
		MessageKind: record.AuthnRequest,
		Message:     "<samlp:AuthnRequest xmlns:samlp=\"urn:oasis:names:tc:SAML:2.0:protocol\" ID=\"_1\"/>",
		HTTP:        &record.HTTP{Method: "GET", URL: "https://idp.example/sso?SAMLRequest=***&x=1"},
	}}))
	document, err := inspect.Inspect(t.Context(), archive.Bytes(), inspect.Options{})
	require.NoError(t, err)
	require.Len(t, document.Messages, 1)
	assert.Equal(t, "an AuthnRequest", document.Messages[0].Named.Kind)
}
