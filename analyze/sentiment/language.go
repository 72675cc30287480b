package sentiment

import (
	"unicode"
	"unicode/utf8"

	"github.com/abadojack/whatlanggo"

	"standpoint/lexicon"
)

// A text is English if at least one in functionShare of its words is an
// English function word, or if knownShare of them are in the model's
// vocabulary; the detector is asked only about the rest, and believed only
// from minWords words on. English comments run at about one function word in
// two, other languages in Latin script below one in ten. A detector in doubt is
// still believed of sureWords words without any English function word.
const (
	functionShare = 0.2
	knownShare    = 0.75
	minWords      = 4
	sureWords     = 6
	detectBytes   = 2000 // the detector reads this much
)

// unsupported says why a text cannot be scored by an English model, "" if it
// can. known reports whether a folded word is in the model's vocabulary.
//
// A text mostly in another script is not English however short it is. A text
// in Latin script of fewer than minWords words is let through unless it holds
// no word: "LOL" and "Danke" look alike.
func unsupported(text string, toks []lexicon.Token, known func([]byte) bool) string {
	var buf [lexicon.MaxWord + utf8.UTFMax]byte
	lex := lexicon.Default()
	words, function, inVocabulary, latin, other := 0, 0, 0, 0, 0
	for _, t := range toks {
		if t.Kind != lexicon.Word {
			continue
		}
		s := text[t.Start:t.End]
		if r, _ := utf8.DecodeRuneInString(s); r < utf8.RuneSelf || unicode.Is(unicode.Latin, r) {
			latin++
		} else {
			other++
			continue
		}
		words++
		folded := lexicon.AppendFold(buf[:0], s)
		if lex.Lookup(folded).Has(lexicon.Function) {
			function++
			inVocabulary++
		} else if known(folded) {
			inVocabulary++
		}
	}
	if other > latin {
		return "language: " + detect(text)
	}
	if words < minWords || float64(function) >= functionShare*float64(words) || float64(inVocabulary) >= knownShare*float64(words) {
		return ""
	}
	info := whatlanggo.Detect(cut(text))
	if info.Lang == whatlanggo.Eng || info.Lang < 0 {
		return ""
	}
	if !info.IsReliable() && (function > 0 || words < sureWords || 2*inVocabulary > words) {
		return ""
	}
	return "language: " + info.Lang.String()
}

// detect names the language, or at least the script, of a text that is not in
// Latin letters.
func detect(text string) string {
	text = cut(text)
	if info := whatlanggo.Detect(text); info.Lang >= 0 && info.IsReliable() && info.Lang.String() != "" {
		return info.Lang.String()
	}
	if name := whatlanggo.Scripts[whatlanggo.DetectScript(text)]; name != "" {
		return name + " script"
	}
	return "unknown"
}

// cut returns the first detectBytes bytes of text without half a rune.
func cut(text string) string {
	if len(text) <= detectBytes {
		return text
	}
	end := detectBytes
	for end > 0 && !utf8.RuneStart(text[end]) {
		end--
	}
	return text[:end]
}
