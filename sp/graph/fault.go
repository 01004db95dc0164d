package graph

import (
	"fmt"
	"slices"
	"strings"
)

// The faults that can be asked for.
const (
	FaultThrottled          = "429"             // refused: too many requests, with Retry-After
	FaultThrottledDirectory = "429-directory"   // the same, with the code of the directory in place of the gateway's
	FaultUnknown            = "500"             // refused: UnknownError, before anything is done
	FaultDenied             = "403"             // refused: no permission
	FaultAfterWrite         = "500-after-write" // done, and answered 500
	FaultHalf               = "half-created"    // a federation is created by half: docs-contrib#1389
	FaultLost               = "lost-answer"     // done, and the connection breaks off before the answer
	FaultBeta               = "500-beta-patch"  // a PATCH of a configuration in beta fails: msgraph-sdk-powershell#3626
	FaultBusy               = "503"             // refused: the service is not available
)

// FaultNames are the names of the faults with what each does.
func FaultNames() [][2]string {
	return [][2]string{
		{FaultThrottled, "refuse with 429 and Retry-After"},
		{FaultThrottledDirectory, "refuse as 429 does, with the directory's code Request_ThrottledTemporarily"},
		{FaultUnknown, "do nothing and answer 500 with the code UnknownError"},
		{FaultDenied, "refuse with 403, whatever the token may do"},
		{FaultAfterWrite, "do what a write asks for and answer 500"},
		{FaultHalf, "federate a domain by half and answer 500"},
		{FaultLost, "do what is asked for and break the connection off before the answer"},
		{FaultBeta, "refuse a PATCH of a federation configuration in beta with 500"},
		{FaultBusy, "refuse with 503"},
	}
}

// Fault makes requests fail.
type Fault struct {
	// Name is one of the constants.
	Name string
	// Count is how many requests it is for; 0 means all until it is cleared.
	Count int
	// Path, without version, is what the request's path begins with, such as /domains; "" is every path.
	Path string
	// Method is the method that it is for; "" is any.
	Method string
	// RetryAfter is the Retry-After of 429 in seconds: 0 means 10, less than 0 none.
	RetryAfter int
}

// SetFault asks for a fault. An unknown name is an error.
func (h *Handler) SetFault(f Fault) error {
	var names []string
	for _, known := range FaultNames() {
		names = append(names, known[0])
	}
	if !slices.Contains(names, f.Name) {
		return fmt.Errorf("the fault %q is not one of %s", f.Name, strings.Join(names, ", "))
	}
	h.conduct.mu.Lock()
	defer h.conduct.mu.Unlock()
	h.conduct.faults = append(h.conduct.faults, f)
	return nil
}

// Faults are those that are still to come, in the order in which they were asked for.
func (h *Handler) Faults() []Fault {
	h.conduct.mu.Lock()
	defer h.conduct.mu.Unlock()
	return slices.Clone(h.conduct.faults)
}

// ClearFaults forgets all faults.
func (h *Handler) ClearFaults() {
	h.conduct.mu.Lock()
	defer h.conduct.mu.Unlock()
	h.conduct.faults = nil
}

// takeFault is the fault that a request runs into; false when there is none.
func (h *Handler) takeFault(method, version, path string) (Fault, bool) {
	h.conduct.mu.Lock()
	defer h.conduct.mu.Unlock()
	for i := range h.conduct.faults {
		f := h.conduct.faults[i]
		if !f.meets(method, version, path) {
			continue
		}
		switch f.Count {
		case 0:
		case 1:
			h.conduct.faults = slices.Delete(h.conduct.faults, i, i+1)
		default:
			h.conduct.faults[i].Count--
		}
		return f, true
	}
	return Fault{}, false
}

// meets says whether a request is one that the fault is for.
func (f Fault) meets(method, version, path string) bool {
	path = strings.ToLower(path)
	if f.Method != "" && !strings.EqualFold(f.Method, method) ||
		!strings.HasPrefix(path, strings.ToLower(strings.Trim(f.Path, "/"))) {
		return false
	}
	configuration := strings.Contains(path, "/federationconfiguration")
	switch f.Name {
	case FaultAfterWrite:
		return method != "GET"
	case FaultHalf:
		return method == "POST" && configuration
	case FaultBeta:
		return method == "PATCH" && version == "beta" && configuration
	}
	return true
}
