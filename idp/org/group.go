package org

// AllUsers is the group that every organization has and every new user joins.
const AllUsers = "All Users"

// Group is a group of users. Applications are granted to groups.
type Group struct {
	ID          string `json:"id"`
	Name        string `json:"name"`
	Description string `json:"description,omitempty"`
	Email       string `json:"email,omitempty"`
}
