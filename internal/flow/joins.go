package flow

import (
	"crypto/rand"
	"hash/maphash"
	"slices"
	"strconv"
	"sync"
	"time"

	"github.com/jonboulle/clockwork"

	"samlharness/internal/expiring"
)

// The bounds of what is remembered: joins, for how long on the clock of the network, and how many flows may be on the
// way to one address.
const (
	maxJoins  = 16_384 // of some 1,000 sign-ins under way at once
	maxOnWay  = 256
	joinLife  = time.Hour
	onWayLife = time.Minute
)

// join is something by which requests are recognised: its kind and the hash of its value, so that no secret is kept.
type join string

// joins know the flow of each join.
type joins struct {
	seed     maphash.Seed
	flows    *expiring.Map[int64]
	browsers *expiring.Map[string] // of flows, by their join

	mu    sync.Mutex
	onWay *expiring.Map[[]int64] // flows that were redirected to an address, oldest first
	links *expiring.Map[int64]   // flow that was shown a link; severalFlows when several were
}

// severalFlows is nobody's flow.
const severalFlows = -1

func newJoins(clock clockwork.Clock) *joins {
	return &joins{
		seed:     maphash.MakeSeed(),
		flows:    expiring.New[int64](clock, maxJoins),
		browsers: expiring.New[string](clock, maxJoins/4),
		onWay:    expiring.New[[]int64](clock, maxJoins/4),
		links:    expiring.New[int64](clock, maxJoins/4),
	}
}

func (j *joins) of(kind, value string) join {
	return join(kind + strconv.FormatUint(maphash.String(j.seed, value), 36))
}

// find is the flow of the first join that is known, 0 when none is.
func (j *joins) find(by ...join) int64 {
	for _, b := range by {
		if flow, ok := j.flows.Get(string(b)); ok {
			return flow
		}
	}
	return 0
}

func (j *joins) put(by []join, flow int64) {
	for _, b := range by {
		j.flows.Put(string(b), flow, joinLife)
	}
}

// browser is the one that a flow is in: that of its first page, which is the one that was known then, or a new one.
func (j *joins) browser(flow int64, known string) (id string) {
	key := strconv.FormatInt(flow, 10)
	id, ok := j.browsers.Get(key)
	if known != "" && !ok {
		id = known
	} else if !ok {
		id = rand.Text()
	}
	j.browsers.Put(key, id, joinLife)
	return id
}

// redirected notes that the browser of a flow was sent to an address.
func (j *joins) redirected(address string, flow int64) {
	key := string(j.of("to", address))
	j.mu.Lock()
	defer j.mu.Unlock()
	waiting, _ := j.onWay.Get(key)
	if len(waiting) < maxOnWay {
		j.onWay.Put(key, append(slices.Clip(waiting), flow), onWayLife)
	}
}

// arrived is the flow that was redirected to an address: the given one, or the oldest when it is 0. It is 0 when there
// is none. A redirect is followed once.
func (j *joins) arrived(address string, flow int64) int64 {
	key := string(j.of("to", address))
	j.mu.Lock()
	defer j.mu.Unlock()
	waiting, _ := j.onWay.Get(key)
	i := 0
	if flow != 0 {
		i = slices.Index(waiting, flow)
	}
	if i < 0 || len(waiting) == 0 {
		return 0
	}
	flow = waiting[i]
	if len(waiting) == 1 {
		j.onWay.Drop(key)
	} else {
		j.onWay.Put(key, slices.Delete(slices.Clone(waiting), i, i+1), onWayLife)
	}
	return flow
}

// shown notes that a page of a flow has links to other sites.
func (j *joins) shown(addresses []string, flow int64) {
	j.mu.Lock()
	defer j.mu.Unlock()
	for _, address := range addresses {
		key := string(j.of("link", address))
		by := flow
		if before, ok := j.links.Get(key); ok && before != flow {
			by = severalFlows
		}
		j.links.Put(key, by, joinLife)
	}
}

// linked is the one flow that was shown a link to an address, 0 when there is none or several were.
func (j *joins) linked(address string) int64 {
	flow, _ := j.links.Get(string(j.of("link", address)))
	return max(0, flow)
}
