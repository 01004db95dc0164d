package federation

import (
	"errors"
	"fmt"
	"io"
	"io/fs"
	"regexp"

	"samlharness/internal/exit"
	"samlharness/internal/inputfile"
	"samlharness/internal/metadata"
	"samlharness/internal/shell"
	"samlharness/record"
)

// maxMetadata bounds a metadata file, in bytes; JumpCloud's has about 3,000.
const maxMetadata = 1 << 20

// xmlName is the module's rule for the file's name.
var xmlName = regexp.MustCompile(`(?i)\.xml$`)

// Reading is how metadata is read; the zero value suits what JumpCloud exports.
type Reading struct {
	// Domain is the domain that another vendor's metadata is for; "" leaves it to the entity ID. JumpCloud's names its
	// own.
	Domain string
	// EntityID is that of the identity provider to take, of metadata that describes several; "" takes the only one.
	EntityID string
}

// ReadMetadataFile reads the metadata that JumpCloud exported. As the module demands, the file exists and its name ends
// in .xml. Every error is a *record.Refusal.
func ReadMetadataFile(path string) (Source, error) { return Reading{}.File(path) }

// ReadMetadata reads exported metadata from memory. Every error is a *record.Refusal.
func ReadMetadata(data []byte) (Source, error) { return Reading{}.Bytes(data) }

// File reads a metadata file, as [ReadMetadataFile] does.
func (r Reading) File(path string) (Source, error) {
	return r.file(path, func(path string) (fs.File, error) { return inputfile.Open(path) })
}

// FS is [Reading.File] for a file of fsys.
func (r Reading) FS(fsys fs.FS, name string) (Source, error) { return r.file(name, fsys.Open) }

func (r Reading) file(path string, open func(string) (fs.File, error)) (Source, error) {
	if path == "" {
		return Source{}, &record.Refusal{Code: CodeMetadataMissing, Exit: exit.Usage,
			Message: "No metadata file is named: --xml-file is missing",
			Fix:     "Name the file that Export Metadata of the JumpCloud application downloads."}
	}
	if !xmlName.MatchString(path) {
		return Source{}, &record.Refusal{Code: CodeMetadataName, Exit: exit.Usage,
			Message:  fmt.Sprintf("The name of the metadata file %s does not end in .xml", path),
			Expected: `\.xml$`, Got: path, Fix: "Give the file that Export Metadata of the JumpCloud application downloads, " +
				"such as JumpCloud-office365-metadata.xml."}
	}
	data, err := readBounded(path, open)
	if err != nil {
		return Source{}, err
	}
	return r.Bytes(data)
}

func readBounded(path string, open func(string) (fs.File, error)) ([]byte, error) {
	file, err := open(path)
	if err != nil {
		reason := "cannot be read"
		if errors.Is(err, fs.ErrNotExist) {
			reason = "does not exist"
		}
		return nil, &record.Refusal{Code: CodeMetadataMissing, Exit: exit.Usage,
			Message: fmt.Sprintf("The metadata file %s %s", path, reason),
			Got:     err.Error(), Fix: "Name the file that Export Metadata of the JumpCloud application downloads."}
	}
	defer file.Close()
	data, err := io.ReadAll(io.LimitReader(file, maxMetadata+1))
	if err != nil {
		return nil, &record.Refusal{Code: CodeMetadataMissing, Exit: exit.Usage,
			Message: fmt.Sprintf("The metadata file %s cannot be read", path),
			Got:     err.Error(), Fix: "Name a file, not a folder, that you may read."}
	}
	if len(data) > maxMetadata {
		return nil, &record.Refusal{Code: CodeMetadataTooLarge, Exit: exit.Usage,
			Message:  fmt.Sprintf("The metadata file %s is too large", path),
			Expected: fmt.Sprintf("at most %d bytes", maxMetadata), Fix: "Export the metadata of one application only."}
	}
	return data, nil
}

// Bytes reads metadata from memory. Every error is a *record.Refusal.
func (r Reading) Bytes(data []byte) (Source, error) {
	idp, err := metadata.ReadIdentityProviderOf(data, r.EntityID)
	if err != nil {
		fix := "Export the metadata of the JumpCloud application again."
		if several, ok := errors.AsType[*metadata.SeveralError](err); ok {
			fix = "Name the identity provider that is meant with --entity-id, such as --entity-id " +
				shell.Word(several.EntityIDs[0]) + "."
		}
		return Source{}, &record.Refusal{Code: CodeMetadataUnreadable, Exit: exit.Usage,
			Message: "The file is not the metadata of one SAML identity provider",
			Got:     err.Error(), Fix: fix}
	}
	return r.source(idp)
}
