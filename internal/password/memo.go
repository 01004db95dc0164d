package password

// Memo makes one hash for each distinct password, for whoever brings in many accounts at once. Accounts with the same
// password then have the same hash. It is for one goroutine.
type Memo struct {
	// Hash makes a new hash; nil is [New].
	Hash func(password string) (Hash, error)

	made map[string]Hash
}

// New is the password's hash.
func (m *Memo) New(password string) (Hash, error) {
	if hash, ok := m.made[password]; ok {
		return hash, nil
	}
	hasher := m.Hash
	if hasher == nil {
		hasher = New
	}
	hash, err := hasher(password)
	if err != nil {
		return "", err
	}
	if m.made == nil {
		m.made = map[string]Hash{}
	}
	m.made[password] = hash
	return hash, nil
}
