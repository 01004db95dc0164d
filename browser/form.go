package browser

import (
	"fmt"
	"net/url"
	"strings"

	"golang.org/x/net/html"
	"golang.org/x/net/html/atom"
)

// Form is a form of a page. Set changes what it will send.
type Form struct {
	// Index counts the page's forms from 0. ID and Name are its attributes.
	Index    int
	ID, Name string
	// Method is GET or POST, Action where it goes, Encoding the enctype.
	Method, Encoding string
	Action           *url.URL
	// Fields and Buttons are in document order.
	Fields  []*Field
	Buttons []*Button

	page *Page
}

// Field is an input, select or textarea of a form.
type Field struct {
	// Name is what it is sent as; Type is "text", "hidden", "checkbox", "select", "textarea" and so on.
	Name, Type, ID string
	// Value is what it holds now.
	Value string
	// Checked is for checkboxes and radio buttons; one that is not checked is not sent.
	Checked bool
	// Disabled fields are never sent; ReadOnly ones cannot be changed.
	Disabled, ReadOnly bool
	// Options are a select's values.
	Options []string
}

// Button submits its form. Name and Value are sent when it was pressed.
type Button struct {
	// Index counts the form's buttons from 0.
	Index                 int
	Name, Value, ID, Text string
	// Action and Method override the form's, when the button has formaction or formmethod.
	Action *url.URL
	Method string
}

// Page is the page the form stands on.
func (f *Form) Page() *Page { return f.page }

// Field is the first field of that name, nil when there is none.
func (f *Form) Field(name string) *Field {
	for _, field := range f.Fields {
		if field.Name == name {
			return field
		}
	}
	return nil
}

// Has reports whether the form has a visible, enabled field of that name: one a person could fill in.
func (f *Form) Has(name string) bool {
	field := f.Field(name)
	return field != nil && field.Type != "hidden" && !field.Disabled && !field.ReadOnly
}

// Set types value into a field, chooses the option of a select or the radio button with that value, and ticks a
// checkbox for any value but "". What a person could not do is an *[Error] of kind [NoSuchElement].
func (f *Form) Set(name, value string) error {
	var names []string
	for _, field := range f.Fields {
		names = append(names, field.Name)
		if field.Name != name || field.Type == "radio" && field.Value != value {
			continue
		}
		if field.Disabled || field.ReadOnly || field.Type == "hidden" {
			return f.missing("field %q is %s: it cannot be typed into", name, field.state())
		}
		return f.set(field, value)
	}
	return f.missing("no field %q that takes %q; the form has %s", name, value, strings.Join(names, ", "))
}

func (f *Form) set(field *Field, value string) error {
	switch field.Type {
	case "checkbox":
		field.Checked = value != ""
	case "radio":
		for _, other := range f.Fields {
			if other.Type == "radio" && other.Name == field.Name {
				other.Checked = other == field
			}
		}
	case "select":
		for _, option := range field.Options {
			if option == value {
				field.Value = value
				return nil
			}
		}
		return f.missing("select %q has no option %q; it has %s", field.Name, value, strings.Join(field.Options, ", "))
	default:
		field.Value = value
	}
	return nil
}

func (f *Field) state() string {
	switch {
	case f.Disabled:
		return "disabled"
	case f.ReadOnly:
		return "read-only"
	}
	return "hidden"
}

// Button is the first button with that visible text, value or id; "" is the first button, the one that the Enter key
// presses. An *[Error] of kind [NoSuchElement] when there is none.
func (f *Form) Button(textOrID string) (*Button, error) {
	var have []string
	for _, b := range f.Buttons {
		if textOrID == "" || b.Text == textOrID || b.ID == textOrID || b.Value == textOrID {
			return b, nil
		}
		have = append(have, fmt.Sprintf("%q", b.Text))
	}
	return nil, f.missing("no button %q; the form has %s", textOrID, strings.Join(have, ", "))
}

func (f *Form) missing(format string, args ...any) error {
	return &Error{Kind: NoSuchElement, URL: f.page.URL.String(), Detail: fmt.Sprintf(format, args...)}
}

