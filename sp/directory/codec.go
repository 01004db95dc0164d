package directory

import (
	"encoding/json"
	"fmt"
	"time"
)

// The buckets of a tenant's store.
const (
	bucketTenant    = "tenant"         // the tenant's record and the number of its users
	bucketDomains   = "domains"        // name -> domainRecord
	bucketIssuers   = "issuers"        // issuer URI -> names of the domains that have it, or had it not long ago
	bucketUsers     = "users"          // id -> userRecord
	bucketUPN       = "users-by-upn"   // user principal name in lower case -> id
	bucketImmutable = "users-by-immid" // immutable ID -> id
	bucketRoles     = "roles"          // role template id "/" user id -> true

	keyTenant = "tenant"
	keyCount  = "users" // how many users there are, in decimal
)

// tenantRecord is what the tenant is besides its domains and users.
type tenantRecord struct {
	ID, DisplayName  string
	CreatedAt        time.Time
	OnPremisesSync   *bool
	Policy           TokenValidationPolicy
	SecurityDefaults bool
}

// userRecord is a stored user with its secret.
type userRecord struct {
	User
	PasswordHash string
}

func (r userRecord) user() User {
	r.User.passwordHash = r.PasswordHash
	return r.User
}

// load reads the value under key into a T; false when there is none.
func load[T any](tx Tx, bucket, key string) (T, bool, error) {
	var v T
	raw, err := tx.Get(bucket, key)
	if err != nil || raw == nil {
		return v, false, err
	}
	if err := json.Unmarshal(raw, &v); err != nil {
		return v, false, fmt.Errorf("directory store: bucket %s, key %q: %w", bucket, key, err)
	}
	return v, true, nil
}

func save(tx Tx, bucket, key string, v any) error {
	raw, err := json.Marshal(v)
	if err != nil {
		return fmt.Errorf("directory store: bucket %s, key %q: %w", bucket, key, err)
	}
	return tx.Put(bucket, key, raw)
}

func decode[T any](e Entry, err error) (T, error) {
	var v T
	if err == nil {
		err = json.Unmarshal(e.Value, &v)
	}
	if err != nil {
		return v, fmt.Errorf("directory store: key %q: %w", e.Key, err)
	}
	return v, nil
}
