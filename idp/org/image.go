package org

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"net/http"
	"slices"
	"strings"

	"samlharness/internal/store"
)

// Image is what people see of an application in the User Portal.
type Image struct {
	// Type is its media type, such as image/png.
	Type string `json:"type"`
	Data []byte `json:"data"`
}

// maxImage bounds an image in bytes.
const maxImage = 256 << 10

// Colors are those that the Color Indicator offers in the place of a logo. Source: JumpCloud API v1, applications.
func Colors() []string {
	return []string{"#202D38", "#005466", "#3E8696", "#006CAC", "#0617AC", "#7C6ADA", "#D5779D", "#9E2F00", "#FFB000",
		"#58C469", "#57C49F", "#FF6C03"}
}

// imageTypes are those that browsers show and that hold no script, as SVG does.
func imageTypes() []string { return []string{"image/png", "image/jpeg", "image/gif", "image/webp"} }

// ReadImage tells what an image is by its first bytes.
func ReadImage(data []byte) (Image, error) {
	kind := http.DetectContentType(data)
	switch {
	case len(data) > maxImage:
		return Image{}, invalid("User Portal Image", fmt.Sprintf("at most %d bytes", maxImage), fmt.Sprint(len(data)))
	case !slices.Contains(imageTypes(), kind):
		return Image{}, invalid("User Portal Image", strings.Join(imageTypes(), ", "), kind)
	}
	return Image{kind, data}, nil
}

// SetImage gives an application a User Portal Image; without data it takes the one there was away.
func (o *Organization) SetImage(ctx context.Context, ref string, data []byte) (a Application, err error) {
	var image Image
	if len(data) > 0 {
		if image, err = ReadImage(slices.Clone(data)); err != nil {
			return a, err
		}
	}
	err = o.store.Update(ctx, func(tx store.Tx) error {
		r, err := findApplication(tx, ref)
		if err != nil {
			return err
		}
		r.ImageSum = ""
		if len(data) > 0 {
			sum := sha256.Sum256(data)
			r.ImageSum = hex.EncodeToString(sum[:8])
			err = images.Put(tx, r.ID, image)
		} else {
			err = images.Delete(tx, r.ID)
		}
		if err != nil {
			return err
		}
		a = r.shown()
		return applications.Put(tx, r.ID, r)
	})
	return a, err
}

// Image is the User Portal Image of an application, by its id; ok is false where there is none.
func (o *Organization) Image(ctx context.Context, id string) (image Image, ok bool, err error) {
	err = o.store.View(ctx, func(tx store.Tx) error {
		image, ok, err = images.Get(tx, id)
		return err
	})
	image.Data = copied(image.Data)
	return image, ok, err
}
