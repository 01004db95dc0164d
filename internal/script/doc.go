// Package script is the language of scenario scripts: its lexer, its syntax, the checks of a script's form, and the
// loop that runs a parsed script.
//
// It knows lines, guards, steps and files, and nothing of what the verbs do: a [Language] parses the words of a line
// into a [Command] once, and a [Runner] does that same command later. What a script may say is in the documentation of
// package scenarios.
package script
