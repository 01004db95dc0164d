package v1

import (
	"strconv"
	"time"

	"samlharness/idp/api/rest"
	"samlharness/idp/org"
)

// action changes the user of the path, and answers without a body.
func action(c *rest.Call, change org.UserUpdate) (rest.Reply, error) {
	u, err := find(c)
	if err == nil {
		_, err = c.Organization.UpdateUser(c.Context(), u.ID, change)
	}
	return rest.Empty(), err
}

// Unlock is POST /systemusers/{id}/unlock.
func (h Handler) Unlock(c *rest.Call) (rest.Reply, error) {
	return action(c, org.UserUpdate{Locked: new(false)})
}

// Expire is POST /systemusers/{id}/expire: the password must be reset before the next sign-in.
func (h Handler) Expire(c *rest.Call) (rest.Reply, error) {
	return action(c, org.UserUpdate{PasswordExpired: new(true)})
}

// Activate is POST /systemusers/{id}/state/activate. JumpCloud sends mail to the address; here nobody does.
func (h Handler) Activate(c *rest.Call) (rest.Reply, error) {
	b, err := rest.ReadBody(c)
	if err != nil {
		return rest.Reply{}, err
	}
	if rest.Take[string](b, "email") != nil {
		c.Note("the activation mail is not sent in this emulation")
	}
	if err := b.Done(c); err != nil {
		return rest.Reply{}, err
	}
	return action(c, org.UserUpdate{State: new(org.Activated)})
}

// SyncMFA is POST /systemusers/{id}/mfasync; there is no other place to bring factors to.
func (h Handler) SyncMFA(c *rest.Call) (rest.Reply, error) {
	_, err := find(c)
	return rest.Empty(), err
}

// TOTPInfo is GET /systemusers/{id}/totpinfo.
func (h Handler) TOTPInfo(c *rest.Call) (rest.Reply, error) {
	u, err := find(c)
	if err != nil {
		return rest.Reply{}, err
	}
	var at time.Time
	for _, e := range u.MFA.Enrolled {
		if e.Factor == org.FactorTOTP {
			at = e.At
		}
	}
	return rest.OK(rest.Object{{Name: "enrollmentDate", Value: rest.Instant(at)}}), nil
}

// SSHKeys is GET /systemusers/{id}/sshkeys: there are no devices, so nobody has any.
func (h Handler) SSHKeys(c *rest.Call) (rest.Reply, error) {
	_, err := find(c)
	return rest.OK([]any{}), err
}

// SearchUsers is POST /search/systemusers.
func (h Handler) SearchUsers(c *rest.Call) (rest.Reply, error) {
	q, err := rest.ReadSearch(c)
	if err != nil {
		return rest.Reply{}, err
	}
	return h.users(c.Context(), c.Organization).Answer(c, q)
}

// exclusion is the member mfa of a user, and the body of resetmfa. Source: JumpCloud API 1.0.
type exclusion struct {
	Exclusion *bool      `json:"exclusion"`
	Until     *time.Time `json:"exclusionUntil"`
	Days      *int       `json:"exclusionDays"`
}

// until is when the exclusion ends; nil changes nothing, the zero instant ends it.
func (e exclusion) until(now time.Time) (*time.Time, error) {
	switch {
	case e.Exclusion == nil:
		return nil, nil
	case !*e.Exclusion:
		return &time.Time{}, nil
	case e.Until != nil:
		return e.Until, nil
	case e.Days == nil:
		return nil, rest.BadRequest("exclusionDays", "a number from 1 to 365, or exclusionUntil an instant", "none")
	case *e.Days < 1 || *e.Days > 365:
		return nil, rest.BadRequest("exclusionDays", "a number from 1 to 365", strconv.Itoa(*e.Days))
	}
	until := now.AddDate(0, 0, *e.Days)
	return &until, nil
}

// ResetMFA is POST /systemusers/{id}/resetmfa.
func (h Handler) ResetMFA(c *rest.Call) (rest.Reply, error) {
	u, err := find(c)
	if err != nil {
		return rest.Reply{}, err
	}
	b, err := rest.ReadBody(c)
	if err != nil {
		return rest.Reply{}, err
	}
	e := exclusion{
		Exclusion: rest.Take[bool](b, "exclusion"),
		Until:     rest.Take[time.Time](b, "exclusionUntil"),
		Days:      rest.Take[int](b, "exclusionDays"),
	}
	if err := b.Done(c); err != nil {
		return rest.Reply{}, err
	}
	until, err := e.until(h.Now())
	if err != nil {
		return rest.Reply{}, err
	}
	if u, err = c.Organization.ResetMFA(c.Context(), u.ID); err == nil && until != nil {
		_, err = c.Organization.UpdateUser(c.Context(), u.ID, org.UserUpdate{MFAExcludedUntil: until})
	}
	return rest.Empty(), err
}
