package up

import (
	"bytes"
	"log/slog"
	"sync"
	"time"

	"github.com/jonboulle/clockwork"

	"samlharness/internal/control"
	"samlharness/world"
)

// authorityFile is the file of the world's certificate authority, written anew when the authority renews its
// certificates. A client that reads it at each start thus trusts the world however long it is held open.
type authorityFile struct {
	path    string
	written []byte // what the file holds

	stop  chan struct{} // nil when nothing follows
	ended sync.WaitGroup
}

// renewalCheck is how often the file is compared with the authority.
const renewalCheck = time.Hour

// write writes what the authority is now.
func (f *authorityFile) write(pem []byte) error {
	if err := control.WriteSecret(f.path, pem); err != nil {
		return err
	}
	f.written = pem
	return nil
}

// follow keeps the file as the authority is, by the clock of the network.
func (f *authorityFile) follow(clock clockwork.Clock, w *world.World, log *slog.Logger) {
	f.stop = make(chan struct{})
	ticks := clock.NewTicker(renewalCheck)
	f.ended.Go(func() {
		defer ticks.Stop()
		for {
			select {
			case <-f.stop:
				return
			case <-ticks.Chan():
			}
			if pem := w.CAPEM(); !bytes.Equal(pem, f.written) {
				if err := f.write(pem); err != nil && log != nil {
					log.Error("the renewed certificate authority cannot be written", "file", f.path, "err", err)
				}
			}
		}
	})
}

// end stops following.
func (f *authorityFile) end() {
	if f.stop != nil {
		close(f.stop)
		f.ended.Wait()
		f.stop = nil
	}
}
