package home

import (
	"cmp"
	"context"
	"errors"
	"math"
	"net/url"
	"slices"
	"strings"
	"time"

	"samlharness/idp/org"
	"samlharness/sp/directory"
	"samlharness/world"
)

// person is somebody with an account at either company, or at both.
type person struct {
	jumpCloud *org.User
	microsoft *directory.User
	key       string // the address in lower case, by which people stand
}

// join puts the accounts of one person together: by the immutable ID, or else by the address.
func join(jumpCloud []org.User, microsoft []directory.User) []person {
	people := make([]person, 0, max(len(jumpCloud), len(microsoft)))
	byAddress, byImmutableID := make(map[string]int, len(microsoft)), map[string]int{}
	for i := range microsoft {
		key := strings.ToLower(microsoft[i].UserPrincipalName)
		byAddress[key] = i
		if id := microsoft[i].ImmutableID; id != "" {
			byImmutableID[id] = i
		}
		people = append(people, person{microsoft: &microsoft[i], key: key})
	}
	for i := range jumpCloud {
		u := &jumpCloud[i]
		key := strings.ToLower(u.Email)
		at, found := byImmutableID[u.ImmutableID()]
		if !found {
			at, found = byAddress[key]
		}
		if found && people[at].jumpCloud == nil {
			people[at].jumpCloud = u
			continue
		}
		people = append(people, person{jumpCloud: u, key: key})
	}
	slices.SortFunc(people, func(a, b person) int { return strings.Compare(a.key, b.key) })
	return people
}

func (p person) name() string {
	if p.microsoft != nil {
		return p.microsoft.DisplayName
	}
	return p.jumpCloud.Name()
}

func (p person) address() string {
	if p.microsoft != nil {
		return p.microsoft.UserPrincipalName
	}
	return p.jumpCloud.Email
}

// domain is the domain of the address, in lower case.
func (p person) domain() string {
	_, domain, _ := strings.Cut(p.key, "@")
	return domain
}

func (p person) bound() bool {
	return p.jumpCloud != nil && p.jumpCloud.Bound() && p.jumpCloud.Directory.SyncError == ""
}

// matches says whether a person is searched for by a part of name, address, username or immutable ID.
func (p person) matches(query string) bool {
	return strings.Contains(p.key, query) || strings.Contains(strings.ToLower(p.name()), query) ||
		p.jumpCloud != nil && (strings.Contains(strings.ToLower(p.jumpCloud.Username), query) ||
			strings.Contains(p.jumpCloud.ImmutableID(), query))
}

// pageSize is how many people stand on a page.
const pageSize = 10

// peoplePage is what the page shows of the people.
type peoplePage struct {
	Query                   string
	Rows                    []personRow
	Administrators          []personRow // who sign in without federation
	Found, Total            int
	From, To                int
	Previous, Next          string // addresses, "" at either end
	MoreAdministrators      int
}

// personRow is a person as the page shows them.
type personRow struct {
	Name, Address        string
	JumpCloud, Microsoft passwordCell
	ImmutableID          string
	Binding              mark
	Bindable             bool
	SignIn, Portal       string // addresses, "" where there is none
}

// passwordCell is the password of an account where it is the demo's, or why it is not shown.
type passwordCell struct {
	Password string
	Mark     mark
}

// mark is a word with a meaning: good, warn, bad or none.
type mark struct{ Class, Text string }

// page selects the people of a page.
func (s *state) page(ctx context.Context, v view) (peoplePage, error) {
	p := peoplePage{Query: v.query, Total: len(s.people)}
	failsafe := s.failsafe("")
	found := s.found(v.query, failsafe)
	p.Found = len(found)
	last := max(0, (len(found)-1)/pageSize)
	at := min(v.page, last)
	some := found[min(at*pageSize, len(found)):min((at+1)*pageSize, len(found))]
	if len(some) > 0 {
		p.From, p.To = at*pageSize+1, at*pageSize+len(some)
	}
	if at > 0 {
		p.Previous = v.at(at - 1)
	}
	if at < last {
		p.Next = v.at(at + 1)
	}
	var err error
	if p.Rows, err = s.rows(ctx, some); err != nil || v.query != "" {
		return p, err
	}
	p.MoreAdministrators = max(0, len(failsafe)-maxAdministrators)
	p.Administrators, err = s.rows(ctx, failsafe[:min(len(failsafe), maxAdministrators)])
	return p, err
}

// found are the people that a query asks for; without one all but the failsafe administrators, who stand apart.
func (s *state) found(query string, failsafe []person) (list []person) {
	query = strings.ToLower(strings.TrimSpace(query))
	for _, p := range s.people {
		apart := query == "" && slices.ContainsFunc(failsafe, func(f person) bool { return f.key == p.key })
		if !apart && p.matches(query) {
			list = append(list, p)
		}
	}
	return list
}

// maxAdministrators is how many of them are shown apart.
const maxAdministrators = 3

func (s *state) rows(ctx context.Context, people []person) (rows []personRow, err error) {
	for _, p := range people {
		row := personRow{Name: p.name(), Address: p.address(), SignIn: s.signIn(p), Portal: s.portal(p)}
		if row.JumpCloud, err = s.passwordAtJumpCloud(ctx, p.jumpCloud); err != nil {
			return nil, err
		}
		if row.Microsoft, err = s.passwordAtMicrosoft(ctx, p.microsoft); err != nil {
			return nil, err
		}
		row.ImmutableID, row.Binding = s.binding(p)
		row.Bindable = p.jumpCloud != nil && p.microsoft != nil && !p.bound()
		rows = append(rows, row)
	}
	return rows, nil
}

// passwordAtJumpCloud shows the demo's password where the account has it, and nobody else's.
func (s *state) passwordAtJumpCloud(ctx context.Context, u *org.User) (passwordCell, error) {
	if u == nil {
		return passwordCell{Mark: mark{"", "no account"}}, nil
	}
	demo, err := s.world.JumpCloud.HasPassword(ctx, *u, world.DemoJumpCloudPassword)
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
	return siteAt(s.sites, "login.microsoftonline.com", "/?"+url.Values{"login_hint": {p.address()}}.Encode())
}

// portal is where a person signs in to JumpCloud.
func (s *state) portal(p person) string {
	if p.jumpCloud == nil {
		return ""
	}
	return siteAt(s.sites, org.HostConsole, "/userconsole")
}

// days are whole days until an instant, negative when it has passed.
func days(now, then time.Time) int { return int(math.Floor(then.Sub(now).Hours() / 24)) }
