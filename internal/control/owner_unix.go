//go:build unix

package control

import (
	"io/fs"
	"syscall"
)

// ownerOf is the number of the user who owns a file.
func ownerOf(info fs.FileInfo) (user int, known bool) {
	stat, known := info.Sys().(*syscall.Stat_t)
	if !known {
		return 0, false
	}
	return int(stat.Uid), true
}
