package scenarios

import (
	"cmp"
	"embed"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"os"
	"path"
	"path/filepath"
	"slices"
	"strings"

	"samlharness/internal/inputfile"
)

//go:embed scripts/*.txtar
var shipped embed.FS

// maxScript bounds a script; a metadata file has 3 KB.
const maxScript = 4 << 20

// Shipped returns the scripts that come with the program, by name.
func Shipped() ([]Script, error) {
	names, err := fs.Glob(shipped, "scripts/*.txtar")
	if err != nil {
		return nil, err
	}
	scripts := make([]Script, 0, len(names))
	for _, name := range names {
		data, err := shipped.ReadFile(name)
		if err != nil {
			return nil, err
		}
		scripts = append(scripts, Script{Name: path.Base(name), Data: data})
	}
	return scripts, nil
}

// Load reads the scripts at paths: files, and folders with all *.txtar files below them, in the order of their names.
// No paths give the shipped scripts. Errors are a [*UsageError] or of the file system.
func Load(paths ...string) ([]Script, error) {
	if len(paths) == 0 {
		return Shipped()
	}
	var scripts []Script
	for _, p := range paths {
		files, err := scriptFiles(p)
		if err != nil {
			return nil, err
		}
		for _, file := range files {
			data, err := readBounded(file)
			if err != nil {
				return nil, err
			}
			scripts = append(scripts, Script{Name: filepath.ToSlash(file), Path: file, Data: data})
		}
	}
	slices.SortStableFunc(scripts, func(a, b Script) int { return cmp.Compare(a.Name, b.Name) })
	return slices.CompactFunc(scripts, func(a, b Script) bool { return a.Path == b.Path }), nil
}

func scriptFiles(p string) ([]string, error) {
	info, err := os.Stat(p)
	switch {
	case errors.Is(err, fs.ErrNotExist):
		return nil, &UsageError{Message: "there is no script or folder " + p}
	case err != nil:
		return nil, err
	case !info.IsDir():
		return []string{filepath.Clean(p)}, nil
	}
	var files []string
	err = filepath.WalkDir(p, func(file string, entry fs.DirEntry, err error) error {
		if err == nil && !entry.IsDir() && strings.HasSuffix(file, ".txtar") {
			files = append(files, file)
		}
		return err
	})
	if err == nil && len(files) == 0 {
		err = &UsageError{fmt.Sprintf("the folder %s holds no script", p), "the names of scripts end in .txtar"}
	}
	return files, err
}

func readBounded(file string) ([]byte, error) {
	f, err := inputfile.Open(file)
	if err != nil {
		return nil, err
	}
	defer f.Close()
	data, err := io.ReadAll(io.LimitReader(f, maxScript+1))
	if err == nil && len(data) > maxScript {
		err = &UsageError{fmt.Sprintf("%s is larger than %d MiB", file, maxScript>>20), "is it a script?"}
	}
	return data, err
}
