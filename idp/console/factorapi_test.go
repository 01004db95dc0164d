package console_test

import (
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/rand"
	"crypto/sha256"
	"crypto/x509"
	"encoding/base64"
	"encoding/json"
	"fmt"
	"net/http"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"

	"samlharness/idp/org"
	"samlharness/internal/idptest"
	"samlharness/record"
)

// program is a client of the login API, such as saml2aws.
type program struct {
	*idptest.Browser
	t     *testing.T
	token string
}

func newProgram(t *testing.T, w *idptest.World) program {
	b := w.Browser()
	return program{b, t, xsrf(t, b)}
}

const auth = "https://console.jumpcloud.com/userconsole/auth"

// post calls the API with a JSON body; headers are pairs of name and value.
func (p program) post(path, body string, headers ...string) *idptest.Answer {
	p.t.Helper()
	req, err := http.NewRequestWithContext(p.t.Context(), http.MethodPost, auth+path, strings.NewReader(body))
	require.NoError(p.t, err)
	req.Header.Set("Content-Type", "application/json")
	req.Header.Set("X-Xsrftoken", p.token)
	for i := 0; i+1 < len(headers); i += 2 {
		req.Header.Set(headers[i], headers[i+1])
	}
	return p.Do(req)
}

// password gives alice's, on the way to office365; more are further members.
func (p program) password(more string) *idptest.Answer {
	p.t.Helper()
	return p.post("", `{"context":"sso","redirectTo":"saml2/office365","email":"alice@contoso.com","password":"`+
		idptest.Password+`"`+more+`}`)
}

// signedIn checks that an answer signs in.
func (p program) signedIn(a *idptest.Answer) {
	p.t.Helper()
	require.Equal(p.t, http.StatusOK, a.StatusCode, a.Body)
	assert.JSONEq(p.t, `{"redirectTo":"https://sso.jumpcloud.com/saml2/office365"}`, a.Body)
	assert.NotEmpty(p.t, p.Get(idptest.SSOURL).Fields["SAMLResponse"])
}

func refusedAs(t *testing.T, a *idptest.Answer, status int, body string) {
	t.Helper()
	assert.Equal(t, status, a.StatusCode)
	assert.JSONEq(t, body, a.Body)
}

const wrong = `{"message":"Authentication failed.","error":"multifactor authentication failed"}`

func TestLoginAPIWithACode(t *testing.T) {
	w := secured(t, org.FactorTOTP, org.FactorPush)
	p := newProgram(t, w)
	refusedAs(t, p.password(""), 401, `{"message":"MFA required.","factors":[{"type":"totp","status":"available"},`+
		`{"type":"push","status":"available"}]}`)
	assert.Empty(t, p.Get(idptest.SSOURL).Fields["SAMLResponse"], "nobody is signed in")
	refusedAs(t, p.post("/totp", `{"otp":"000000"}`), 401, wrong)
	refusedAs(t, p.post("/totp", `not JSON`), 400, `{"message":"The body is not a JSON object."}`)
	refusedAs(t, p.post("/totp", `{"otp":"1"}`, "X-Xsrftoken", "another"), 403,
		`{"message":"The XSRF token is missing, wrong or older than 15 minutes."}`)
	p.signedIn(p.post("/totp", `{"OTP":"`+code(t, w)+`"}`))

	p = newProgram(t, w)
	refusedAs(t, p.password(`,"otp":"000000"`), 401, wrong)
	refusedAs(t, p.password(`,"otp":"`+code(t, w)+`"`), 401, wrong) // used
	w.Clock.Advance(30 * time.Second)
	p.signedIn(p.password(`,"otp":"` + code(t, w) + `"`))

	refusedAs(t, newProgram(t, w).post("/totp", `{"otp":"1"}`), 401, `{"message":"Authentication failed."}`)
	bare := secured(t)
	refusedAs(t, newProgram(t, bare).password(""), 401, `{"message":"MFA required.","factors":[]}`)
	assert.Equal(t, org.CodeNoFactor, bare.Last(record.SecondFactor).Refusal.Code)

	old := newProgram(t, w).post("", `{"email":"alice@contoso.com","password":"`+idptest.Password+`"}`,
		"X-Requested-With", "XMLHttpRequest")
	assert.Equal(t, http.StatusFound, old.StatusCode, "older clients read the redirect to the login page")
	assert.Contains(t, old.Header.Get("Location"), "/login")
}

