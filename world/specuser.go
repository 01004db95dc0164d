package world

import (
	"cmp"
	"slices"
	"strings"

	"samlharness/idp/org"
	"samlharness/sp/directory"
)

// UserSpec is a person with an account at JumpCloud and one at Microsoft.
type UserSpec struct {
	// UPN is the user principal name and the e-mail address.
	UPN string `yaml:"upn"`
	// At is "jumpcloud" or "microsoft" where the person has an account at one company alone; "" means both.
	At string `yaml:"at,omitempty"`
	// DisplayName is what pages show; "" means the user principal name at Microsoft, the username at JumpCloud.
	// EntraDisplayName is Microsoft's where it is another.
	DisplayName      string `yaml:"displayName,omitempty"`
	EntraDisplayName string `yaml:"entraDisplayName,omitempty"`
	// Username is JumpCloud's; "" means the part of the user principal name before the @.
	Username string `yaml:"username,omitempty"`
	// JumpCloudID is the user's 24 hexadecimal digits; "" lets JumpCloud choose.
	JumpCloudID string `yaml:"jumpcloudId,omitempty"`
	// JumpCloudPassword and EntraPassword: "" means the demo passwords. PasswordPending leaves JumpCloud without one.
	JumpCloudPassword string `yaml:"jumpcloudPassword,omitempty"`
	EntraPassword     string `yaml:"entraPassword,omitempty"`
	PasswordPending   bool   `yaml:"passwordPending,omitempty"`
	// Bound binds the user to the Microsoft 365 directory, with the JumpCloudID as immutable ID. ImmutableID binds with
	// another one.
	Bound       bool   `yaml:"bound,omitempty"`
	ImmutableID string `yaml:"immutableId,omitempty"`
	// EntraImmutableID is Microsoft's where it is not that of the binding; a pointer to "" is none.
	EntraImmutableID *string `yaml:"entraImmutableId,omitempty"`
	// State is that at JumpCloud, STAGED or SUSPENDED; "" means ACTIVATED.
	State org.State `yaml:"state,omitempty"`
	// Disabled blocks sign-in at Microsoft.
	Disabled bool `yaml:"disabled,omitempty"`
	// GlobalAdministrator gives the role of that name at Microsoft.
	GlobalAdministrator bool `yaml:"globalAdministrator,omitempty"`
	// Methods are registered at Microsoft besides the password.
	Methods []directory.MethodKind `yaml:"authenticationMethods,omitempty"`
	// OutsideAllUsers takes the user out of JumpCloud's group "All Users", which everybody joins.
	OutsideAllUsers bool `yaml:"outsideAllUsers,omitempty"`

	note string // what [Spec.YAML] says of the person in a comment
}

// The values of [UserSpec.At].
const (
	atJumpCloud = "jumpcloud"
	atMicrosoft = "microsoft"
)

// identified are users of whom each who is bound has a JumpCloud ID, which both companies must know.
func identified(users []UserSpec, newID func() string) []UserSpec {
	users = slices.Clone(users)
	for i := range users {
		if users[i].Bound && users[i].JumpCloudID == "" {
			users[i].JumpCloudID = newID()
		}
	}
	return users
}

// binding is the immutable ID of the user's directory binding, "" when there is none.
func (u UserSpec) binding() string {
	if u.Bound {
		return cmp.Or(u.ImmutableID, u.JumpCloudID)
	}
	return u.ImmutableID
}

func (u UserSpec) atMicrosoft() directory.NewUser {
	first, last, _ := strings.Cut(u.DisplayName, " ")
	id := u.binding()
	if u.EntraImmutableID != nil {
		id = *u.EntraImmutableID
	}
	return directory.NewUser{
		UserPrincipalName: u.UPN,
		DisplayName:       cmp.Or(u.EntraDisplayName, u.DisplayName, u.UPN),
		GivenName:         first,
		Surname:           last,
		Mail:              u.UPN,
		ImmutableID:       id,
		Disabled:          u.Disabled,
		Password:          cmp.Or(u.EntraPassword, DemoEntraPassword),
		Methods:           u.Methods,
	}
}

func (u UserSpec) atJumpCloud() org.NewUser {
	first, last, _ := strings.Cut(u.DisplayName, " ")
	username, _, _ := strings.Cut(u.UPN, "@")
	n := org.NewUser{
		ID:          u.JumpCloudID,
		Username:    cmp.Or(u.Username, username),
		Email:       u.UPN,
		FirstName:   first,
		LastName:    last,
		DisplayName: u.DisplayName,
		Password:    cmp.Or(u.JumpCloudPassword, DemoJumpCloudPassword),
		State:       u.State,
		ImmutableID: u.binding(),
	}
	if u.PasswordPending {
		n.Password = ""
	}
	return n
}
