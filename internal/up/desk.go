package up

import (
	"net/url"

	"samlharness/internal/clients"
	"samlharness/internal/desk"
	"samlharness/internal/desk/debugger"
	"samlharness/internal/desk/home"
	"samlharness/internal/desk/recorder"
	"samlharness/scenarios"
)

// bare is the address of the desk: that of the sites without a name of its own.
func bare(sites map[string]string) string {
	for _, site := range sites {
		if u, err := url.Parse(site); err == nil {
			return "http://localhost:" + u.Port() + "/"
		}
	}
	return ""
}

// openDesk serves the desk at the bare address.
func (h *Held) openDesk(o Options) error {
	known, err := clients.WorldOf(absolute(h.ConnectionFile), h.Connection, h.World.CAPEM())
	if err != nil {
		return err
	}
	known.ClientSecret = "" // others of this machine may open the page, and the connection file is not theirs
	w := scenarios.WorldOf(h.World)
	h.World.HandleHome(desk.New(desk.Options{
		World: h.World.Name, Clock: h.World.Clock, Logger: o.Logger,
		Rooms: []desk.Room{
			&home.Home{World: w, Sites: h.Connection.Sites, Clients: known, CAPEM: h.World.CAPEM, Time: o.Listeners.Time()},
			&recorder.Recorder{
				Log: w.Record, Time: o.Listeners.Time(),
				Copy: func(flow int64) ([]byte, error) { return scenarios.Copy(w, flow) },
			},
			&debugger.Debugger{World: w, Clock: w.Clock},
		},
	}))
	return nil
}
