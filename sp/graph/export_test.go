package graph

// Requests, for tests, are the methods and paths of the table.
func Requests() (list []string) {
	for _, r := range (&server{Handler: &Handler{}}).table() {
		list = append(list, r.method+" "+r.path)
	}
	return list
}

// UserProperties, for tests, are the names of all properties of a user.
func UserProperties() []string { return userColumns().Names() }
