//go:build unix

package stance

import (
	"syscall"
	"time"
)

// processorTime is what this process has used so far. On a machine that others
// use too, it tells more of a program than the clock on the wall.
func processorTime() time.Duration {
	var u syscall.Rusage
	if syscall.Getrusage(syscall.RUSAGE_SELF, &u) != nil {
		return 0
	}
	return time.Duration(u.Utime.Nano() + u.Stime.Nano())
}
