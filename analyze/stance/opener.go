package stance

import (
	"strings"
	"unicode/utf8"

	"standpoint/lexicon"
)

// opening is how a reply opens: with a few words which say that the comment
// replied to is right ("Exactly.", "+1,") or wrong ("Nonsense.", "I don't
// agree."), whatever the rest goes on to say.
type opening struct {
	span
	side  float64 // +1 agrees, -1 disagrees, 0 neither
	after int     // where the words after it begin, 0 if there are none
}

// openingSide is how far an opening moves the side of a reply toward the
// comment replied to, where P(disagrees, neither, agrees) is
// softmax(−side, rest, side): the log-odds of agreement against disagreement
// move by twice as much. It was chosen for "fast" by likelihood on labelled replies
// (train/stance/opened.py: .99) and holds for "deep" on those that neither it nor
// the choice has seen (train/deep/calibrate.py).
const openingSide = 1.

// openingWords is how many words an opening has at most.
const openingWords = 4

var (
	agreeSet    = lexicon.SetOf(lexicon.Agree)
	disagreeSet = lexicon.SetOf(lexicon.Disagree, lexicon.Disbelief)
)

// openingOf reads the first clause of a reply. It is an opening if it has few
// words and cues of one side only, is no question, and no contrast follows
// ("Yes, but"). A negator turns the cues after it around, but not in "can't
// agree more"; a mere "No" disagrees. Names, emoji and sounds such as "oh" may
// stand before. Words in quotation marks are somebody else's.
func openingOf(text string, toks []lexicon.Token) opening {
	from := 0
	for from < len(toks) && leadsIn(text, toks[from:]) {
		from++
	}
	end := from
	for end < len(toks) && !endsClause(text, toks[end]) {
		if end++; end-from > openingWords {
			return opening{}
		}
	}
	if end == from || end < len(toks) && text[toks[end].Start] == '?' {
		return opening{}
	}
	if end+1 < len(toks) && firstSet(text, toks[end+1:]).Has(lexicon.Contrast) {
		return opening{}
	}
	o := opening{span: span{int(toks[from].Start), int(toks[end-1].End)}}
	for _, t := range toks[end:] {
		if t.Kind == lexicon.Word || t.Kind == lexicon.Number || t.Kind == lexicon.Hashtag {
			o.after = int(t.Start)
			break
		}
	}
	is := func(i int, word string) bool {
		var buf [lexicon.MaxWord + utf8.UTFMax]byte
		return i >= 0 && i < len(toks) && string(lexicon.AppendFold(buf[:0], text[toks[i].Start:toks[i].End])) == word
	}
	negated := false
	var sets [openingWords]lexicon.Set
	for i, set := range lexicon.Default().Mark(text, toks[from:end], sets[:0]) {
		i += from
		side := 0.
		switch {
		case set.HasAny(disagreeSet):
			side = -1
		case set.HasAny(agreeSet):
			side = 1
		case end-from == 1 && is(i, "no") && !is(i-1, "oh"):
			side = -1
		case set.Has(lexicon.Negator):
			negated = true
		}
		switch {
		case side == 0:
			continue
		case is(i, "wrong") && is(i-1, "me"): // "don't get me wrong"
			return opening{}
		case negated && !is(i+1, "more"):
			side = -side
		}
		if o.side == -side {
			return opening{}
		}
		o.side = side
	}
	if o.side == 0 {
		return opening{}
	}
	return o
}

// cue names an opening in evidence.
func (o opening) cue() string {
	if o.side < 0 {
		return "opens with disagreement"
	}
	return "opens with agreement"
}

// leadsIn reports whether the first token may stand before an opening.
func leadsIn(text string, toks []lexicon.Token) bool {
	switch t := toks[0]; t.Kind {
	case lexicon.Mention, lexicon.Emoji, lexicon.Emoticon, lexicon.Break:
		return true
	case lexicon.Punct:
		return strings.IndexByte(".,:!-*", text[t.Start]) >= 0
	case lexicon.Word:
		var buf [lexicon.MaxWord + utf8.UTFMax]byte
		switch string(lexicon.AppendFold(buf[:0], text[t.Start:t.End])) {
		case "oh", "ah", "um", "uh", "er", "hmm", "well", "lol", "ha", "haha", "omg", "wow", "ok", "okay":
			return !firstSet(text, toks).HasAny(agreeSet | disagreeSet) // "well said"
		}
	}
	return false
}

// firstSet is what the word lists say of the first token.
func firstSet(text string, toks []lexicon.Token) lexicon.Set {
	var sets [6]lexicon.Set // no phrase that starts there is longer
	return lexicon.Default().Mark(text, toks[:min(len(sets), len(toks))], sets[:0])[0]
}

// endsClause reports whether a clause ends before a token.
func endsClause(text string, t lexicon.Token) bool {
	switch t.Kind {
	case lexicon.Word, lexicon.Number:
		return false
	case lexicon.Punct:
		return strings.IndexByte("%+'", text[t.Start]) < 0 // "100%", "+1"
	}
	return true
}
