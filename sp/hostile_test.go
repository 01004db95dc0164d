package sp_test

import (
	"flag"
	"net/http"
	"net/http/httptest"
	"net/url"
	"strings"
	"testing"
	"time"

	"github.com/jonboulle/clockwork"
	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"samlharness/internal/heap"
	"samlharness/internal/wire"
	"samlharness/record"
	"samlharness/sp"
	"samlharness/sp/directory"
)

// hostile is small in the usual run; the long form is: go test ./sp -run Hostile -hostile 600.
var hostile = flag.Int("hostile", 60, "how many hostile messages of 1 MB to post to login.srf")

// loginSRF is a whole service with a record, and posts a message to its login.srf.
func loginSRF(t *testing.T) (post func(xml string) string) {
	t.Helper()
	clock := clockwork.NewFakeClockAt(time.Date(2026, 3, 2, 9, 15, 0, 0, time.UTC))
	microsoft, err := sp.New(sp.Options{
		Directory: directory.Options{TenantID: "11111111-1111-1111-1111-111111111111"},
		Clock:     clock,
		Record:    record.NewLog(record.Options{}),
	})
	require.NoError(t, err)
	mux := http.NewServeMux()
	microsoft.Mount(mux)
	return func(xml string) string {
		form := url.Values{"SAMLResponse": {wire.EncodePost([]byte(xml))}}.Encode()
		request := httptest.NewRequest(http.MethodPost, "https://login.microsoftonline.com/login.srf",
			strings.NewReader(form))
		request.Header.Set("Content-Type", "application/x-www-form-urlencoded")
		answer := httptest.NewRecorder()
		mux.ServeHTTP(answer, request)
		return answer.Body.String()
	}
}

const responseHead = `<samlp:Response xmlns:samlp="` + wire.NamespaceProtocol + `" xmlns="` + wire.NamespaceAssertion +
	`" ID="_r" Version="2.0" IssueInstant="2026-03-02T09:15:00Z">`

// TestHostilePostsLeaveTheHeapFlat sends elements with five instants each that are not in UTC, 23,500 in a message. Six
// hundred of them, and in proportion fewer, grow the heap by less than 20 MB.
func TestHostilePostsLeaveTheHeapFlat(t *testing.T) {
	instant := `="2026-03-02T09:15:00+00:00" `
	element := "<A NotBefore" + instant + "NotOnOrAfter" + instant + "IssueInstant" + instant + "AuthnInstant" + instant +
		"SessionNotOnOrAfter" + instant + "/>"
	message := responseHead + strings.Repeat(element, 4700) + "</samlp:Response>"
	require.InDelta(t, 1_000_000, len(message), 50_000)
	post := loginSRF(t)
	post(message)
	grown := heap.Growth(func() {
		for range *hostile {
			post(message)
		}
	})
	t.Logf("the heap has grown by %.1f MB", float64(grown)/1e6)
	assert.Less(t, grown, int64(20e6)*int64(*hostile)/600)
	assert.Contains(t, post(message), "AADSTS") // the service and its record are still in use
}

// TestLongValuesAreClippedInPages sends an issuer that would grow tenfold by escaping, and stands in the page thrice.
func TestLongValuesAreClippedInPages(t *testing.T) {
	quotes := strings.Repeat(`"`, 1_000_000)
	post := loginSRF(t)
	for name, message := range map[string]string{
		"issuer": responseHead + `<samlp:Status><samlp:StatusCode Value="` + wire.StatusSuccess + `"/></samlp:Status>` +
			`<Assertion ID="_a" Version="2.0" IssueInstant="2026-03-02T09:15:00Z"><Issuer>` + quotes +
			`</Issuer></Assertion></samlp:Response>`,
		"version": strings.Replace(responseHead, `Version="2.0"`, `Version='`+quotes+`'`, 1) + "</samlp:Response>",
		"ID":      strings.Replace(responseHead, `ID="_r"`, `ID='1`+quotes+`'`, 1) + "</samlp:Response>",
		"element": responseHead + "<samlp:Status><samlp:" + strings.Repeat("x",
			1_000_000) + "/></samlp:Status></samlp:Response>",
		"root":   "<" + strings.Repeat("x", 1_000_000) + "/>",
		"no XML": quotes,
	} {
		t.Run(name, func(t *testing.T) {
			page := post(message)
			assert.Contains(t, page, "AADSTS")
			assert.Less(t, len(page), 64<<10)
		})
	}
}
