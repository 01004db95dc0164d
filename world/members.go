package world

import (
	_ "embed"
	"reflect"
	"strings"
	"time"
)

// Member is one that a world file may have.
type Member struct {
	// Name is the way to it, as in users.upn: the member upn of each of users.
	Name string
	// Form is what it holds: text, number, true or false, instant, duration, list or object.
	Form string
	// Text says what it means.
	Text string
}

// memberTexts has a line for each member: its name and what it means. A test demands all of them.
//
//go:embed members.tsv
var memberTexts string

// Members are all that a world file may have, in the order of [Spec].
func Members() []Member {
	texts := map[string]string{}
	for line := range strings.Lines(memberTexts) {
		name, text, _ := strings.Cut(strings.TrimRight(line, "\r\n"), "\t")
		texts[name] = text
	}
	list := membersOf(reflect.TypeFor[Spec](), "", map[reflect.Type]bool{})
	for i := range list {
		list[i].Text = texts[list[i].Name]
	}
	return list
}

// membersOf are the members of an object and of those in it; each kind of object once.
func membersOf(object reflect.Type, prefix string, seen map[reflect.Type]bool) (list []Member) {
	seen[object] = true
	for _, field := range reflect.VisibleFields(object) {
		name, _, _ := strings.Cut(field.Tag.Get("yaml"), ",")
		if name == "" || name == ignored {
			continue
		}
		m := Member{Name: prefix + name, Form: form(field.Type)}
		list = append(list, m)
		if inner := element(field.Type); inner.Kind() == reflect.Struct && m.Form != "instant" && !seen[inner] {
			list = append(list, membersOf(inner, m.Name+".", seen)...)
		}
	}
	return list
}

// element is what a member holds, or each of its list.
func element(t reflect.Type) reflect.Type {
	for t.Kind() == reflect.Pointer || t.Kind() == reflect.Slice {
		t = t.Elem()
	}
	return t
}

func form(t reflect.Type) string {
	if t.Kind() == reflect.Pointer {
		t = t.Elem()
	}
	switch {
	case t == reflect.TypeFor[Duration]():
		return "duration"
	case t == reflect.TypeFor[time.Time]():
		return "instant"
	}
	switch t.Kind() {
	case reflect.Slice:
		return "list"
	case reflect.Struct:
		return "object"
	case reflect.Bool:
		return "true or false"
	case reflect.Uint64:
		return "number"
	default:
		return "text"
	}
}
