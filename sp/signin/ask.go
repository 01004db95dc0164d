package signin

import (
	"context"
	"net/http"
	"net/url"
	"slices"
	"time"
)

// Ask is what an application asks of a person's sign-in: an authorization request, or a code of the device flow. It is
// data of the pending sign-in and never changes.
type Ask struct {
	// AppID and Application name who asks.
	AppID, Application string
	// UserCode is the code of the device flow; the members below it, up to Resource, are of authorization requests.
	UserCode                  string
	RedirectURI, State, Nonce string
	// Unnamed tells that RedirectURI is the only one registered, and the request named none.
	Unnamed                                bool
	ResponseType, ResponseMode             string
	Challenge, ChallengeMethod             string
	Prompt, LoginHint, DomainHint, Version string
	// MaxAge is how old a session may be; nil means any age.
	MaxAge *time.Duration
	// ClientInfo asks for the identifiers of the person's account.
	ClientInfo bool
	// Resource is what access is asked for, Scopes how.
	Resource string
	Scopes   []string
	// Host is that of the address at which it was asked.
	Host string
	// CorrelationID is the client's own.
	CorrelationID string
}

// The values of [Ask.Prompt] (OpenID Connect Core 3.1.2.1).
const (
	PromptNone    = "none"
	PromptLogin   = "login"
	PromptConsent = "consent"
	PromptAccount = "select_account"
)

// Person is who has signed in, for the application.
type Person struct {
	// ObjectID, UserPrincipalName and DisplayName are the directory's.
	ObjectID, UserPrincipalName, DisplayName string
	// Federated tells that an identity provider vouches for the person, MFADone that a second factor was proved.
	Federated, MFADone bool
	// At is when the person proved who they are.
	At time.Time
}

// Consent is what a person has to agree to before an application is answered.
type Consent struct {
	// Needed are the permissions, none when the person may go on.
	Needed []string
	// Administrator tells that the person may agree for everybody; Forbidden that only an administrator may agree at all.
	Administrator, Forbidden bool
}

// Reason is why an application gets no answer.
type Reason string

// The reasons.
const (
	LoginRequired   Reason = "login required"   // prompt=none, and nobody is signed in
	ConsentRequired Reason = "consent required" // prompt=none, and the person has not agreed
	Declined        Reason = "declined"         // the person pressed Cancel
)

// Applications are those that ask for sign-ins: package oauth.
type Applications interface {
	// Consent tells what the person has yet to agree to.
	Consent(ctx context.Context, a *Ask, who Person) (Consent, error)
	// Agree notes that the person has agreed, or an administrator for everybody.
	Agree(ctx context.Context, a *Ask, who Person, everybody bool) error
	// Answer answers the application. A *record.Refusal becomes the error page.
	Answer(w http.ResponseWriter, r *http.Request, a *Ask, who Person) error
	// Refuse tells the application that there is no answer.
	Refuse(w http.ResponseWriter, r *http.Request, a *Ask, why Reason) error
}

// fresh tells whether the person must prove anew who they are, though they are signed in since an instant.
func (a *Ask) fresh(since, now time.Time) bool {
	return a.Prompt == PromptLogin || a.Prompt == PromptAccount || a.MaxAge != nil && now.Sub(since) > *a.MaxAge
}

// targets are where the answer to a page's form may lead, for the page's policy: the application's redirect URI.
func (p *pending) targets() []string {
	if p.ask == nil || p.ask.RedirectURI == "" {
		return nil
	}
	u, err := url.Parse(p.ask.RedirectURI)
	switch {
	case err != nil:
		return nil
	case u.Host != "" && slices.Contains([]string{"http", "https"}, u.Scheme):
		return []string{u.Scheme + "://" + u.Host}
	}
	return []string{u.Scheme + ":"}
}

// weight is about how many bytes the pending sign-in holds.
func (p pending) weight() int {
	bytes := 512 + len(p.login)
	if p.ask != nil {
		bytes += 512 + len(p.ask.State) + len(p.ask.Nonce) + len(p.ask.RedirectURI) + len(p.ask.LoginHint)
		for _, scope := range p.ask.Scopes {
			bytes += len(scope)
		}
	}
	return bytes
}

// person is who the pending sign-in is of.
func (c *claims) person() Person {
	return Person{
		ObjectID:          c.objectID,
		UserPrincipalName: c.upn,
		DisplayName:       c.displayName,
		Federated:         c.assertion != nil,
		MFADone:           c.assertion != nil && c.assertion.mfaDone,
		At:                c.at,
	}
}
