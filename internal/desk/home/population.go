package home

import (
	"context"
	"sync"

	"samlharness/scenarios"
)

// population are all people of a world. Nobody changes it: pages share it as long as the world's people are the same.
type population struct {
	people []person
	// users are the accounts at JumpCloud with an address in a domain, bound how many of them are bound.
	users, bound map[string]int
	// first are those who can sign in by single sign-on: of each domain the first who is bound and has both accounts.
	first map[string]person
}

// lastPopulation is the one that was read last.
type lastPopulation struct {
	mu  sync.Mutex
	all *population
	// of are the updates of JumpCloud and Microsoft after which it was read.
	of [2]uint64
}

// read is the population of the world as it is now; reading it anew is slow in a world of thousands.
func (l *lastPopulation) read(ctx context.Context, w *scenarios.World) (*population, error) {
	l.mu.Lock()
	defer l.mu.Unlock()
	now := [2]uint64{w.JumpCloud.Updates(), w.Entra.Updates()}
	if l.all != nil && l.of == now {
		return l.all, nil
	}
	jumpCloud, err := w.JumpCloud.Users(ctx)
	if err != nil {
		return nil, err
	}
	microsoft, err := w.Entra.Users(ctx, "", 0)
	if err != nil {
		return nil, err
	}
	p := &population{people: join(jumpCloud, microsoft), users: map[string]int{}, bound: map[string]int{},
		first: map[string]person{}}
	p.count()
	l.all, l.of = p, now
	return p, nil
}

// count fills in what is known of each domain.
func (p *population) count() {
	for _, one := range p.people {
		domain := one.domain()
		if one.jumpCloud != nil {
			p.users[domain]++
		}
		if !one.bound() {
			continue
		}
		p.bound[domain]++
		if _, known := p.first[domain]; !known && one.microsoft != nil {
			p.first[domain] = one
		}
	}
}
