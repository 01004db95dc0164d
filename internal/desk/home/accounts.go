package home

import (
	"cmp"
	"context"
	"errors"
	"net/url"
	"strings"

	"samlharness/idp/org"
	"samlharness/internal/cloud"
	"samlharness/sp/directory"
	"samlharness/world"
)

// passwordAtJumpCloud shows the demo's password where the account has it, and nobody else's.
func (s *state) passwordAtJumpCloud(ctx context.Context, u *org.User) (passwordCell, error) {
	if u == nil {
		return passwordCell{Mark: mark{"", "no account"}}, nil
	}
	demo, err := s.world.JumpCloud.HasPassword(ctx, u.ID, world.DemoJumpCloudPassword)
	cell := passwordCell{Mark: mark{"", "a password of its own"}}
	if demo {
		cell = passwordCell{Password: world.DemoJumpCloudPassword}
	}
	switch status := u.PasswordStatus(s.now); {
	case u.State != org.Activated:
		cell.Mark = mark{"warn", strings.ToLower(string(u.State))}
	case status != org.PasswordActive:
		cell.Mark = mark{"warn", string(status)}
	}
	return cell, err
}

func (s *state) passwordAtMicrosoft(ctx context.Context, u *directory.User) (passwordCell, error) {
	if u == nil {
		return passwordCell{Mark: mark{"", "no account"}}, nil
	}
	_, err := s.world.Entra.VerifyPassword(ctx, u.UserPrincipalName, world.DemoEntraPassword)
	cell := passwordCell{Password: world.DemoEntraPassword}
	switch {
	case errors.Is(err, directory.ErrWrongPassword):
		cell = passwordCell{Mark: mark{"", "a password of its own"}}
	case err != nil && !errors.Is(err, directory.ErrAccountDisabled) && !errors.Is(err, directory.ErrUnknownUser):
		return cell, err
	}
	if !u.AccountEnabled {
		cell.Mark = mark{"warn", "disabled"}
	}
	return cell, nil
}

// binding is the immutable ID of a person, and whether both companies have the same.
func (s *state) binding(p person) (string, mark) {
	switch {
	case p.jumpCloud == nil && p.microsoft.ImmutableID == "":
		return "", mark{"", "outside single sign-on"}
	case p.jumpCloud == nil:
		return p.microsoft.ImmutableID, mark{"warn", "not of JumpCloud"}
	case !p.jumpCloud.Bound():
		return "", mark{"warn", "not bound"}
	case p.jumpCloud.Directory.SyncError != "":
		return p.jumpCloud.ImmutableID(), mark{"bad", "Microsoft did not take it"}
	case p.microsoft == nil:
		return p.jumpCloud.ImmutableID(), mark{"bad", "no account at Microsoft"}
	case p.microsoft.ImmutableID != p.jumpCloud.ImmutableID():
		return p.jumpCloud.ImmutableID(), mark{"bad", "Microsoft has " + cmp.Or(p.microsoft.ImmutableID, "none")}
	}
	return p.jumpCloud.ImmutableID(), mark{"good", "bound"}
}

// signIn is where a person signs in to Microsoft 365, with the name filled in.
func (s *state) signIn(p person) string {
	if p.microsoft == nil {
		return ""
	}
	return siteAt(s.sites, cloud.Serving(s.sites).Login(), "/?"+url.Values{"login_hint": {p.address()}}.Encode())
}

// portal is where a person signs in to JumpCloud.
func (s *state) portal(p person) string {
	if p.jumpCloud == nil {
		return ""
	}
	return siteAt(s.sites, org.HostConsole, "/userconsole")
}
