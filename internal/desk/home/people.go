package home

import (
	"math"
	"slices"
	"strings"
	"time"

	"samlharness/idp/org"
	"samlharness/internal/domainname"
	"samlharness/sp/directory"
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
func (p person) domain() string { return domainname.Of(p.key) }

func (p person) bound() bool {
	return p.jumpCloud != nil && p.jumpCloud.Bound() && p.jumpCloud.Directory.SyncError == ""
}

// matches says whether a person is searched for by a part of name, address, username or immutable ID.
func (p person) matches(query string) bool {
	return strings.Contains(p.key, query) || strings.Contains(strings.ToLower(p.name()), query) ||
		p.jumpCloud != nil && (strings.Contains(strings.ToLower(p.jumpCloud.Username), query) ||
			strings.Contains(p.jumpCloud.ImmutableID(), query))
}

// days are whole days until an instant, negative when it has passed.
func days(now, then time.Time) int { return int(math.Floor(then.Sub(now).Hours() / 24)) }
