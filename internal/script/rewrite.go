package script

import (
	"bytes"
	"fmt"

	"golang.org/x/tools/txtar"
)

// Rewrite returns a script's text with files put into it: those of the same names are replaced, others follow at the
// end. Byte order mark and line ends stay as they are. Content with a line that would begin another file is refused.
func Rewrite(data []byte, files []File) ([]byte, error) {
	archive := txtar.Parse(normal(data))
	for _, f := range files {
		if inside := txtar.Parse(f.Data); len(inside.Files) > 0 {
			return nil, fmt.Errorf("the content of %s has the line `-- %s --`, which begins a file of the script",
				f.Name, inside.Files[0].Name)
		}
		put(archive, f)
	}
	text := txtar.Format(archive)
	if bytes.HasPrefix(data, byteOrderMark) {
		text = append(bytes.Clone(byteOrderMark), text...)
	}
	if hasWindowsEnds(data) {
		text = bytes.ReplaceAll(text, unixEnd, windowsEnd)
	}
	return text, nil
}

func put(archive *txtar.Archive, f File) {
	for i := range archive.Files {
		if archive.Files[i].Name == f.Name {
			archive.Files[i].Data = f.Data
			return
		}
	}
	archive.Files = append(archive.Files, txtar.File{Name: f.Name, Data: f.Data})
}
