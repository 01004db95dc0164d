package browser

import "net/url"

// Tamper stands between the browser and the sites: it gives the value with which a field of a posted form arrives.
type Tamper func(action *url.URL, field, value string) string

// Tamperer is a browser whose forms somebody may change on their way, those that post themselves too.
type Tamperer interface {
	// TamperWith has every form that is posted from now on go through t; nil leaves forms alone.
	TamperWith(t Tamper) error
}

var _ Tamperer = (*Browser)(nil)

// TamperWith has every form that is posted from now on go through t; nil leaves forms alone. The error is nil.
func (b *Browser) TamperWith(t Tamper) error {
	b.tamper = t
	return nil
}

// request is what a form sends by a button, changed on its way.
func (b *Browser) request(f *Form, button *Button) (request, error) {
	r, err := f.request(button)
	if err != nil || b.tamper == nil || r.fields == nil {
		return r, err
	}
	for i, field := range r.fields {
		r.fields[i].value = b.tamper(r.url, field.name, field.value)
	}
	r.encodeBody(f.Encoding)
	return r, nil
}
