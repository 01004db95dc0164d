package home_test

import (
	"net/http"
	"net/url"
	"regexp"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"samlharness/browser/signin"
	"samlharness/idp/org"
	"samlharness/world"
)

// shows fails without printing a whole page.
func shows(t *testing.T, page string, wanted ...string) {
	t.Helper()
	for _, text := range wanted {
		assert.True(t, strings.Contains(page, text), "the page does not show %q", text)
	}
}

var current = regexp.MustCompile(`(?s)<li class="now".*?<b>(.*?)</b>`)

// next is the title of the step that is due.
func next(t *testing.T, page string) string {
	t.Helper()
	found := current.FindStringSubmatch(page)
	require.NotNil(t, found, "no step is due")
	return found[1]
}

// TestStepsLeadToASignIn walks the procedure by the page's buttons, breaks it, and mends it.
func TestStepsLeadToASignIn(t *testing.T) {
	s := open(t, nil)
	_, page := s.get("/")
	for _, step := range []struct{ id, title, command string }{
		{"bind", "Bind the users to the Microsoft 365 directory", "harness jumpcloud directory bind --all"},
		{"application", "Create the Microsoft 365 application",
			"harness jumpcloud app create office365 --domain contoso.com"},
		{"group", "Let a group use it", "harness jumpcloud group bind &#39;All Users&#39; office365"},
		{"enable", "Federate the domain with the exported metadata",
			"harness federation enable --xml-file JumpCloud-office365-metadata.xml"},
	} {
		assert.Equal(t, step.title, next(t, page))
		shows(t, page, step.command)
		_, page = s.post("/steps", "step", step.id)
		shows(t, page, "</span> Done", "$ "+step.command)
	}
	shows(t, page, "contoso.com is Federated", "https://contoso.com", "days left")
	assert.Equal(t, "Sign in as Alice Adams, from Microsoft and from the tile", next(t, page))
	walked := func() signin.Result {
		result, err := signin.Walk(t.Context(), s.world.Browser(), s.world.Person("alice@contoso.com"), signin.Start{})
		require.NoError(t, err)
		return result
	}
	require.Equal(t, "alice@contoso.com", walked().SignedInAs)

	_, err := s.world.JumpCloud.RegenerateCertificate(t.Context(), "office365")
	require.NoError(t, err)
	require.NotNil(t, walked().Refused)
	_, page = s.get("/")
	assert.Equal(t, "Replace the configuration", next(t, page))
	shows(t, page, "AADSTS5000811")
	_, page = s.post("/steps", "step", "enable")
	shows(t, page, "</span> Done")
	require.Equal(t, "alice@contoso.com", walked().SignedInAs)

	_, page = s.post("/steps", "step", "enable")
	shows(t, page, "That step is done already, or not due yet.")
	_, page = s.post("/steps?domain=contoso.onmicrosoft.com", "step", "../federation disable")
	shows(t, page, "That step is done already, or not due yet.")
}

func TestStepsOfOtherDomains(t *testing.T) {
	spec := world.Demo()
	spec.PropagationDelay = world.Duration(20 * time.Minute)
	s := open(t, &spec)
	_, page := s.get("/?domain=unverified.example")
	assert.Equal(t, "Verify unverified.example", next(t, page))
	_, page = s.post("/steps?domain=unverified.example", "step", "verify")
	assert.Equal(t, "Bind the users to the Microsoft 365 directory", next(t, page))
	shows(t, page, "Nobody at JumpCloud has an address in unverified.example yet.")

	for _, step := range []string{"bind", "application", "group", "enable"} {
		_, page = s.post("/steps?domain=staging.contoso.net", "step", step)
	}
	assert.Equal(t, "Wait until the sign-in pages know", next(t, page))
	shows(t, page, "the sign-in pages still take it for Managed")
	_, page = s.post("/steps?domain=staging.contoso.net", "step", "wait")
	assert.Equal(t, "Sign in as Erika Ekström, from Microsoft and from the tile", next(t, page))

	// the slug of the first application is taken
	_, page = s.post("/steps", "step", "application")
	shows(t, page, "$ harness jumpcloud app create office365 --domain contoso.com --slug contoso.com")
}

// Passwords are shown where they are the demo's, also when they were changed meanwhile; nobody else's ever is.
func TestPasswordsThatAreShown(t *testing.T) {
	spec := world.Demo()
	spec.Users = spec.Users[:3]
	spec.Users[0].JumpCloudPassword, spec.Users[0].EntraPassword = "Chosen-1!", "Chosen-2!"
	s := open(t, &spec)
	changed := "Changed-3!"
	_, err := s.world.JumpCloud.UpdateUser(t.Context(), "bob", org.UserUpdate{Password: &changed})
	require.NoError(t, err)
	_, page := s.get("/")
	for _, secret := range []string{"Chosen-1!", "Chosen-2!", "Changed-3!", s.world.ClientSecret,
		s.world.JumpCloud.APIKey()} {
		assert.False(t, strings.Contains(page, secret), secret)
	}
	people, _, _ := strings.Cut(page, `id="domains"`)
	assert.Equal(t, 1, strings.Count(people, world.DemoJumpCloudPassword), "carol's")
	assert.Equal(t, 3, strings.Count(people, world.DemoEntraPassword), "bob's, carol's, the administrator's")
	assert.Equal(t, 3, strings.Count(people, "a password of its own"))
	locked := true
	_, err = s.world.JumpCloud.UpdateUser(t.Context(), "carol", org.UserUpdate{Locked: &locked})
	require.NoError(t, err)
	_, page = s.get("/")
	shows(t, page, "Account Locked Out")
	carol, err := s.world.JumpCloud.User(t.Context(), "carol")
	require.NoError(t, err)
	assert.Zero(t, carol.BadAttempts, "looking counts nothing")
}

