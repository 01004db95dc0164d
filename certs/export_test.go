package certs

// Spare is how many keys of a size are ready to be used.
func (p *Pool) Spare(bits int) int {
	p.mu.Lock()
	defer p.mu.Unlock()
	return len(p.ofSize(bits).spare)
}

// Makers is how many goroutines make keys of a size.
func (p *Pool) Makers(bits int) int {
	p.mu.Lock()
	defer p.mu.Unlock()
	return p.ofSize(bits).making
}
