package stance

import (
	"standpoint/lexicon"
)

// Evidence of the deep method names phrases. A comment is cut into them at its
// marks and before its conjunctions. One of more than longSpan words is cut
// about evenly, where it can be before a word that belongs to what follows; one
// of fewer than shortSpan joins its neighbour unless it is a sentence of its own.
const (
	shortSpan = 2
	longSpan  = 5
)

// span is a range of bytes of a comment.
type span struct{ start, end int }

func (s span) meets(t span) bool { return s.start < t.end && t.start < s.end }

// unit is a word with the marks that cling to it.
type unit struct {
	span
	after breakKind // what stands between it and the unit before
	light bool      // a word that rather begins a phrase than ends one
}

type breakKind uint8

const (
	noBreak breakKind = iota
	clauseBreak
	sentenceBreak
)

// phrases appends to dst the phrases of text[in.start:in.end], in order. toks
// are lexicon.Tokenize's of text.
func phrases(dst []span, text string, toks []lexicon.Token, in span) []span {
	var sentence []unit
	for _, u := range units(text, toks, in) {
		if u.after == sentenceBreak {
			dst = cutSentence(dst, sentence)
			sentence = sentence[:0]
		}
		sentence = append(sentence, u)
	}
	return cutSentence(dst, sentence)
}

func units(text string, toks []lexicon.Token, in span) []unit {
	var out []unit
	var fold [lexicon.MaxWord + 4]byte
	next, light := noBreak, false
	opened := -1 // where marks that cling to the next word begin
	for i, t := range toks {
		start, end := int(t.Start), int(t.End)
		if start < in.start || end > in.end {
			continue
		}
		switch t.Kind {
		case lexicon.Break:
			next, opened = sentenceBreak, -1
			continue
		case lexicon.Punct:
			// A mark clings to the word that it touches; between two words, or
			// alone, to the one before.
			touches := i+1 < len(toks) && toks[i+1].Start == t.End && toks[i+1].Kind != lexicon.Punct
			alone := len(out) == 0 || int(toks[i-1].End) != start
			if alone && touches || text[start] == '(' || text[start] == '[' {
				if opened < 0 {
					opened = start
				}
				next = max(next, clauseBreak)
				continue
			}
			if len(out) > 0 && opened < 0 && next != sentenceBreak || len(out) > 0 && out[len(out)-1].end == start {
				out[len(out)-1].end = end
			}
			switch text[start] {
			case '.', '!', '?', ';':
				next = sentenceBreak
			case '\'':
			default:
				next = max(next, clauseBreak)
			}
			continue
		case lexicon.Word:
			word := string(lexicon.AppendFold(fold[:0], text[start:end]))
			if opener(word) {
				next = max(next, clauseBreak)
			}
			light = leads(word)
		}
		if opened >= 0 {
			start = opened
		}
		out = append(out, unit{span{start, end}, next, light})
		next, opened, light = noBreak, -1, false
	}
	return out
}

// opener reports whether a phrase may begin with the word.
func opener(folded string) bool {
	switch folded {
	case "and", "but", "or", "nor", "yet", "so", "because", "since", "although", "though", "unless", "until", "while",
		"whereas", "if", "when", "where", "who", "which", "that", "whether", "however", "except", "than":
		return true
	}
	return false
}

// leads reports whether a word belongs to what follows it: prepositions, and
// what stands before a noun.
func leads(folded string) bool {
	switch folded {
	case "a", "an", "the", "this", "these", "those", "my", "your", "his", "her", "its", "our", "their", "no", "not",
		"of", "to", "in", "on", "at", "by", "for", "from", "with", "without", "into", "over", "under", "about", "against",
		"between", "through", "during", "after", "before", "as", "like":
		return true
	}
	return false
}

// starts reports whether a phrase begins well at p[at].
func starts(p []unit, at int) bool {
	return at < len(p) && p[at].light && !p[at-1].light
}

// cutSentence appends the phrases of a sentence.
func cutSentence(dst []span, sentence []unit) []span {
	var parts [][]unit
	begin := 0
	for i, u := range sentence {
		if u.after == clauseBreak && i-begin >= shortSpan {
			parts = append(parts, sentence[begin:i])
			begin = i
		}
	}
	if rest := sentence[begin:]; len(parts) > 0 && len(rest) < shortSpan {
		last := &parts[len(parts)-1]
		*last = sentence[begin-len(*last):]
	} else if len(rest) > 0 {
		parts = append(parts, rest)
	}
	for _, p := range parts {
		n := (len(p) + longSpan - 1) / longSpan
		for begin, k := 0, 1; k <= n; k++ {
			end := k * len(p) / n
			if k < n && !starts(p, end) {
				for _, near := range [...]int{end - 1, end + 1} {
					if near > begin && starts(p, near) {
						end = near
						break
					}
				}
			}
			dst = append(dst, span{p[begin].start, p[end-1].end})
			begin = end
		}
	}
	return dst
}
