package main

import "iter"

// ordered applies f to every item of in with the given number of goroutines
// and yields the results in the order of the items. At most a small multiple
// of workers items are under way, so a slow consumer holds the producer back.
// idle, if not nil, is called when the next result is not there yet: the time
// to flush what was written.
func ordered[T, R any](in iter.Seq[T], workers int, f func(T) R, idle func()) iter.Seq[R] {
	return func(yield func(R) bool) {
		workers = max(workers, 1)
		type job struct {
			item T
			done chan R
		}
		jobs := make(chan job)
		queue := make(chan job, 64*workers)
		quit := make(chan struct{})
		defer close(quit)
		go func() {
			defer close(jobs)
			defer close(queue)
			for item := range in {
				j := job{item, make(chan R, 1)}
				select {
				case queue <- j:
				case <-quit:
					return
				}
				select {
				case jobs <- j:
				case <-quit:
					return
				}
			}
		}()
		for range workers {
			go func() {
				for j := range jobs {
					j.done <- f(j.item)
				}
			}()
		}
		for {
			var j job
			var ok bool
			select {
			case j, ok = <-queue:
			default:
				if idle != nil {
					idle()
				}
				j, ok = <-queue
			}
			if !ok {
				return
			}
			if !yield(<-j.done) {
				return
			}
		}
	}
}
