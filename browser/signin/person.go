package signin

import (
	"context"
	"strings"

	"samlharness/browser"
	"samlharness/internal/cloud"
)

// Person is who sits at the browser, and what they know.
type Person struct {
	// UPN is what they type at Microsoft: "alice@contoso.com".
	UPN string
	// JumpCloudEmail is what they type at JumpCloud, or at an identity provider in its place; "" means the UPN.
	JumpCloudEmail string
	// JumpCloudPassword and EntraPassword are their passwords at the two companies; JumpCloud's, too, is for an identity
	// provider in its place.
	JumpCloudPassword, EntraPassword string
	// MicrosoftStart is where they begin at Microsoft; "" means https://login.microsoftonline.com/.
	MicrosoftStart string
	// OneTimePassword is what the authenticator app of that JumpCloud user shows; nil is somebody without one.
	OneTimePassword func(ctx context.Context, email string) (string, error)
	// AnswerPush answers the push on the phone of that JumpCloud user; nil answers none.
	AnswerPush func(ctx context.Context, email string) error
	// StaySignedIn answers Yes to "Stay signed in?".
	StaySignedIn bool
}

// Start says where a sign-in begins. The zero value goes to Microsoft.
type Start struct {
	// URL is the first address, such as https://www.office.com/. With Tile "" means the User Portal.
	URL string
	// Tile begins at JumpCloud's User Portal with the tile of that label (IdP-initiated).
	Tile string
	// Site is the address of a service provider that is not Microsoft; "" is none. The sign-in begins there, or with Tile
	// at the portal, and ends at a page of its host that answers below status 400 after a response was sent there.
	Site string
	// End is the address of an application, or how it begins, at which the sign-in ends as well; "" is none. Who is signed
	// in there, the application knows.
	End string
}

// The addresses at which a sign-in begins.
const (
	MicrosoftStart = "https://" + cloud.GlobalLogin + "/"
	PortalStart    = "https://console.jumpcloud.com/userconsole"
)

// Result is how a sign-in ended: SignedInAs, or Refused.
type Result struct {
	// SignedInAs is the name that the landing page shows; "" when the sign-in was refused.
	SignedInAs string `json:"signedInAs,omitempty"`
	// Refused is who refused and why; nil when the person is signed in.
	Refused *Refused `json:"refused,omitempty"`
	// Page is where it ended.
	Page *browser.Page `json:"-"`
	// Transcript lists the hops of this sign-in, oldest first.
	Transcript []browser.Hop `json:"transcript,omitempty"`
}

// Refused is what a person reads when a company says no.
type Refused struct {
	// By is "Microsoft" or "JumpCloud", or the host of somebody else's site.
	By string `json:"by"`
	// Code is Microsoft's "AADSTS50107", or the reason that JumpCloud's page carries, such as "not authorized"; "" when
	// the page shows a text only.
	Code string `json:"code,omitempty"`
	// Text is the sentence on the page.
	Text string `json:"text"`
}

// String is the refusal on one line: who, code and text.
func (r Refused) String() string {
	s := r.By + " refused"
	if r.Code != "" && !strings.Contains(r.Text, r.Code) {
		s += ": " + r.Code
	}
	return s + ": " + r.Text
}
