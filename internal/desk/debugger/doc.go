// Package debugger is the room of the desk that judges any capture: it finds the messages in it, shows each with its
// checks, and lets a reader edit one and see which checks come out otherwise. It needs no world; with one, the world's
// tenant judges, and the world's JumpCloud may sign anew what was edited. Nothing leaves the machine, and nothing is
// kept.
package debugger
