package page

import (
	"strings"
	"unicode"
)

// Person is somebody of the world whom a sign-in page offers to whoever sits at the desk.
type Person struct {
	// Name is what pages call the person, Address what they type.
	Name, Address string
	// Password is what they type next; "" where it is not the demo's, or not asked for here.
	Password string
	// Note is what one should know of the account, such as "suspended"; "" says nothing.
	Note string
}

// Fill fills a form whose fields have these names; a password that is not shown is left to be typed.
func (p Person) Fill(address, password string) (string, error) {
	return Fill(map[string]string{address: p.Address, password: p.Password})
}

// Initials stand where a picture of the person would.
func (p Person) Initials() string { return Initials(p.Name) }

// People are the persons that a page offers.
type People struct {
	Shown []Person
	// More is true when the world has others besides, whom the desk lists.
	More bool
}

// PeopleShown is how many persons a page offers at most.
const PeopleShown = 8

// Initials are the first letters or digits of a name's first and last word: AA for Alice Adams, M3 for Microsoft 365. A
// name without any has "?".
func Initials(name string) string {
	var letters []rune
	for word := range strings.FieldsSeq(name) {
		at := strings.IndexFunc(word, func(r rune) bool { return unicode.IsLetter(r) || unicode.IsDigit(r) })
		if at < 0 {
			continue
		}
		letter := []rune(strings.ToUpper(word[at:]))[0]
		letters = append(letters[:min(len(letters), 1)], letter)
	}
	if len(letters) == 0 {
		return "?"
	}
	return string(letters)
}
