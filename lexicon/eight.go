package lexicon

// Eight bytes of a text at once, the first in the lowest byte of a uint64.

const (
	ones     = 0x0101010101010101
	highBits = 0x80 * ones
	lowBits  = 0x7f * ones
)

// eight returns the first eight bytes of s, which must have as many.
func eight(s string) uint64 {
	_ = s[7]
	return uint64(s[0]) | uint64(s[1])<<8 | uint64(s[2])<<16 | uint64(s[3])<<24 |
		uint64(s[4])<<32 | uint64(s[5])<<40 | uint64(s[6])<<48 | uint64(s[7])<<56
}

// within returns the high bits of the bytes of w from lo to hi, both ASCII.
func within(w, lo, hi uint64) uint64 {
	low := w & lowBits
	return (low + (0x80-lo)*ones) &^ (low + (0x7f-hi)*ones) &^ w & highBits
}

// same returns the high bits of the bytes that are the same in v and w.
func same(v, w uint64) uint64 {
	x := v ^ w
	return ^(x&lowBits + lowBits | x | lowBits)
}
