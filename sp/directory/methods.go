package directory

import (
	"cmp"
	"context"
	"fmt"
	"maps"
	"slices"
	"strings"
	"time"

	"samlharness/internal/random"
	"samlharness/internal/store"
)

// MethodKind is what an authentication method is.
type MethodKind string

// The kinds of methods that a person registers besides the password (Microsoft Graph REST v1.0: authentication methods
// API overview).
const (
	Passkey       MethodKind = "passkey"       // a FIDO2 security key, which stands for both factors
	Authenticator MethodKind = "authenticator" // Microsoft Authenticator with notifications
	SoftwareOATH  MethodKind = "softwareOath"  // an application that shows one-time passwords
	Phone         MethodKind = "phone"         // a text or call to a mobile phone
)

// MethodKinds are all kinds.
func MethodKinds() []MethodKind { return []MethodKind{Passkey, Authenticator, SoftwareOATH, Phone} }

// MobilePhone is the id that the mobile phone of every person has as a method (Microsoft Graph REST v1.0:
// phoneAuthenticationMethod resource type).
const MobilePhone = "3179e48a-750b-4051-897c-87b9720928f7"

// Method is an authentication method that a person has registered. The pages of the emulated sign-in ask for none of
// them: they are what reports and preflights read.
type Method struct {
	ID        string
	Kind      MethodKind
	CreatedAt time.Time
}

// newMethod is a method that is registered now.
func (t *Tenant) newMethod(kind MethodKind) (Method, error) {
	if !slices.Contains(MethodKinds(), kind) {
		return Method{}, badRequest("Invalid value specified for property 'authenticationMethods' of resource 'User'.")
	}
	m := Method{ID: MobilePhone, Kind: kind, CreatedAt: t.clock.Now().UTC()}
	if kind != Phone {
		m.ID = random.UUID(t.random)
	}
	return m, nil
}

// AddMethod registers a method for a user named by id or user principal name. A kind that the user has stays as it is.
func (t *Tenant) AddMethod(ctx context.Context, ref string, kind MethodKind) error {
	added, err := t.newMethod(kind)
	if err != nil {
		return err
	}
	return t.changeMethods(ctx, ref, "User registered security info", func(methods []Method) ([]Method, error) {
		if slices.ContainsFunc(methods, func(m Method) bool { return m.Kind == kind }) {
			return methods, nil
		}
		return append(methods, added), nil
	})
}

// RemoveMethods takes all methods of a kind from a user.
func (t *Tenant) RemoveMethods(ctx context.Context, ref string, kind MethodKind) error {
	return t.changeMethods(ctx, ref, "User deleted security info", func(methods []Method) ([]Method, error) {
		return slices.DeleteFunc(methods, func(m Method) bool { return m.Kind == kind }), nil
	})
}

// RemoveMethod takes one method from a user; a refusal when the user has none of this id, see [IsNotFound].
func (t *Tenant) RemoveMethod(ctx context.Context, ref, id string) error {
	return t.changeMethods(ctx, ref, "User deleted security info", func(methods []Method) ([]Method, error) {
		left := slices.DeleteFunc(methods, func(m Method) bool { return strings.EqualFold(m.ID, id) })
		if len(left) == len(methods) {
			return nil, NotFound(id)
		}
		return left, nil
	})
}

// changeMethods gives the user what change makes of a copy of the methods.
func (t *Tenant) changeMethods(
	ctx context.Context, ref, activity string, change func([]Method) ([]Method, error),
) error {
	var after userRow
	changed := false
	err := t.store.Update(ctx, func(tx store.Tx) error {
		kept, err := t.user(tx, ref)
		if err != nil {
			return err
		}
		after = *kept
		if after.Methods, err = change(slices.Clone(kept.Methods)); err != nil {
			return err
		}
		changed = len(after.Methods) != len(kept.Methods)
		return users.Put(tx, after.ID, &after)
	})
	if err == nil && changed {
		t.audit(ctx, userEvent(activity, "Update", after.User))
	}
	return err
}

// The states of the preference for registered credentials (Microsoft Learn: System-preferred authentication; F1 of
// 2026: MC1411574).
const (
	PreferenceDefault  = "default" // Microsoft manages it: the first factor too
	PreferenceEnabled  = "enabled" // the second factor alone
	PreferenceDisabled = "disabled"
)

// MethodsPolicy is what the tenant's authenticationMethodsPolicy says here.
type MethodsPolicy struct {
	// SystemPreference is the state of systemCredentialPreferences; "" counts as [PreferenceDefault].
	SystemPreference string `json:",omitempty"`
	// Enabled says of a configuration, by its id such as X509Certificate, whether people may use the method.
	Enabled map[string]bool `json:",omitempty"`
}

// CertificateAuthentication is the configuration of certificate-based authentication.
const CertificateAuthentication = "X509Certificate"

// MethodConfigurations are the ids of the policy's configurations with the states of a tenant that never changed them
// (Microsoft Graph REST v1.0: Get authenticationMethodsPolicy; which are on is our choice).
func MethodConfigurations() map[string]bool {
	return map[string]bool{"Fido2": true, "MicrosoftAuthenticator": true, "Sms": false, "TemporaryAccessPass": false,
		"SoftwareOath": true, "Voice": false, "Email": false, CertificateAuthentication: false}
}

// MethodsPolicy returns the policy, with a state for every configuration.
func (t *Tenant) MethodsPolicy(ctx context.Context) (MethodsPolicy, error) {
	p := MethodsPolicy{SystemPreference: PreferenceDefault, Enabled: MethodConfigurations()}
	err := t.store.View(ctx, func(tx store.Tx) error {
		row, err := t.tenant(tx)
		p.SystemPreference = cmp.Or(row.Methods.SystemPreference, p.SystemPreference)
		maps.Copy(p.Enabled, row.Methods.Enabled)
		return err
	})
	return p, err
}

// SetMethodsPolicy changes what the policy names; an empty SystemPreference and a configuration that is left out stay.
func (t *Tenant) SetMethodsPolicy(ctx context.Context, change MethodsPolicy) error {
	states := []string{"", PreferenceDefault, PreferenceEnabled, PreferenceDisabled}
	if !slices.Contains(states, change.SystemPreference) {
		return badRequest("Invalid value specified for property 'state' of resource 'SystemCredentialPreferences'.")
	}
	for id := range change.Enabled {
		if _, known := MethodConfigurations()[id]; !known {
			return fmt.Errorf("configuration of authentication methods: %w", NotFound(id))
		}
	}
	return t.changeTenant(ctx, func(row *tenantRow) {
		row.Methods.SystemPreference = cmp.Or(change.SystemPreference, row.Methods.SystemPreference)
		if len(change.Enabled) == 0 {
			return
		}
		enabled := map[string]bool{}
		maps.Copy(enabled, row.Methods.Enabled)
		maps.Copy(enabled, change.Enabled)
		row.Methods.Enabled = enabled
	})
}
