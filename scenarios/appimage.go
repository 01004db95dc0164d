package scenarios

import (
	"context"
	"fmt"

	"samlharness/idp/org"
)

// appImage reads the file of --image, and checks that it is an image; nothing where the flag names none.
func appImage(env *Env, call *Call) ([]byte, error) {
	name := call.String("image")
	if name == "" {
		return nil, nil
	}
	data, err := env.Files.ReadFile(name)
	if err != nil {
		return nil, fmt.Errorf("read --image: %w", err)
	}
	_, err = org.ReadImage(data)
	return data, err
}

// portalImage is an application's User Portal Image in words.
func portalImage(ctx context.Context, env *Env, a org.Application) (cell, error) {
	if a.ImageSum == "" {
		return cell{}, nil
	}
	image, _, err := env.World.JumpCloud.Image(ctx, a.ID)
	bytes := len(image.Data)
	return as(members{{"type", image.Type}, {"bytes", bytes}}, fmt.Sprintf("%s, %d bytes", image.Type, bytes)), err
}