// pairs is what the form sends when button is pressed; nil is a script's submit(), which presses none.
func (f *Form) pairs(button *Button) []pair {
	var out []pair
	for _, field := range f.Fields {
		if field.Disabled || field.Name == "" || field.Type == "file" {
			continue
		}
		if (field.Type == "checkbox" || field.Type == "radio") && !field.Checked {
			continue
		}
		value := field.Value
		if field.Type == "textarea" {
			value = strings.ReplaceAll(strings.ReplaceAll(value, "\r\n", "\n"), "\n", "\r\n")
		}
		out = append(out, pair{field.Name, value})
	}
	if button != nil && button.Name != "" {
		out = append(out, pair{button.Name, button.Value})
	}
	return out
}

func encode(pairs []pair) string {
	var s strings.Builder
	for i, p := range pairs {
		if i > 0 {
			s.WriteByte('&')
		}
		s.WriteString(url.QueryEscape(p.name) + "=" + url.QueryEscape(p.value))
	}
	return s.String()
}

func (p *Page) newForm(n *html.Node) *Form {
	f := &Form{
		Index:    len(p.Forms),
		ID:       attr(n, "id"),
		Name:     attr(n, "name"),
		Method:   "GET",
		Encoding: "application/x-www-form-urlencoded",
		page:     p,
	}
	if strings.EqualFold(attr(n, "method"), "post") {
		f.Method = "POST"
	}
	if e := strings.ToLower(attr(n, "enctype")); e != "" {
		f.Encoding = e
	}
	f.Action = p.URL
	if action := strings.TrimSpace(attr(n, "action")); action != "" {
		f.Action, _ = p.base.Parse(action) // nil: refused when it is submitted
	}
	return f
}

func (f *Form) add(n *html.Node) {
	kind := strings.ToLower(attr(n, "type"))
	switch {
	case n.DataAtom == atom.Button && kind != "button" && kind != "reset",
		n.DataAtom == atom.Input && (kind == "submit" || kind == "image"):
		f.addButton(n)
	case n.DataAtom == atom.Button, n.DataAtom == atom.Input && (kind == "button" || kind == "reset"):
	default:
		f.Fields = append(f.Fields, newField(n, kind))
	}
}

func (f *Form) addButton(n *html.Node) {
	if hasAttr(n, "disabled") {
		return
	}
	b := &Button{Index: len(f.Buttons), Name: attr(n, "name"), Value: attr(n, "value"), ID: attr(n, "id"), Text: textOf(n)}
	if b.Text == "" {
		b.Text = b.Value
	}
	if action := attr(n, "formaction"); action != "" {
		b.Action, _ = f.page.base.Parse(action)
	}
	b.Method = strings.ToUpper(attr(n, "formmethod"))
	f.Buttons = append(f.Buttons, b)
}

func newField(n *html.Node, kind string) *Field {
	field := &Field{Name: attr(n, "name"), Type: kind, ID: attr(n, "id"), Value: attr(n, "value"),
		Disabled: hasAttr(n, "disabled"), ReadOnly: hasAttr(n, "readonly"), Checked: hasAttr(n, "checked")}
	switch n.DataAtom {
	case atom.Select:
		field.Type = "select"
		field.readOptions(n)
	case atom.Textarea:
		field.Type, field.Value = "textarea", strings.TrimPrefix(rawText(n), "\n")
	default:
		if kind == "" {
			field.Type = "text"
		}
		if (kind == "checkbox" || kind == "radio") && !hasAttr(n, "value") {
			field.Value = "on"
		}
	}
	return field
}

// readOptions takes a select's options; the selected one, or else the first, is its value.
func (f *Field) readOptions(n *html.Node) {
	chosen := false
	for o := range n.Descendants() {
		if o.DataAtom != atom.Option || o.Type != html.ElementNode {
			continue
		}
		value := attr(o, "value")
		if !hasAttr(o, "value") {
			value = textOf(o)
		}
		if hasAttr(o, "selected") || !chosen && len(f.Options) == 0 {
			f.Value, chosen = value, hasAttr(o, "selected")
		}
		f.Options = append(f.Options, value)
	}
}
