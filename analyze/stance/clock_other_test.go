//go:build !unix

package stance

import "time"

var started = time.Now()

// processorTime is the time on the wall where the system gives no better.
func processorTime() time.Duration { return time.Since(started) }
