//go:build !amd64 || purego

package encoder

// kernels lists what this machine can run, the fastest first.
func kernels() []kernel { return []kernel{plain()} }
