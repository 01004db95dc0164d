package serviceprovider

import (
	"samlharness/internal/wire"
	"samlharness/internal/wire/xmltree"
	"samlharness/record"
)

// inResponseTo is Profiles 4.1.4.3: the ID in the confirmation is that of a request, where one was sent. The Response's
// own says the same, or nothing.
func (j *judgement) inResponseTo() (record.Check, bool) {
	got := j.answered()
	outside, given := j.root.Attr("InResponseTo")
	c := record.Check{
		Expected: "the ID of a request that waits for its response",
		Got:      got,
		Fix:      "begin the sign-in anew at the service provider; a response answers a request once",
	}
	if given && outside != got {
		c.Got = outside + " in the Response, " + got + " in the confirmation"
		return c, false
	}
	return c, got == "" || j.Asked(got)
}

// answered is the ID of the request that the bearer confirmation answers.
func (j *judgement) answered() string {
	data, _ := j.bearer()
	id, _ := data.Attr("InResponseTo")
	return id
}

// fresh is Profiles 4.1.4.5: the service provider must refuse an assertion that it has taken before.
func (j *judgement) fresh() (record.Check, bool) {
	id, _ := j.assertion.Attr("ID")
	return record.Check{
		Expected: "an assertion that was not used before",
		Got:      id,
		Fix:      "begin the sign-in anew; an assertion is good for one session",
	}, j.Fresh(id)
}

// identity reads the assertion, which has passed every check.
func (j *judgement) identity() Identity {
	name := child(j.assertion, "Subject", "NameID")
	who := Identity{NameID: textOf(name), InResponseTo: j.answered()}
	who.NameIDFormat, _ = name.Attr("Format")
	who.AssertionID, _ = j.assertion.Attr("ID")
	for statement := range j.assertion.Elements() {
		if !statement.Is(wire.NamespaceAssertion, "AttributeStatement") {
			continue
		}
		for e := range statement.Elements() {
			if e.Is(wire.NamespaceAssertion, "Attribute") {
				who.Attributes = append(who.Attributes, attribute(e))
			}
		}
	}
	return who
}

func attribute(e *xmltree.Element) (a wire.Attribute) {
	a.Name, _ = e.Attr("Name")
	a.NameFormat, _ = e.Attr("NameFormat")
	for value := range e.Elements() {
		a.Values = append(a.Values, textOf(value))
	}
	return a
}
