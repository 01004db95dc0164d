// Package exit names the exit codes of the command line, which errors and reports answer with.
package exit

// The exit codes.
const (
	Passed      = 0 // all passed
	Failed      = 1 // something failed or was refused
	Usage       = 2 // wrong use: a command line, a file or an address that cannot be understood
	Environment = 3 // the environment: a port taken, no network, no permission, no program
	CannotTell  = 4 // nothing is wrong, but what would decide is not known
	Interrupted = 130
)