func TestManyPeople(t *testing.T) {
	s := open(t, crowd(10_000))
	status, page := s.get("/?page=3")
	assert.Equal(t, http.StatusOK, status)
	shows(t, page, "21 to 30 of 10000", `href="/?page=4#people"`, `href="/?page=2#people"`,
		"admin@contoso.onmicrosoft.com")
	assert.Less(t, len(page), 100_000)
	_, page = s.get("/?page=99999")
	shows(t, page, "9991 to 10000 of 10000")
	_, page = s.get("/?q=SER0123")
	shows(t, page, "1 to 10 of 10 found among 10001", "user01230@contoso.com")
	_, page = s.get("/?q=" + url.QueryEscape("<script>"))
	shows(t, page, "&lt;script&gt;alert(1)&lt;/script&gt;", `value="&lt;script&gt;"`)
	assert.False(t, strings.Contains(page, "<script>alert"))
	_, page = s.get("/?q=" + url.QueryEscape("王小明"))
	shows(t, page, "wang@contoso.com", "1 to 1 of 1 found")
	_, page = s.get("/?q=nobody-of-this-name")
	shows(t, page, "Show all 10001 people")
	_, page = s.get("/?q=admin@")
	shows(t, page, "1 to 1 of 1 found")
}

func TestEmptyWorld(t *testing.T) {
	status, page := open(t, empty()).get("/")
	assert.Equal(t, http.StatusOK, status)
	shows(t, page, "There is no domain to federate", "Nobody yet", "harness entra domain add contoso.com", "Nothing yet")
}

func TestClock(t *testing.T) {
	s := open(t, nil)
	_, page := s.post("/clock", "advance", "24h")
	shows(t, page, "09:15:00 UTC", "Tuesday 3 March 2026")
	_, page = s.post("/clock", "set", "2031-03-03T00:00:00Z")
	shows(t, page, "Monday 3 March 2031")
	for field, wrong := range map[string]string{"advance": "<soon>", "set": "tomorrow"} {
		status, page := s.post("/clock", field, wrong)
		assert.Equal(t, http.StatusUnprocessableEntity, status)
		shows(t, page, `aria-invalid="true" aria-describedby="`+field+`-error"`, `id="`+field+`-error"`,
			`value="`+strings.NewReplacer("<", "&lt;", ">", "&gt;").Replace(wrong)+`"`)
	}
	assert.Equal(t, "2031-03-03T00:00:00Z", s.world.Clock.Now().UTC().Format(time.RFC3339))
}

func TestBindOne(t *testing.T) {
	s := open(t, nil)
	_, page := s.post("/bind", "user", "wang@contoso.com")
	shows(t, page, "</span> Done", "$ harness jumpcloud directory bind -- wang@contoso.com")
	_, page = s.post("/bind", "user", "--all")
	shows(t, page, "✕", "there is no user")
	bound, err := s.world.JumpCloud.User(t.Context(), "alice")
	require.NoError(t, err)
	assert.False(t, bound.Bound())
}

func TestAuthorityIsDownloaded(t *testing.T) {
	s := open(t, nil)
	_, pem := s.get("/ca.pem")
	assert.Equal(t, string(s.world.CAPEM()), pem)
}

// Watchers see what others do, within a second.
func TestLivePartsFollow(t *testing.T) {
	s := open(t, nil)
	_, before := s.get("/live?")
	shows(t, before, `id="domains"`, `id="next"`, `id="happened"`, `id="instant"`, `id="heading"`, `id="time"`)
	_, err := s.world.Federate(t.Context(), "contoso.com")
	require.NoError(t, err)
	assert.Eventually(t, func() bool {
		_, now := s.get("/live?")
		return strings.Contains(now, "contoso.com is Federated")
	}, 5*time.Second, 100*time.Millisecond)
}

// BenchmarkHome is the page of a world with 10,000 users.
func BenchmarkHome(b *testing.B) {
	s := open(b, crowd(10_000))
	for b.Loop() {
		status, _ := s.get("/?page=7")
		require.Equal(b, http.StatusOK, status)
	}
}

// BenchmarkWatch is one question of a watcher of that world, of whom all share one look a second.
func BenchmarkWatch(b *testing.B) {
	s := open(b, crowd(10_000))
	for b.Loop() {
		status, _ := s.get("/live?")
		require.Equal(b, http.StatusOK, status)
	}
}
