package sentiment

import (
	"unicode"
	"unicode/utf8"

	"github.com/abadojack/whatlanggo"

	"standpoint/lexicon"
)

// A text is English if at least functionShare of its words are English function
// words; English comments run at about one in two, other languages in Latin
// script below one in ten. The detector is asked only about the rest, and
// believed from minWords words on. One in doubt is still believed of sureWords
// words none of which is in our English lists, unless most are names.
const (
	functionShare = 0.2
	minWords      = 4
	sureWords     = 6
	detectBytes   = 2000 // the detector reads this much
)

// unsupported says why a text cannot be scored by an English model, "" if it
// can.
//
// A text mostly in another script is not English however short it is. A text
// in Latin script of fewer than minWords words is let through unless it holds
// no word: "LOL" and "Danke" look alike.
func unsupported(text string, toks []lexicon.Token, reads []lexicon.Reading) string {
	words, function, wide := 0, 0, 0
	for i, t := range toks {
		word := int(int64(uint64(t.Kind)-uint64(lexicon.Word)-1) >> 63) // all bits if it is one
		words -= word
		function += int(reads[i].Classes>>lexicon.Function) & 1 & word
		wide += int(text[t.Start]>>7) & word
	}
	other := 0
	if wide > 0 {
		words, function, other = countScripts(text, toks, reads)
	}
	if other > words {
		return "language: " + detect(text)
	}
	if words < minWords || float64(function) >= functionShare*float64(words) {
		return ""
	}
	read := cut(text, detectBytes)
	info := whatlanggo.Detect(read)
	if info.Lang == whatlanggo.Eng || info.Lang < 0 {
		return ""
	}
	name := info.Lang.String()
	if info.Confidence == 0 {
		// Several fit alike, and the detector took any of them. If English is
		// another, the two fit alike too.
		two := map[whatlanggo.Lang]bool{whatlanggo.Eng: true, info.Lang: true}
		if whatlanggo.DetectWithOptions(read, whatlanggo.Options{Whitelist: two}).Confidence == 0 {
			return ""
		}
		name = unknown
	}
	if !info.IsReliable() && (words < sureWords || mayBeEnglish(text, toks, reads, words)) {
		return ""
	}
	return "language: " + name
}

// unknown stands for the name of a language that cannot be told.
const unknown = "unknown"

// mayBeEnglish reports whether one in ten of the words in Latin script is in our
// lists, or most are names.
func mayBeEnglish(text string, toks []lexicon.Token, reads []lexicon.Reading, words int) bool {
	listed, names := 0, 0
	for i, t := range toks {
		if t.Kind != lexicon.Word || !isLatin(text[t.Start:t.End]) {
			continue
		}
		switch r := &reads[i]; {
		case r.Classes != 0 || r.Valence != 0:
			listed++
		case r.Shape&(lexicon.Capitalised|lexicon.AllCaps) != 0:
			names++
		}
	}
	return 10*listed > words || 2*names > words
}

// countScripts counts the words in Latin script, those of them that are function
// words, and the words in another script.
func countScripts(text string, toks []lexicon.Token, reads []lexicon.Reading) (words, function, other int) {
	for i, t := range toks {
		switch {
		case t.Kind != lexicon.Word:
		case isLatin(text[t.Start:t.End]):
			words++
			function += int(reads[i].Classes >> lexicon.Function & 1)
		default:
			other++
		}
	}
	return words, function, other
}

// isLatin reports whether a word begins with a letter of the Latin script.
func isLatin(word string) bool {
	if word[0] < utf8.RuneSelf {
		return true
	}
	r, _ := utf8.DecodeRuneInString(word)
	return unicode.Is(unicode.Latin, r)
}

// detect names the language, or at least the script, of a text that is not in
// Latin letters.
func detect(text string) string {
	text = cut(text, detectBytes)
	if info := whatlanggo.Detect(text); info.Lang >= 0 && info.IsReliable() && info.Lang.String() != "" {
		return info.Lang.String()
	}
	if name := whatlanggo.Scripts[whatlanggo.DetectScript(text)]; name != "" {
		return name + " script"
	}
	return unknown
}

// cut returns the first most bytes of text without half a rune.
func cut(text string, most int) string {
	if len(text) <= most {
		return text
	}
	for most > 0 && !utf8.RuneStart(text[most]) {
		most--
	}
	return text[:most]
}
