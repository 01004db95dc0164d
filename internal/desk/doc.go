// Package desk is the site of whoever runs the emulation, at the bare address of a world that is held open. It belongs
// to neither company: it shows what both of them know, and what the emulation knows of them.
//
// This package is the site itself, with its layout, its errors and the guard of its forms; what it shows are rooms,
// each in a package of its own, such as [samlharness/internal/desk/home]. Not every room needs a world.
package desk
