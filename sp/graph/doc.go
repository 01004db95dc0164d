// Package graph is the emulated Microsoft Graph: the part of graph.microsoft.com, in v1.0 and beta, that an
// administrator and the tools of a federated domain need, with Graph's own answers, headers and error texts.
package graph
