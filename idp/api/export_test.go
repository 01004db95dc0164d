package api

import (
	"samlharness/idp/api/rest"
	"samlharness/idp/org"
)

// Route is a line of the table, for tests.
type Route struct{ Host, Method, Path string }

// Routes are all that is served.
func Routes() (list []Route) {
	for _, r := range (&Handler{}).table() {
		host, root := org.HostConsole, rootV1
		switch r.version {
		case rest.V2:
			root = rootV2
		case rest.Insights:
			host, root = org.HostAPI, rootInsights
		}
		list = append(list, Route{host, r.method, root + r.path})
	}
	return list
}
