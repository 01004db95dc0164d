package scenarios

import (
	"bytes"
	"errors"
	"fmt"
	"os"
	"slices"

	"samlharness/internal/durable"
	"samlharness/internal/script"
)

// golden are the files of a script that a run with Update takes over from what cmp got.
type golden struct {
	files *rootFiles
	taken []script.File
}

// owns says whether a file is the script's to bring, and not one that a verb of this run wrote.
func (g *golden) owns(name string) bool { return !g.files.written[name] }

// take takes content over. One file cannot stand for two outputs.
func (g *golden) take(name, content string) error {
	i := slices.IndexFunc(g.taken, func(f script.File) bool { return f.Name == name })
	if i < 0 {
		g.taken = append(g.taken, script.File{Name: name, Data: []byte(content)})
		return nil
	}
	if before := string(g.taken[i].Data); before != content {
		_, wantLine, gotLine := firstDifferentLine(before, content)
		return &expectation{
			message:  name + " stands for another output already",
			expected: wantLine,
			got:      gotLine,
			hint:     "give each output a file of its own",
		}
	}
	return nil
}

// update writes the files that were taken over back into the script, if it came from a file.
func (g *golden) update(source Script) error {
	if g == nil || len(g.taken) == 0 || source.Path == "" {
		return nil
	}
	text, err := script.Rewrite(source.Data, g.taken)
	if err == nil {
		err = replaceFile(source.Path, source.Data, text)
	}
	if err != nil {
		return fmt.Errorf("update the script %s: %w", source.Name, err)
	}
	return nil
}

// replaceFile gives a file new content in one move: whoever reads it, or a machine that stops, finds the old content or
// the new one, whole. The mode stays. It refuses what is not the plain file that was read.
func replaceFile(name string, before, after []byte) error {
	info, err := os.Lstat(name)
	if err != nil {
		return err
	}
	if !info.Mode().IsRegular() {
		return errors.New("it is not a regular file; name the script itself, not a link or a pipe to it")
	}
	now, err := os.ReadFile(name)
	if err != nil {
		return err
	}
	switch {
	case !bytes.Equal(now, before):
		return errors.New("it was changed while it ran; run it again")
	case bytes.Equal(now, after):
		return nil
	}
	return durable.WriteFile(name, after, info.Mode().Perm())
}
