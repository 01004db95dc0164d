package certs

// Spare is how many keys of a size are ready to be handed out.
func (p *Pool) Spare(bits int) int {
	p.mu.Lock()
	defer p.mu.Unlock()
	return len(p.spare[bits])
}
