// Package control is how one harness command reaches the world that another one holds open: the connection
// file that "harness up" writes, the management listener that it names, and the client that the other
// commands use.
//
// The management listener is apart from the emulated sites, listens on loopback, and takes the bearer token
// of the connection file alone, so that neither a web page nor another user of the machine can drive a world.
package control
