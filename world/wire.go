package world

import (
	"cmp"
	"context"
	"net"
	"net/http"
	"strconv"
	"time"

	"github.com/jonboulle/clockwork"

	"samlharness/certs"
	"samlharness/idp"
	"samlharness/idp/m365"
	"samlharness/idp/org"
	"samlharness/internal/flow"
	"samlharness/record"
	"samlharness/sp"
	"samlharness/sp/directory"
)

// openNetwork makes the certificate authority and binds the TLS listener; nothing is served yet.
//
// TLS certificates are for clients that live by the machine's clock, whatever time it is in the world, so they are
// dated by the clock of the network.
func (w *World) openNetwork(ctx context.Context, o Options, companies http.Handler) error {
	address := cmp.Or(o.Address, "127.0.0.1:0")
	names := companyHosts(w.spec.Cloud)
	for _, h := range companyHosts(w.spec.Cloud) {
		names = append(names, localName(h))
	}
	var err error
	w.authority, err = certs.NewAuthority(certs.AuthorityOptions{
		Clock: o.Listeners.Time(),
		Hosts: names,
		World: w.Name,
	})
	if err != nil {
		return err
	}
	w.network = &network{sites: newSites(companies, w.spec.Cloud), authority: w.authority, limits: o.Listeners, log: w.log,
		ids: w.random("messages")}
	if w.network.listener, err = bind(ctx, address); err != nil {
		return err
	}
	w.client = clientOf(flow.Client{Next: w.network.transport()})
	return nil
}

// wire makes both companies and mounts them. This is the one place where they meet.
func (w *World) wire(mux *http.ServeMux, o Options) error {
	w.siteKeys = w.keysOf(o, "sites")
	microsoft, err := sp.New(sp.Options{
		Directory: directory.Options{
			TenantID:         w.spec.TenantID,
			DisplayName:      w.spec.Organization,
			InitialDomain:    w.spec.InitialDomain,
			Cloud:            w.spec.Cloud,
			PropagationDelay: time.Duration(w.spec.PropagationDelay),
			Random:           w.random("Microsoft"),
		},
		Applications: w.registrations(),
		Graph:        w.spec.Graph.settings(),
		Clock:        w.Clock,
		Record:       w.Record,
		World:        w.Name,
		Skew:         time.Duration(w.spec.ClockSkew),
		Keys:         w.keysOf(o, "Microsoft"),
		Logger:       w.log,

		Desk:         w.network.sites.desk,
		DemoPassword: DemoEntraPassword,
	})
	if err != nil {
		return w.spec.wrongTenant(err)
	}
	w.Entra, w.Tokens, w.EntraGraph = microsoft.Tenant, microsoft.Tokens, microsoft.Graph
	for _, f := range w.spec.Graph.Faults {
		if err := w.EntraGraph.SetFault(f.fault()); err != nil {
			return w.spec.source.mistake("graph", err, "graph", "faults")
		}
	}
	microsoft.Mount(mux)

	w.JumpCloud, err = org.New(org.Options{
		Clock: w.Clock, Record: w.Record, Keys: w.keysOf(o, "JumpCloud"), KeyBits: o.KeyBits, Name: w.spec.Organization,
		Random: w.random("JumpCloud"),
		Sync: m365.New(m365.Options{
			TokenURL: "https://" + w.Entra.Cloud().Login() + "/" + w.Entra.ID() + "/oauth2/v2.0/token",
			GraphURL: w.Entra.Cloud().GraphResource(),
			ClientID: w.ClientID, ClientSecret: w.ClientSecret,
			Client: clientOf(flow.Client{Next: w.client.Transport, From: record.JumpCloud}),
		}),
	})
	if err != nil {
		return err
	}
	sites, err := idp.New(idp.Options{
		Organization: w.JumpCloud, Clock: w.Clock, Record: w.Record, World: w.Name, Logger: w.log,
		Desk: w.network.sites.desk, DemoPassword: DemoJumpCloudPassword,
	})
	if err != nil {
		return err
	}
	sites.Mount(mux)
	return nil
}

// serve begins to answer at the TLS listener.
func (w *World) serve(network clockwork.Clock) {
	w.network.serve(w.network.listener, flow.New(flow.Options{
		Sites:   w.network.sites,
		Record:  w.Record,
		Clock:   w.Clock,
		Network: network,
		Party:   partyOf(w.spec.Cloud),
	}), true)
}

// CAPEM is the certificate of the world's certificate authority in PEM, followed by one for each host of
// [World.Handle].
func (w *World) CAPEM() []byte { return w.authority.CertificatePEM() }

// HTTPClient reaches the world's hosts by their production names and trusts its certificate authority alone. It reaches
// nothing else. It keeps no cookies.
func (w *World) HTTPClient() *http.Client { return w.client }

// ProxyURL opens the CONNECT proxy on a free port of 127.0.0.1, once, and returns its address.
func (w *World) ProxyURL(ctx context.Context) (string, error) { return w.OpenProxy(ctx, "127.0.0.1:0") }

// OpenProxy opens the CONNECT proxy at an address, unless it is open already, and returns where it is. It serves the
// world's hosts and refuses others.
func (w *World) OpenProxy(ctx context.Context, address string) (string, error) {
	w.mu.Lock()
	defer w.mu.Unlock()
	if w.proxy != "" {
		return w.proxy, nil
	}
	l, err := bind(ctx, address)
	if err != nil {
		return "", err
	}
	w.network.serve(l, &proxy{w.network.dial}, false)
	w.proxy = "http://" + l.Addr().String()
	return w.proxy, nil
}

// OpenSites serves the hosts under *.localhost names over plain HTTP at an address, for a browser without set-up, and
// returns their addresses by production host. A host that [World.Handle] adds later is served too.
func (w *World) OpenSites(ctx context.Context, address string) (map[string]string, error) {
	l, err := bind(ctx, address)
	if err != nil {
		return nil, err
	}
	port := l.Addr().(*net.TCPAddr).Port
	w.network.sites.open(port)
	w.network.serve(l, newLocalFront(w.network.sites, port, w.client.Transport, w.log), false)
	addresses := map[string]string{}
	for _, h := range w.network.sites.hosts() {
		addresses[h] = siteURL(h, strconv.Itoa(port))
	}
	return addresses, nil
}

// OpenControl serves further handlers, such as the management endpoints, at an address of their own.
func (w *World) OpenControl(ctx context.Context, address string, handler http.Handler) (string, error) {
	l, err := bind(ctx, address)
	if err != nil {
		return "", err
	}
	w.network.serve(l, handler, false)
	return "http://" + l.Addr().String(), nil
}
