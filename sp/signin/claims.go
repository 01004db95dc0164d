package signin

import (
	"time"

	"samlharness/record"
	"samlharness/sp/directory"
	"samlharness/sp/loginsrf"
)

// claims are what a sign-in has proved of a person. They outlive the message that they are of, so its texts are short
// copies.
type claims struct {
	// objectID, upn and displayName are the directory's.
	objectID, upn, displayName string
	// domain is the home realm.
	domain string
	// at is when the person proved who they are.
	at time.Time
	// assertion is what the identity provider said, nil when the person signed in with a password at Microsoft.
	assertion *assertion
}

// assertion is what a federated response proved, field by field as in [loginsrf.Response].
type assertion struct {
	issuer, nameID, nameIDFormat, sessionIndex string
	// authnContext is the AuthnContextClassRef: how the person proved who they are at the identity provider.
	authnContext string
	authnInstant time.Time
	// mfaDone tells whether that counts as multifactor authentication at Microsoft.
	mfaDone    bool
	attributes []loginsrf.Attribute
}

// Bounds of what is kept of a message: texts in bytes, and how many attributes there are.
const (
	maxName       = 256
	maxValue      = 1024
	maxAttributes = 50
)

func passwordClaims(u directory.User, domain directory.Domain, now time.Time) *claims {
	return &claims{
		objectID:    u.ID,
		upn:         u.UserPrincipalName,
		displayName: u.DisplayName,
		domain:      domain.Name,
		at:          now,
	}
}

// federatedClaims are those of an accepted response.
func federatedClaims(v loginsrf.Verdict, now time.Time) *claims {
	r := v.Response
	a := &assertion{
		issuer:       record.Clip(r.Issuer, maxValue),
		nameID:       record.Clip(r.NameID, maxValue),
		nameIDFormat: record.Clip(r.NameIDFormat, maxValue),
		sessionIndex: record.Clip(r.SessionIndex, maxValue),
		authnContext: record.Clip(r.AuthnContextClassRef, maxValue),
		authnInstant: r.AuthnInstant,
		mfaDone:      r.MFADone(),
	}
	for _, attribute := range r.Attributes[:min(maxAttributes, len(r.Attributes))] {
		a.attributes = append(a.attributes, bounded(attribute))
	}
	return &claims{
		objectID:    v.User.ID,
		upn:         v.User.UserPrincipalName,
		displayName: v.User.DisplayName,
		domain:      v.Realm.Domain,
		at:          now,
		assertion:   a,
	}
}

// bounded is a short copy of an attribute: values that come after maxValue bytes of others are left out.
func bounded(a loginsrf.Attribute) loginsrf.Attribute {
	kept := loginsrf.Attribute{Name: record.Clip(a.Name, maxName), NameFormat: record.Clip(a.NameFormat, maxName)}
	size := 0
	for _, value := range a.Values {
		if size > maxValue+len(betweenValues) {
			break
		}
		kept.Values = append(kept.Values, record.Clip(value, maxValue))
		size += len(value) + len(betweenValues)
	}
	return kept
}

// betweenValues stands between the values of an attribute.
const betweenValues = ", "
