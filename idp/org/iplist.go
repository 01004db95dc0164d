package org

import (
	"cmp"
	"context"
	"net/netip"
	"slices"
	"strings"

	"samlharness/internal/store"
)

// IPList is a list of addresses that the conditions of policies name. Source: JumpCloud API v2, iplists.
type IPList struct {
	ID          string `json:"id"`
	Name        string `json:"name"`
	Description string `json:"description,omitempty"`
	// IPs are addresses such as 203.0.113.7, or ranges such as 203.0.113.0/24 or 203.0.113.1-203.0.113.9.
	IPs []string `json:"ips"`
}

// addressRange is from one address to another, both within.
type addressRange struct{ first, last netip.Addr }

// rangeOf reads one entry of a list.
func rangeOf(entry string) (addressRange, bool) {
	if first, last, ok := strings.Cut(entry, "-"); ok {
		a, errA := netip.ParseAddr(strings.TrimSpace(first))
		b, errB := netip.ParseAddr(strings.TrimSpace(last))
		return addressRange{a, b}, errA == nil && errB == nil && a.Is4() == b.Is4() && a.Compare(b) <= 0
	}
	if prefix, err := netip.ParsePrefix(entry); err == nil {
		return addressRange{prefix.Masked().Addr(), lastOf(prefix)}, true
	}
	a, err := netip.ParseAddr(entry)
	return addressRange{a, a}, err == nil
}

// lastOf is the last address of a prefix.
func lastOf(p netip.Prefix) netip.Addr {
	bytes := p.Masked().Addr().AsSlice()
	for bit := p.Bits(); bit < len(bytes)*8; bit++ {
		bytes[bit/8] |= 0x80 >> (bit % 8)
	}
	last, _ := netip.AddrFromSlice(bytes) // it has 4 or 16 bytes
	return last
}

// holds says whether an address is in the list.
func (l IPList) holds(a netip.Addr) bool {
	a = a.Unmap()
	return a.IsValid() && slices.ContainsFunc(l.IPs, func(entry string) bool {
		r, ok := rangeOf(entry)
		return ok && r.first.Is4() == a.Is4() && r.first.Compare(a) <= 0 && a.Compare(r.last) <= 0
	})
}

func checkIPList(l IPList) error {
	if l.Name == "" || len(l.Name) > 255 || strings.ContainsFunc(l.Name+l.Description, unprintable) {
		return invalid("name of the IP list", "1 to 255 printable characters", l.Name)
	}
	for _, entry := range l.IPs {
		if _, ok := rangeOf(entry); !ok {
			return invalid("entry of the IP list", "an address, a prefix such as 203.0.113.0/24, or a range", entry)
		}
	}
	return nil
}

// PutIPList makes an IP list, or replaces the one of that id. Names are unique without regard to case.
func (o *Organization) PutIPList(ctx context.Context, l IPList) (IPList, error) {
	l.IPs = copied(l.IPs)
	if err := checkIPList(l); err != nil {
		return l, err
	}
	err := o.store.Update(ctx, func(tx store.Tx) error {
		if l.ID != "" {
			if _, found, err := ipLists.Get(tx, l.ID); err != nil || !found {
				return cmp.Or(err, notFound("IP list", l.ID))
			}
		}
		same, found, err := named(tx, ipLists, l.Name, IPList.name)
		if err != nil || found && same.ID != l.ID {
			return cmp.Or(err, taken("IP list", "name", l.Name))
		}
		if l.ID == "" {
			l.ID = NewID(o.random, o.now())
		}
		return ipLists.Put(tx, l.ID, l)
	})
	return l, err
}

func (l IPList) name() string { return l.Name }

// IPLists lists them by name.
func (o *Organization) IPLists(ctx context.Context) (list []IPList, err error) {
	err = o.store.View(ctx, func(tx store.Tx) error {
		list, err = ipLists.Select(tx, nil)
		return err
	})
	for i := range list {
		list[i].IPs = copied(list[i].IPs)
	}
	slices.SortFunc(list, func(a, b IPList) int { return strings.Compare(fold(a.Name), fold(b.Name)) })
	return list, err
}

// DeleteIPList removes an IP list, by id or name. A condition that still names it finds no address in it.
func (o *Organization) DeleteIPList(ctx context.Context, ref string) error {
	return o.store.Update(ctx, func(tx store.Tx) error {
		l, err := find(tx, ipLists, "IP list", ref, IPList.name)
		if err != nil {
			return err
		}
		return ipLists.Delete(tx, l.ID)
	})
}

// named finds the value of a small table that has a name.
func named[T any](tx store.Tx, table store.Table[T], name string, of func(T) string) (value T, found bool, err error) {
	all, err := table.Select(tx, func(v T) bool { return fold(of(v)) == fold(name) })
	if err != nil || len(all) == 0 {
		return value, false, err
	}
	return all[0], true, nil
}

// find finds the value of a small table by id or name.
func find[T any](tx store.Tx, table store.Table[T], kind, ref string, name func(T) string) (T, error) {
	value, found, err := table.Get(tx, ref)
	if err == nil && !found {
		value, found, err = named(tx, table, ref, name)
	}
	if err == nil && !found {
		err = notFound(kind, ref)
	}
	return value, err
}
