package world

import (
	"cmp"
	"context"
	"sync"
)

// batch is how many users come in at once.
const batch = 1000

// fillUsers brings in the users, at both companies side by side.
func (w *World) fillUsers(ctx context.Context, progress func(done, total int)) error {
	users := w.spec.Users
	for from := 0; from < len(users); from += batch {
		some := users[from:min(from+batch, len(users))]
		var microsoft, jumpCloud error
		var sides sync.WaitGroup
		sides.Go(func() {
			list, places := each(some, from, atMicrosoft, UserSpec.atMicrosoft)
			done, err := w.Entra.CreateUsers(ctx, list)
			microsoft = w.refusedUser(places, done, "Microsoft", err)
		})
		sides.Go(func() {
			list, places := each(some, from, atJumpCloud, UserSpec.atJumpCloud)
			done, err := w.JumpCloud.CreateUsers(ctx, list)
			jumpCloud = w.refusedUser(places, done, "JumpCloud", err)
		})
		sides.Wait()
		if err := cmp.Or(microsoft, jumpCloud); err != nil {
			return err
		}
		if progress != nil {
			progress(from+len(some), len(users))
		}
	}
	return nil
}

// refusedUser says which user of a batch a company does not take; when done is the whole batch, it is no one user. The
// places are where in the spec the users of the batch stand.
func (w *World) refusedUser(places []int, done int, company string, err error) error {
	switch {
	case err == nil:
		return nil
	case done == len(places):
		return w.spec.source.mistake("users at "+company, err, "users")
	}
	i := places[done]
	return w.spec.source.mistake("user "+w.spec.Users[i].UPN+" at "+company, err, "users", i, "upn")
}

// each makes what a company needs of those users who are there, the first of whom stands at from in the spec, and tells
// where each stands.
func each[T any](users []UserSpec, from int, company string, as func(UserSpec) T) (list []T, places []int) {
	list, places = make([]T, 0, len(users)), make([]int, 0, len(users))
	for i, u := range users {
		if u.At == "" || u.At == company {
			list, places = append(list, as(u)), append(places, from+i)
		}
	}
	return list, places
}
