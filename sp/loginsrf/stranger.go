package loginsrf

import (
	"cmp"
	"context"
	"strconv"
	"strings"

	"samlharness/internal/immutableid"
	"samlharness/sp/aadsts"
)

// Namer is a [Directory] that finds users by their user principal names too. It is asked only to explain what was
// decided without it.
type Namer interface {
	// AccountNamed is the user of the realm's tenant with the user principal name; false when there is none.
	AccountNamed(ctx context.Context, realm Realm, name string) (Account, bool, error)
}

// stranger is a NameID that is nobody's immutable ID, with what it is instead.
type stranger struct {
	nameID string
	// meant is the user whom it probably stands for; its zero value when nobody knows.
	meant Account
	// is the relation of the two, or what the NameID looks like; its zero value when it may well be an immutable ID.
	is immutableid.Relation
}

// meet finds out what a NameID is that is nobody's immutable ID: by whom the directory says is meant, by the users of
// whose immutable IDs the value can be made, by the user whom the assertion names beside it, and by its looks.
func (e *evaluation) meet(nameID string, meant Account) stranger {
	s := stranger{nameID: nameID, meant: meant}
	if is, ok := immutableid.Relate(nameID, meant.ImmutableID); ok {
		s.is = is
		return s
	}
	for _, source := range immutableid.Sources(nameID) {
		// a directory that fails here has nothing to explain; the refusal stands
		if a, ok, err := e.in.Directory.Account(e.ctx, e.realm, source.Value); err == nil && ok {
			return stranger{nameID, a, source.Relation}
		}
	}
	named := e.named(e.v.Response.attribute("IDPEmail"))
	if is, ok := immutableid.Relate(nameID, named.ImmutableID); ok {
		return stranger{nameID, named, is}
	}
	if a := e.named(nameID); a.UserPrincipalName != "" {
		return stranger{nameID, a, immutableid.UserName()}
	}
	if meant.ImmutableID == "" {
		s.meant = named
	}
	s.is, _ = immutableid.Shape(nameID, e.v.Response.NameIDFormat)
	return s
}

// named is the user with a user principal name; its zero value when there is none or the directory cannot tell.
func (e *evaluation) named(name string) Account {
	directory, ok := e.in.Directory.(Namer)
	if !ok || name == "" {
		return Account{}
	}
	a, ok, err := directory.AccountNamed(e.ctx, e.realm, name)
	if err != nil || !ok {
		return Account{}
	}
	return a
}

// refused is the failure that explains the stranger.
func (s stranger) refused(tenantID string) *failure {
	f := &failure{code: aadsts.UserUnknown, args: []string{s.nameID, tenantID},
		expected: "the onPremisesImmutableId of a user of the tenant", got: s.nameID, fix: s.fix()}
	if s.meant.ImmutableID != "" {
		f.expected, f.values = s.meant.ImmutableID, true
	}
	return f
}

// fix is what to mend. Only a value that may well be an immutable ID is one to be stored.
func (s stranger) fix() string {
	if s.is.Name == "" {
		return s.bind()
	}
	what := strings.ReplaceAll(s.is.Says, "the immutable ID", "the immutable ID"+s.whose())
	if what == s.is.Says && s.meant.UserPrincipalName != "" {
		what += ", where " + s.meant.UserPrincipalName + " is meant"
	}
	fix := "the NameID is " + what + ". Mend the side that sends it: " + s.is.Mend
	if s.meant.ImmutableID != "" {
		fix += "; what must come is " + s.meant.ImmutableID
	}
	return fix + ". Never store the NameID as it came in Entra"
}

func (s stranger) whose() string {
	if s.meant.UserPrincipalName == "" {
		return ""
	}
	return " of " + s.meant.UserPrincipalName
}

func (s stranger) bind() string {
	fix := ""
	if s.meant.UserPrincipalName != "" {
		has := "who has no immutable ID; "
		if s.meant.ImmutableID != "" {
			has = "whose immutable ID is " + s.meant.ImmutableID + "; "
		}
		fix = "IDPEmail names " + s.meant.UserPrincipalName + ", " + has
	}
	return fix + "bind the user to the Microsoft 365 directory at JumpCloud (User > Directories), which writes the " +
		"immutable ID into Entra, or set it: PATCH /v1.0/users/" + cmp.Or(s.meant.UserPrincipalName, "UPN") +
		" {\"onPremisesImmutableId\":" + strconv.Quote(s.nameID) + "} while the user's UPN is in a managed domain"
}
