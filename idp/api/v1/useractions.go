package v1

import (
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
