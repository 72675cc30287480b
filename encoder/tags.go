package encoder

import (
	"math"
	"strings"
	"unicode"
	"unicode/utf8"
)

// What a piece of a tag costs: a thousand times the logarithm of its rank in the
// vocabulary, which is sorted by how often the base's texts had a piece, and
// one of these. A new word costs more than going on in one, so that words are
// long, and the shortest most, as nearly every pair of letters is a piece.
const (
	costWord   = 3000
	costWithin = 2000
	mostTag    = 60 // characters of a tag that is taken apart
	mostPiece  = 18 // characters of a piece of one
)

var costShort = [...]int32{1: 5000, 2: 2500, 3: 1000}

// tagAt is the length of the tag ("BanTheTrams" of "#BanTheTrams", "anna_k" of
// "@anna_k") after the mark at text[at]; 0 where the mark does not begin a tag.
func tagAt(text string, at int) int {
	word := func(r rune) bool { return r == '_' || unicode.IsLetter(r) || unicode.IsNumber(r) }
	if r, _ := utf8.DecodeLastRuneInString(text[:at]); at > 0 && (word(r) || strings.ContainsRune("#@&/", r)) {
		return 0
	}
	n, rest := 0, text[at+1:]
	for n < len(rest) && n < mostTag && (rest[n] == '_' || rest[n] < utf8.RuneSelf && ascii[rest[n]] == letter) {
		n++
	}
	if r, _ := utf8.DecodeRuneInString(rest[n:]); n < 2 || n < len(rest) && word(r) {
		return 0
	}
	return n
}

// tag appends the pieces of the tag text[from:to]: the words that its capitals
// and digits set apart ("Ban", "The", "Trams"), and where a word is none of the
// vocabulary's ("votejane"), the cheapest words and pieces of words.
func (m *Model) tag(dst []Token, text string, from, to int) []Token {
	kind := func(i int) byte {
		if i >= to {
			return 0
		}
		switch c := text[i]; {
		case 'A' <= c && c <= 'Z':
			return 'A'
		case 'a' <= c && c <= 'z':
			return 'a'
		case c == '_':
			return '_'
		}
		return '0'
	}
	for from < to {
		k := kind(from)
		end := from + 1
		for kind(end) == k {
			end++
		}
		if k == 'A' && kind(end) == 'a' {
			if end > from+1 {
				end-- // "TCOTrump": the last capital begins a word
			} else {
				for kind(end) == 'a' {
					end++
				}
			}
		}
		if k != '_' {
			dst = m.part(dst, text, from, end)
		}
		from = end
	}
	return dst
}

// part appends the pieces of text[from:to], ASCII letters or digits.
func (m *Model) part(dst []Token, text string, from, to int) []Token {
	var lower [mostTag]byte
	n := to - from
	for i := range n {
		lower[i] = text[from+i]
		if 'A' <= lower[i] && lower[i] <= 'Z' {
			lower[i] += 'a' - 'A'
		}
	}
	if id, ok := m.first[string(lower[:n])]; ok {
		return append(dst, Token{id, from, to})
	}
	// The cheapest way to each character, as in Viterbi's algorithm.
	var best [mostTag + 1]struct{ cost, back, id int32 }
	for j := 1; j <= n; j++ {
		best[j].cost = math.MaxInt32
		for i := max(0, j-mostPiece); i < j; i++ {
			if best[i].cost == math.MaxInt32 {
				continue
			}
			s := lower[i:j]
			if id, ok := m.first[string(s)]; ok {
				c := best[i].cost + m.cost[id] + costWord
				if j-i < len(costShort) {
					c += costShort[j-i]
				}
				if j-i == 1 && (s[0] == 'a' || s[0] == 'i') {
					c -= 3000 // words, other than the rest of the letters
				}
				if c < best[j].cost {
					best[j].cost, best[j].back, best[j].id = c, int32(i), id
				}
			}
			if id, ok := m.within[string(s)]; ok && i > 0 {
				if c := best[i].cost + m.cost[id] + costWithin; c < best[j].cost {
					best[j].cost, best[j].back, best[j].id = c, int32(i), id
				}
			}
		}
	}
	if best[n].cost == math.MaxInt32 {
		return append(dst, Token{UNK, from, to})
	}
	var ends [mostTag]int
	k := 0
	for j := n; j > 0; j = int(best[j].back) {
		ends[k] = j
		k++
	}
	for k--; k >= 0; k-- {
		b := best[ends[k]]
		dst = append(dst, Token{b.id, from + int(b.back), from + ends[k]})
	}
	return dst
}

// ranks is the part of a piece's cost that its rank makes.
func ranks(words int) []int32 {
	cost := make([]int32, words)
	for id := 1; id < words; id++ {
		cost[id] = int32(math.Round(1000 * math.Log(float64(id))))
	}
	return cost
}
