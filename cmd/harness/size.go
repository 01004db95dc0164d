package main

import (
	"fmt"
	"math"
	"strconv"
	"strings"
)

// size is a flag for an amount of memory in bytes: "64MB", "1GiB", "500000".
type size int

// Set reads an amount of at least one byte.
func (s *size) Set(text string) error {
	digits := strings.TrimRight(text, "kKMGiB")
	unit, known := map[string]int64{
		"": 1, "B": 1,
		"kB": 1e3, "KB": 1e3, "MB": 1e6, "GB": 1e9,
		"KiB": 1 << 10, "MiB": 1 << 20, "GiB": 1 << 30,
	}[text[len(digits):]]
	n, err := strconv.ParseInt(digits, 10, 64)
	if !known || err != nil || n < 1 || n > math.MaxInt/unit {
		return fmt.Errorf("%q is not a size; expected a number of at least 1 with B, kB, MB, GB, KiB, MiB or GiB, as in 64MB",
			text)
	}
	*s = size(n * unit)
	return nil
}

// String is the size as it may be given.
func (s *size) String() string {
	for _, unit := range []struct {
		name  string
		bytes size
	}{{"GiB", 1 << 30}, {"MiB", 1 << 20}, {"KiB", 1 << 10}} {
		if *s != 0 && *s%unit.bytes == 0 {
			return fmt.Sprint(int(*s/unit.bytes), unit.name)
		}
	}
	return fmt.Sprint(int(*s), "B")
}

// Type is the value's name in the help.
func (*size) Type() string { return "SIZE" }
