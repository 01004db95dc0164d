package federation

import (
	"bytes"
	"encoding/csv"
	"errors"
	"fmt"
	"io"
	"slices"
	"strings"

	"samlharness/internal/exit"
	"samlharness/record"
)

// Person is a user of JumpCloud who is bound to the Microsoft 365 directory.
type Person struct {
	Email       string // compared with the user principal name, without regard to case
	ImmutableID string // what the assertions say: the user's _id at JumpCloud, unless imported
}

// CodePeople is the code of a refusal: the file with JumpCloud's users cannot be read.
const CodePeople = "JumpCloudUsersUnreadable"

// ReadPeople reads a CSV file with a line of headings, among them email (or userPrincipalName, username) and
// immutableId (or _id, id, onPremisesImmutableId). Every error is a *record.Refusal.
func ReadPeople(data []byte) ([]Person, error) {
	people, err := readPeople(csv.NewReader(bytes.NewReader(bytes.TrimPrefix(data, []byte("\ufeff")))))
	if err == nil {
		return people, nil
	}
	return nil, &record.Refusal{
		Code:     CodePeople,
		Exit:     exit.Usage,
		Message:  "The file with the users of JumpCloud cannot be read",
		Expected: "CSV with the headings email and immutableId",
		Got:      err.Error(),
		Fix:      "Export the users of JumpCloud with their e-mail address and _id.",
	}
}

func readPeople(r *csv.Reader) ([]Person, error) {
	headings, err := r.Read()
	if err != nil {
		return nil, fmt.Errorf("the line of headings: %w", err)
	}
	email := column(headings, "email", "userprincipalname", "username")
	id := column(headings, "immutableid", "onpremisesimmutableid", "_id", "id")
	if email < 0 || id < 0 {
		return nil, fmt.Errorf("the headings are %q", headings)
	}
	var people []Person
	for {
		row, err := r.Read()
		if errors.Is(err, io.EOF) {
			return people, nil
		}
		if err != nil {
			return nil, err
		}
		people = append(people, Person{strings.TrimSpace(row[email]), strings.TrimSpace(row[id])})
	}
}

// column is where the first of the names stands among the headings, -1 when none does.
func column(headings []string, names ...string) int {
	for _, name := range names {
		i := slices.IndexFunc(headings, func(h string) bool { return strings.EqualFold(strings.TrimSpace(h), name) })
		if i >= 0 {
			return i
		}
	}
	return -1
}
