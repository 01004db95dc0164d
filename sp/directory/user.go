package directory

import (
	"strings"
	"time"

	"samlharness/internal/domainname"
)

// User is an account of the tenant, as Graph's user resource shows it.
type User struct {
	// ID is the object id, a GUID.
	ID string
	// UserPrincipalName is the sign-in name, unique without regard to case.
	UserPrincipalName                                   string
	DisplayName, GivenName, Surname, Mail, MailNickname string
	// ImmutableID is onPremisesImmutableId, what the NameID of an assertion is compared with: exactly, with case. It is
	// unique when it is not empty.
	ImmutableID    string
	AccountEnabled bool
	// ForceChangePassword says that the password is temporary.
	ForceChangePassword bool
	CreatedAt           time.Time
	// SignInSessionsValidFrom is when the password was last changed; the zero value means never. What people let
	// applications have before is over.
	SignInSessionsValidFrom time.Time
	// Profile are the texts and lists of texts that Graph keeps of a person besides, by their names there, such as
	// jobTitle; a text is a list of one. Nobody changes a profile in place: it is shared.
	Profile map[string][]string `json:",omitempty"`
	// Methods are those that the person has registered besides the password. Nobody changes them in place: they are
	// shared.
	Methods []Method `json:",omitempty"`
	// DeletedAt is when it was deleted, of an account among the deleted ones.
	DeletedAt time.Time `json:",omitzero"`
}

// DomainName is the domain part of the user principal name, in lower case.
func (u User) DomainName() string { return domainname.Of(strings.ToLower(u.UserPrincipalName)) }

// NewUser is what [Tenant.CreateUser] needs.
type NewUser struct {
	// ID is the object id; "" lets the tenant choose one.
	ID string
	// UserPrincipalName and DisplayName are needed.
	UserPrincipalName, DisplayName string
	GivenName, Surname, Mail       string
	// MailNickname is the part before the @ unless given.
	MailNickname string
	// ImmutableID is needed in a federated domain.
	ImmutableID string
	// Disabled accounts exist but cannot sign in.
	Disabled bool
	// Password may be empty: then nobody can sign in to the account with a password.
	Password            string
	ForceChangePassword bool
	// Profile is as that of [User].
	Profile map[string][]string
	// Methods are registered for the account.
	Methods []MethodKind
}

// UserPatch is a change of some properties of a user; a nil field stays as it is, a pointer to "" clears.
type UserPatch struct {
	UserPrincipalName, DisplayName, GivenName, Surname, Mail, MailNickname *string
	ImmutableID                                                            *string
	AccountEnabled                                                         *bool
	Password                                                               *string
	ForceChangePassword                                                    *bool
	// Profile changes the properties that it names; an empty list clears one.
	Profile map[string][]string
}

// UserQuery asks for users in the order of their user principal names.
type UserQuery struct {
	// After is the user principal name behind which the answer begins; "" begins at the start.
	After string
	// Limit is the greatest number of users in the answer; 0 means all.
	Limit int
	// Prefix keeps user principal names that begin so, without regard to case.
	Prefix string
	// ImmutableID, when it is set, keeps the one user that has exactly this.
	ImmutableID string
	// Match keeps the users it accepts, without changing them; nil keeps all.
	Match func(*User) bool
}