func TestLoginAPIWithAPush(t *testing.T) {
	w := secured(t, org.FactorPush)
	start := func(p program) org.Push {
		require.Equal(t, http.StatusUnauthorized, p.password("").StatusCode)
		a := p.post("/push", `{}`)
		require.Equal(t, http.StatusOK, a.StatusCode, a.Body)
		var push org.Push
		require.NoError(t, json.Unmarshal([]byte(a.Body), &push))
		assert.Equal(t, org.PushPending, push.Status)
		return push
	}
	status := func(p program, id string) string {
		a := p.Get(auth + "/push/" + id)
		var push org.Push
		require.NoError(t, json.Unmarshal([]byte(a.Body), &push))
		return fmt.Sprint(a.StatusCode, " ", push.Status)
	}
	p := newProgram(t, w)
	push := start(p)
	assert.Equal(t, "200 pending", status(p, push.ID))
	_, err := w.AnswerPush(t.Context(), "alice", true)
	require.NoError(t, err)
	assert.Equal(t, "200 accepted", status(p, push.ID))
	stranger := newProgram(t, w)
	start(stranger)
	assert.Equal(t, http.StatusNotFound, stranger.Get(auth+"/push/"+push.ID).StatusCode, "another's push")
	refusedAs(t, stranger.post("/push/"+push.ID+"/login", `{}`), 401, wrong)
	p.signedIn(p.post("/push/"+push.ID+"/login", `{}`))

	p = newProgram(t, w)
	push = start(p)
	_, err = w.AnswerPush(t.Context(), "alice", false)
	require.NoError(t, err)
	assert.Equal(t, "401 denied", status(p, push.ID))
	refusedAs(t, p.post("/push/"+push.ID+"/login", `{}`), 401, wrong)

	push = start(p)
	w.Clock.Advance(org.PushFor)
	assert.Equal(t, "200 expired", status(p, push.ID))
	refusedAs(t, p.post("/push/"+push.ID+"/login", `{}`), 401, wrong)
}

// authenticator is a security key in software.
type authenticator struct {
	key    *ecdsa.PrivateKey
	origin string
	domain string
	flags  byte
}

// sign answers a challenge as navigator.credentials.get does.
func (a authenticator) sign(t *testing.T, challenge string) string {
	t.Helper()
	client, err := json.Marshal(map[string]string{"type": "webauthn.get", "challenge": challenge, "origin": a.origin})
	require.NoError(t, err)
	domain := sha256.Sum256([]byte(a.domain))
	data := append(domain[:], a.flags, 0, 0, 0, 1)
	hash := sha256.Sum256(client)
	signed := sha256.Sum256(append(append([]byte{}, data...), hash[:]...))
	signature, err := ecdsa.SignASN1(rand.Reader, a.key, signed[:])
	require.NoError(t, err)
	encode := base64.RawURLEncoding.EncodeToString
	body, err := json.Marshal(map[string]any{"id": encode([]byte("key 1")), "rawId": encode([]byte("key 1")),
		"type": "public-key", "response": map[string]any{"clientDataJSON": encode(client),
			"authenticatorData": encode(data), "signature": encode(signature), "userHandle": nil}})
	require.NoError(t, err)
	return string(body)
}

func TestLoginAPIWithAnAuthenticator(t *testing.T) {
	key, err := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	require.NoError(t, err)
	another, err := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	require.NoError(t, err)
	public, err := x509.MarshalPKIXPublicKey(&key.PublicKey)
	require.NoError(t, err)
	const console = "console.jumpcloud.com"
	right := authenticator{key, "https://" + console, console, 1}
	for name, c := range map[string]struct {
		with   authenticator
		again  bool
		verify string // what the policy asks
		why    string // "" is right
	}{
		"right": {right, false, "", ""},
		"another key": {authenticator{another, right.origin, console, 1}, false, "",
			"the signature does not verify with the registered key"},
		"another origin":  {authenticator{key, "https://evil.example", console, 1}, false, "", "the origin is"},
		"another domain":  {authenticator{key, right.origin, "evil.example", 1}, false, "", "for another domain than"},
		"nobody present":  {authenticator{key, right.origin, console, 0}, false, "", "no user was present"},
		"challenge twice": {right, true, "", "a challenge that is not this browser's"},
		"verified":        {authenticator{key, right.origin, console, 5}, false, "required", ""},
		"not verified":    {right, false, "required", "did not verify the user"},
		"optional":        {right, false, "optional", ""},
	} {
		t.Run(name, func(t *testing.T) {
			w := secured(t)
			_, err := w.EnrolWebAuthn(t.Context(), "alice", org.Authenticator{CredentialID: []byte("key 1"), PublicKey: public})
			require.NoError(t, err)
			_, err = w.CreatePolicy(t.Context(), org.Policy{Name: "P", Type: org.PolicyApplication,
				Effect: org.PolicyEffect{RequireMFA: true, UserVerification: c.verify}})
			require.NoError(t, err)
			p := newProgram(t, w)
			require.Contains(t, p.password("").Body, `"webauthn"`)
			var asked struct {
				PublicKey struct {
					Challenge, RPID  string
					AllowCredentials []struct{ ID string }
					UserVerification string
				}
				Token string
			}
			a := p.Get(auth + "/webauthn")
			require.NoError(t, json.Unmarshal([]byte(a.Body), &asked), a.Body)
			assert.Equal(t, console, asked.PublicKey.RPID)
			assert.Equal(t, c.verify == "required", asked.PublicKey.UserVerification == "required")
			assert.Equal(t, base64.RawURLEncoding.EncodeToString([]byte("key 1")), asked.PublicKey.AllowCredentials[0].ID)
			if c.again {
				p.post("/webauthn", `{"publicKeyCredential":{},"token":"`+asked.Token+`"}`)
			}
			a = p.post("/webauthn", `{"publicKeyCredential":`+c.with.sign(t, asked.PublicKey.Challenge)+`,"token":"`+
				asked.Token+`"}`)
			if c.why == "" {
				p.signedIn(a)
				return
			}
			refusedAs(t, a, 401, wrong)
			assert.Contains(t, w.Last(record.SecondFactor).Refusal.Got, c.why)
		})
	}
}
