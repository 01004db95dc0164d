package scenarios

import (
	"context"
	"strconv"
)

func jumpCloudAPIKeyVerbs() vocabulary {
	return vocabulary{
		{
			Name:    "jumpcloud apikey show",
			Summary: "print the key of JumpCloud's API, which programs send as x-api-key",
			Example: "jumpcloud apikey show",
			Run: func(_ context.Context, env *Env, _ *Call) error {
				fields(env, "API key:apiKey", env.secret(env.World.JumpCloud.APIKey()))
				return nil
			},
		},
		{
			Name:    "jumpcloud apikey rotate",
			Summary: "replace the key of JumpCloud's API; the old one stops at once",
			Example: "jumpcloud apikey rotate",
			Run: func(ctx context.Context, env *Env, _ *Call) error {
				if _, err := env.World.JumpCloud.RotateAPIKey(ctx); err != nil {
					return err
				}
				fields(env, "Rotated", env.now())
				return nil
			},
		},
		{
			Name: "jumpcloud apikey throttle", Args: "NUMBER",
			Summary: "refuse the next calls of JumpCloud's API for their number: 429",
			Example: "jumpcloud apikey throttle 3",
			Detail:  "0 ends it. JumpCloud does not publish its limits; nothing is refused for its number unless asked for.",
			Check: func(call *Call) error {
				if n, err := strconv.Atoi(call.Arg(0)); err != nil || n < 0 {
					return &UsageError{"NUMBER must be a whole number from 0, not " + strconv.Quote(call.Arg(0)),
						"give how many calls"}
				}
				return nil
			},
			Run: func(_ context.Context, env *Env, call *Call) error {
				n, err := strconv.Atoi(call.Arg(0))
				env.World.JumpCloud.ThrottleAPI(n)
				return done(env, call, err, "the next %d calls of JumpCloud's API are refused", n)
			},
		},
	}
}
