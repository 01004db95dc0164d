package graph

import (
	"context"
	"net"

	"samlharness/sp/directory"
)

// context is the request's, in which changes are the token's bearer's.
func (c *call) context() context.Context {
	actor := directory.Actor{AppID: c.token.AppID, AppName: c.token.AppName, CorrelationID: c.requestID}
	if !c.token.AppOnly() {
		actor.UserID, actor.UserPrincipalName = c.token.ObjectID, c.token.UserPrincipalName
	}
	if host, _, err := net.SplitHostPort(c.r.RemoteAddr); err == nil {
		actor.IPAddress = host
	}
	return directory.As(c.r.Context(), actor)
}
