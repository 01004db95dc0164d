package up

import (
	"context"
	"slices"
	"strings"

	"samlharness/idp/org"
	"samlharness/internal/domainname"
	"samlharness/sp/directory"
	"samlharness/world"
)

// signOn is somebody who can sign in to Microsoft 365 by JumpCloud.
type signOn struct {
	Email, Domain string
	// Demo says that the password at JumpCloud is the demo's.
	Demo bool
}

// mostSignOns is how many people are looked at.
const mostSignOns = 1000

// signOns finds who can sign in by SSO: active users of a federated domain who are bound to the directory and may use
// an application that is for it. There are more users than were looked at where more is true.
func signOns(ctx context.Context, w *world.World) (people []signOn, more bool, err error) {
	domains, err := w.Entra.Domains(ctx)
	if err != nil {
		return nil, false, err
	}
	signOnURL := map[string]string{}
	for _, d := range domains {
		if d.AuthenticationType() == directory.Federated && d.Federation != nil {
			signOnURL[d.Name] = d.Federation.PassiveSignInURI
		}
	}
	if len(signOnURL) == 0 {
		return nil, false, nil
	}
	users, err := w.JumpCloud.FirstUsers(ctx, mostSignOns)
	if err != nil {
		return nil, false, err
	}
	for _, u := range users {
		domain := domainname.Of(strings.ToLower(u.Email))
		may, err := mayUse(ctx, w, u, signOnURL[domain])
		if err != nil {
			return nil, false, err
		}
		if !may {
			continue
		}
		demo, err := w.JumpCloud.HasPassword(ctx, u.ID, world.DemoJumpCloudPassword)
		if err != nil {
			return nil, false, err
		}
		people = append(people, signOn{u.Email, domain, demo})
	}
	slices.SortFunc(people, func(a, b signOn) int { return strings.Compare(a.Email, b.Email) })
	return people, len(users) == mostSignOns, nil
}

// mayUse says whether somebody has the application whose sign-on is at an address.
func mayUse(ctx context.Context, w *world.World, u org.User, address string) (bool, error) {
	if address == "" || !u.Bound() || u.State != org.Activated {
		return false, nil
	}
	tiles, err := w.JumpCloud.Tiles(ctx, u.ID)
	if err != nil {
		return false, err
	}
	for _, a := range tiles {
		if a.SSOURL() == address {
			return true, nil
		}
	}
	return false, nil
}
