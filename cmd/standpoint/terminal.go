package main

import (
	"io"
	"os"
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
	)
	return func(n int) { _ = b.Add(n) }, func() { _ = b.Finish() }
}
