package org

import (
	"context"
	"net/netip"
	"time"
)

// Event is an entry of the organization's log, as Directory Insights shows it. Source: JumpCloud Directory Insights
// API; Sekoia.io documentation, JumpCloud event samples.
type Event struct {
	ID string
	At time.Time
	// Service is "directory" or "sso", Type such as "user_create".
	Service, Type string
	By            Initiator
	// Members are what this type has beside the common ones, by their names in JSON.
	Members map[string]any
}

// The services of events.
const (
	ServiceDirectory = "directory"
	ServiceSSO       = "sso"
)

// Initiator is who did what an event is about.
type Initiator struct {
	// Type is "user" or "admin".
	Type, ID, Username, Email string
	// Method is auth_method of a change: "session" or "api key".
	Method string
	// IP is where the request came from, "" where there was none; see [From].
	IP string
}

type (
	initiatorKey struct{}
	addressKey   struct{}
)

// As returns a context in which changes are an initiator's.
func As(ctx context.Context, by Initiator) context.Context {
	return context.WithValue(ctx, initiatorKey{}, by)
}

// From returns a context of a request that came from an address, for the events of what it does.
func From(ctx context.Context, address netip.Addr) context.Context {
	return context.WithValue(ctx, addressKey{}, address)
}

// administrator is who changes things in a console, or with the organization's key.
func (o *Organization) administrator() Initiator {
	return Initiator{Type: "admin", ID: derivedID(o.ID(), "administrator"), Email: "admin@jumpcloud.invalid"}
}

// Events are the newest 10,000 of the log, oldest first.
func (o *Organization) Events() []Event { return o.events.All() }

// AddEvent keeps an event that took place; its id, instant and address are given here, and its initiator where it has
// none.
func (o *Organization) AddEvent(ctx context.Context, e Event) {
	e.At = o.now()
	e.ID = NewID(nil, e.At) // no part of what a seed decides
	if e.By == (Initiator{}) {
		e.By = o.initiator(ctx)
	}
	if from, ok := ctx.Value(addressKey{}).(netip.Addr); ok && from.IsValid() {
		e.By.IP = from.String()
	}
	o.events.Add(e)
}

func (o *Organization) initiator(ctx context.Context) Initiator {
	if by, ok := ctx.Value(initiatorKey{}).(Initiator); ok {
		return by
	}
	by := o.administrator()
	by.Method = "session"
	return by
}

// changed keeps an event about an object, when the change took place.
func (o *Organization) changed(ctx context.Context, err error, eventType, kind, id, name string, changes ...Change) {
	if err != nil {
		return
	}
	label := "name"
	if kind == "user" {
		label = "username"
	}
	members := map[string]any{"resource": map[string]any{"id": id, "type": kind, label: name}, "success": true}
	if len(changes) > 0 {
		members["changes"] = changes
	}
	o.AddEvent(ctx, Event{Service: ServiceDirectory, Type: eventType, Members: members})
}

// Change is a field before and after.
type Change struct {
	Field string `json:"field"`
	From  any    `json:"from"`
	To    any    `json:"to"`
}

// differences are the fields that differ.
func differences(fields ...Change) (changed []Change) {
	for _, c := range fields {
		if c.From != c.To {
			changed = append(changed, c)
		}
	}
	return changed
}
