package article

import (
	"regexp"
	"regexp/syntax"
	"sync"
	"unicode"
)

// An anchored is a regular expression that begins with "^" and then with one
// of many words. Few lines begin with such a word, and those that do not are
// told apart by their first letters, far faster than by the expression.
type anchored struct {
	re     *regexp.Regexp
	starts func() *beginnings // built at the first use: most runs read no text pages
}

type beginnings struct {
	first map[[anchorLen]rune]bool // the beginnings that can match, in folded case
	short [anchorLen]bool          // first has beginnings of this length, padded with zeros
}

// anchorLen is the number of letters that are looked at first.
const anchorLen = 3

// maxAnchorClass is the size of a character class from which on a beginning
// is cut off before it.
const maxAnchorClass = 32

func anchor(pattern string) *anchored {
	return &anchored{
		re:     regexp.MustCompile(pattern),
		starts: sync.OnceValue(func() *beginnings { return beginningsOf(pattern) }),
	}
}

func beginningsOf(pattern string) *beginnings {
	a := &beginnings{first: map[[anchorLen]rune]bool{}}
	tree, err := syntax.Parse(pattern, syntax.Perl)
	if err != nil {
		panic(err) // regexp compiled it
	}
	prog, err := syntax.Compile(tree.Simplify())
	if err != nil {
		panic(err)
	}
	type state struct {
		pc  uint32
		n   int
		key [anchorLen]rune
	}
	seen := map[state]bool{}
	todo := []state{{pc: uint32(prog.Start)}}
	for len(todo) > 0 {
		s := todo[len(todo)-1]
		todo = todo[:len(todo)-1]
		if seen[s] {
			continue
		}
		seen[s] = true
		if s.n == anchorLen {
			a.first[s.key] = true
			continue
		}
		switch in := &prog.Inst[s.pc]; in.Op {
		case syntax.InstAlt, syntax.InstAltMatch:
			todo = append(todo, state{in.Out, s.n, s.key}, state{in.Arg, s.n, s.key})
		case syntax.InstCapture, syntax.InstEmptyWidth, syntax.InstNop:
			todo = append(todo, state{in.Out, s.n, s.key})
		case syntax.InstFail:
		case syntax.InstRune, syntax.InstRune1:
			rs := in.Rune
			if len(rs) == 1 {
				rs = []rune{rs[0], rs[0]}
			}
			size := 0
			for i := 0; i < len(rs); i += 2 {
				size += int(rs[i+1]-rs[i]) + 1
			}
			if size > maxAnchorClass {
				a.first[s.key], a.short[s.n] = true, true
				continue
			}
			for i := 0; i < len(rs); i += 2 {
				for r := rs[i]; r <= rs[i+1]; r++ {
					next := state{in.Out, s.n + 1, s.key}
					next.key[s.n] = folded(r)
					if n := len(todo); n == 0 || todo[n-1] != next { // all digits are one
						todo = append(todo, next)
					}
				}
			}
		default: // any rune at all, or the end
			a.first[s.key], a.short[s.n] = true, true
		}
	}
	return a
}

// folded is the same for all letters that match each other in any case, and
// for all digits.
func folded(r rune) rune {
	if r < 0x80 {
		if 'A' <= r && r <= 'Z' {
			r += 'a' - 'A'
		} else if '0' <= r && r <= '9' {
			r = '0' // else \d{0,5} were a hundred thousand beginnings
		}
		return r
	}
	low := r
	for f := unicode.SimpleFold(r); f != r; f = unicode.SimpleFold(f) {
		low = min(low, f)
	}
	if low < 0x80 {
		return folded(low)
	}
	return low
}

// may reports whether s begins as a match would.
func (x *anchored) may(s string) bool {
	a := x.starts()
	var key [anchorLen]rune
	n := 0
	for _, r := range s {
		if a.short[n] && a.first[key] {
			return true
		}
		key[n] = folded(r)
		if n++; n == anchorLen {
			return a.first[key]
		}
	}
	return a.first[key] && a.short[n]
}

func (a *anchored) MatchString(s string) bool { return a.may(s) && a.re.MatchString(s) }

func (a *anchored) FindStringSubmatch(s string) []string {
	if !a.may(s) {
		return nil
	}
	return a.re.FindStringSubmatch(s)
}
