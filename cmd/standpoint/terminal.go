package main

import (
	"io"
	"os"
	"sync"
	"time"

	"github.com/schollz/progressbar/v3"
	"golang.org/x/term"
)

// terminal says how to write to w: how wide, and whether in colour. A pipe is
// 80 columns wide and without colour.
func terminal(w io.Writer) (width int, colour bool) {
	width = 80
	f, ok := w.(*os.File)
	if !ok || !term.IsTerminal(int(f.Fd())) {
		return width, false
	}
	if n, _, err := term.GetSize(int(f.Fd())); err == nil && n >= 40 {
		width = min(n, 120)
	}
	return width, os.Getenv("NO_COLOR") == "" && os.Getenv("TERM") != "dumb"
}

// progress counts comments on w while it is a terminal, with the rate and, if
// total says how many there will be, the time that remains; a negative total
// is not known. In a pipe it does nothing.
func progress(w io.Writer, what string, total int) (add func(int), done func()) {
	f, ok := w.(*os.File)
	if !ok || !term.IsTerminal(int(f.Fd())) {
		return func(int) {}, func() {}
	}
	return bar(f, what, total)
}

func bar(w io.Writer, what string, total int) (add func(int), done func()) {
	b := progressbar.NewOptions64(int64(max(total, -1)),
		progressbar.OptionSetWriter(w),
		progressbar.OptionSetDescription(what),
		progressbar.OptionShowCount(),
		progressbar.OptionShowIts(),
		progressbar.OptionSetItsString("comments"),
		progressbar.OptionSetWidth(20),
		progressbar.OptionThrottle(100*time.Millisecond),
		progressbar.OptionClearOnFinish(),
		// Without a total the library would draw from a goroutine of its own,
		// before there is a rate and after a pass that showed nothing.
		progressbar.OptionSetSpinnerChangeInterval(0),
	)
	// A rate over the first instants would be absurd, and short work needs no
	// bar: nothing shows until barAfter.
	b.StartWithoutRender()
	start := time.Now()
	var mu sync.Mutex
	waiting, shown := 0, false
	add = func(n int) {
		mu.Lock()
		defer mu.Unlock()
		if waiting += n; !shown && time.Since(start) < barAfter {
			return
		}
		_ = b.Add(waiting)
		waiting, shown = 0, true
	}
	return add, func() {
		mu.Lock()
		defer mu.Unlock()
		if shown {
			_ = b.Finish()
		}
	}
}

// barAfter is how long a pass lasts before its bar shows.
const barAfter = 500 * time.Millisecond
