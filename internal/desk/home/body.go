package home

import (
	"fmt"
	"maps"
	"slices"

	"samlharness/idp/org"
	"samlharness/internal/clients"
	"samlharness/internal/cloud"
	"samlharness/record"
)

// body is what the page shows.
type body struct {
	Heading, Lead string
	Query         string // of the view, for addresses of forms
	People        peoplePage
	Domains       []domainRow
	Domain        string // whose steps these are, "" when there is none
	Steps         []step
	Next          string // the title of the next step
	Sites, Hosts  []site
	Clients       []clients.Client
	Authority     string // the file of the certificate authority
	Proxy         string
	Clock         clockForm
	Instant       string // now, as the clock takes it
	Day, Hour     string
	Happened      []happening
	Result        *result
	Connection    string
}

// site is one of the emulated sites.
type site struct{ Name, Says, URL string }

func (h *Home) body(s *state, v view) body {
	now := s.now.UTC()
	b := body{
		Heading: "There is no domain to federate", Query: v.Query(), Domains: s.domainRows(v), Sites: h.sites(),
		Hosts: h.hosts(), Clients: clients.All(h.Clients), Authority: h.Clients.CACertificateFile, Proxy: h.Clients.ProxyURL,
		Instant: now.Format("2006-01-02T15:04:05Z"), Day: now.Format("Monday 2 January 2006"),
		Hour: now.Format("15:04:05 MST"), Happened: h.happened(), Connection: h.Clients.ConnectionFile,
	}
	d, found := s.chosen(v.domain)
	if !found {
		return b
	}
	b.Domain, b.Steps = d.Name, s.steps(d)
	b.Heading = fmt.Sprintf("%s is %s", d.Name, d.AuthenticationType())
	for _, step := range b.Steps {
		if step.Class == "now" {
			b.Next = step.Title
		}
	}
	return b
}

// sites are where people and administrators go in this world.
func (h *Home) sites() (list []site) {
	for _, s := range []struct{ name, says, host, path string }{
		{"Microsoft 365", "the landing page", cloud.Serving(h.Sites).Office(), "/"},
		{"Microsoft sign-in", "asks for the name", cloud.Serving(h.Sites).Login(), "/"},
		{"JumpCloud User Portal", "the tiles", org.HostConsole, "/userconsole"},
	} {
		if address := siteAt(h.Sites, s.host, s.path); address != "" {
			list = append(list, site{s.name, s.says, address})
		}
	}
	return list
}

// hosts are all that the world serves by its own name, those of third parties too.
func (h *Home) hosts() (list []site) {
	for _, host := range slices.Sorted(maps.Keys(h.Sites)) {
		list = append(list, site{Name: host, URL: siteAt(h.Sites, host, "/")})
	}
	return list
}

// maxHappened is how many exchanges the page shows.
const maxHappened = 10

// happening is one exchange in a line.
type happening struct {
	At, By, Kind, Subject string
	Verdict               mark
	URL                   string // of the recorder, "" where there is none
}

// happened are the last exchanges, newest first.
func (h *Home) happened() (list []happening) {
	exchanges, _ := h.World.Record.Find(record.Query{Limit: maxHappened})
	for _, e := range exchanges {
		line := happening{
			At: e.At.UTC().Format("15:04:05"), By: string(e.By), Kind: e.Title, Subject: e.Subject,
			Verdict: mark{"", string(e.Verdict)}, URL: h.exchange(e.ID),
		}
		switch {
		case e.Verdict == record.Accepted:
			line.Verdict.Class = "good"
		case e.Refusal != nil:
			line.Verdict = mark{"bad", e.Refusal.Code}
		}
		list = append(list, line)
	}
	return list
}

// exchange is the page of an exchange where the desk has a recorder.
func (h *Home) exchange(id int64) string {
	if address := fmt.Sprintf("/record/%d", id); h.desk.Has(address) {
		return address
	}
	return ""
}
