package directory

import (
	"time"

	"github.com/google/uuid"
)

// SignIn is an entry of the tenant's sign-in log.
type SignIn struct {
	ID, CorrelationID string
	At                time.Time
	// UserID, UserPrincipalName and DisplayName are the person's; of a refused sign-in as much as was known.
	UserID, UserPrincipalName, DisplayName string
	// AppID and AppName are the application that they signed in to.
	AppID, AppName       string
	IPAddress, UserAgent string
	// ErrorCode is the AADSTS number of a refusal and FailureReason its text; 0 is a success.
	ErrorCode     int
	FailureReason string
	// Federated tells a sign-in by an assertion from one by password; Thumbprint is then the SHA-1 of the certificate that
	// signed it, in upper case, "" when none of the domain's did.
	Federated  bool
	Thumbprint string
	// SecurityDefaults tells that they applied.
	SecurityDefaults bool
}

// AddSignIn keeps an entry of the sign-in log; it gets an id and, without one, the time.
func (t *Tenant) AddSignIn(s SignIn) {
	s.ID = uuid.NewString()
	if s.At.IsZero() {
		s.At = t.clock.Now().UTC()
	}
	t.signIns.Add(s)
}

// SignIns are the newest 10,000 entries of the sign-in log, newest first.
func (t *Tenant) SignIns() []SignIn { return t.signIns.NewestFirst() }
