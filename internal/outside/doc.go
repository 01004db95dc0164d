// Package outside has one test: that a module of somebody else can use this one as the README says. The test's module
// is in testdata/module, and imports what strangers may import.
package outside
