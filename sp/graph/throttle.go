package graph

import (
	"fmt"
	"net/http"
	"strconv"
	"time"

	"samlharness/record"
	"samlharness/sp/graph/odata"
)

// The codes of a request that comes too early.
const (
	codeTooMany   = "TooManyRequests"              // of the gateway
	codeThrottled = "Request_ThrottledTemporarily" // of the directory behind it
	codeBusy      = "ServiceUnavailable"
)

// retryAfter is in seconds: our choice.
const retryAfter = 10

// The documented limits of an application in a tenant (Microsoft Learn: Microsoft Graph service-specific throttling
// limits, identity and access). Tenants under 50 users have the small one, those over 500 the large one.
const (
	smallTenant, middleTenant, largeTenant = 3500, 5000, 8000 // units in 10 s
	maxWrites                              = 3000             // in 150 s
	maxReports                             = 5                // requests of auditLogs in 10 s
)

// usage is what an application used in the current windows.
type usage struct {
	units, writes, reports counter
}

// counter counts in windows of a fixed length.
type counter struct {
	since time.Time
	used  int
}

// take adds to the window, and says whether the limit holds.
func (c *counter) take(now time.Time, window time.Duration, n, limit int) bool {
	if now.Sub(c.since) >= window {
		c.since, c.used = now, 0
	}
	if c.used+n > limit {
		return false
	}
	c.used += n
	return true
}

// cost are the resource units of a request: those of its route, one less with $select and with a $top under 20, one
// more with $expand, and never less than one.
func cost(units int, q odata.Query) int {
	if q.Select != nil {
		units--
	}
	if q.Top != nil && *q.Top < 20 {
		units--
	}
	if len(q.Expand) > 0 {
		units++
	}
	return max(units, 1)
}

// throttle refuses a request that exceeds the limits, when throttling is on.
func (c *call) throttle(units int, reports bool) error {
	c.w.Header().Set("x-ms-resource-unit", strconv.Itoa(units))
	if !c.settings.Throttling {
		return nil
	}
	limit, err := c.unitLimit()
	if err != nil {
		return err
	}
	h := &c.h.conduct
	h.mu.Lock()
	defer h.mu.Unlock()
	if h.used == nil {
		h.used = map[string]*usage{}
	}
	u := h.used[c.token.AppID]
	if u == nil {
		u = &usage{}
		h.used[c.token.AppID] = u
	}
	now := c.h.now()
	switch {
	case !u.units.take(now, 10*time.Second, units, limit):
		return c.tooMany(codeTooMany, retryAfter, "ResourceUnitLimitExceeded")
	case c.r.Method != http.MethodGet && !u.writes.take(now, 150*time.Second, 1, maxWrites):
		return c.tooMany(codeTooMany, retryAfter, "WriteLimitExceeded")
	case reports && !u.reports.take(now, 10*time.Second, 1, maxReports):
		return c.tooMany(codeTooMany, retryAfter, "ResourceUnitLimitExceeded")
	}
	if share := float64(u.units.used) / float64(limit); share > 0.8 {
		c.w.Header().Set("x-ms-throttle-limit-percentage", strconv.FormatFloat(share, 'f', 1, 64))
	}
	return nil
}

func (c *call) unitLimit() (int, error) {
	o, err := c.h.Tenant.Organization(c.r.Context())
	switch {
	case o.Users < 50:
		return smallTenant, err
	case o.Users <= 500:
		return middleTenant, err
	}
	return largeTenant, err
}

// tooMany is the 429. Without seconds it has no Retry-After, as from some services.
func (c *call) tooMany(code string, seconds int, why string) error {
	header := c.w.Header()
	if seconds > 0 {
		header.Set("Retry-After", strconv.Itoa(seconds))
	}
	scope := "Read"
	if c.r.Method != http.MethodGet {
		scope = "ReadWrite"
	}
	header.Set("x-ms-throttle-scope", fmt.Sprintf("Tenant_Application/%s/%s/%s", scope, c.token.AppID, c.h.Tenant.ID()))
	header.Set("x-ms-throttle-information", why)
	return &odata.StatusError{Status: http.StatusTooManyRequests, Refusal: &record.Refusal{
		Code: code,
		Message: fmt.Sprintf("Too many requests from Identifier:%s+%s under category:throttle.aad.ags. "+
			"Please try again later.", c.token.AppID, c.h.Tenant.ID()),
		Got: why,
		Fix: "wait as long as Retry-After says, then try again",
	}}
}
