package api

// Route is a line of the table, for tests.
type Route struct{ Host, Method, Path string }

// Routes are all that is served.
func Routes() (list []Route) {
	for _, r := range (&Handler{}).table() {
		host, root := "console.jumpcloud.com", rootV1
		switch r.version {
		case 2:
			root = rootV2
		case 3:
			host, root = "api.jumpcloud.com", rootInsights
		}
		list = append(list, Route{host, r.method, root + r.path})
	}
	return list
}
