package oauth

import (
	"crypto/sha256"
	"crypto/subtle"
	"encoding/base64"
	"regexp"

	"samlharness/sp/aadsts"
	"samlharness/sp/oauth/problem"
	"samlharness/sp/signin"
)

// challengeForm is what a challenge, and a verifier, may be (RFC 7636 4.1, 4.2).
var challengeForm = regexp.MustCompile(`^[A-Za-z0-9._~-]{43,128}$`)

// checkChallenge refuses a challenge that no verifier fulfils.
func checkChallenge(a *signin.Ask) error {
	switch {
	case a.Challenge == "":
		return nil
	case !challengeForm.MatchString(a.Challenge):
		return problem.New("invalid_request", aadsts.ChallengeMalformed)
	case a.ChallengeMethod != "" && a.ChallengeMethod != "plain" && a.ChallengeMethod != "S256":
		return problem.New("invalid_request", aadsts.InvalidInput).Because("code_challenge_method S256 or plain",
			a.ChallengeMethod, "")
	}
	return nil
}

// provesChallenge checks the verifier against the challenge of the authorization request (RFC 7636 4.6).
func provesChallenge(g grant, verifier string) error {
	if g.challenge == "" && verifier == "" {
		return nil
	}
	proof := verifier
	if g.method == "S256" {
		sum := sha256.Sum256([]byte(verifier))
		proof = base64.RawURLEncoding.EncodeToString(sum[:])
	}
	if subtle.ConstantTimeCompare([]byte(proof), []byte(g.challenge)) != 1 {
		return problem.Grant(aadsts.VerifierMismatch)
	}
	return nil
}
