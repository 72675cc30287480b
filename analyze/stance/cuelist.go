package stance

import (
	_ "embed"
	"fmt"
	"strconv"
	"strings"
	"sync"

	"standpoint/lexicon"
)

// The lists of method "cues" are read once, on first use. They are part of the
// binary, so a mistake in them is ours and panics.
var (
	//go:embed data/cues.txt
	cuesText string
	//go:embed data/demonyms.txt
	demonymsText string

	cueTable = sync.OnceValue(func() *cueList {
		l, err := loadCues(cuesText)
		if err != nil {
			panic(err)
		}
		return l
	})
	demonyms = sync.OnceValue(func() map[string][]string {
		m := make(map[string][]string)
		for line := range strings.Lines(demonymsText) {
			line, _, _ = strings.Cut(line, "#")
			names := strings.Fields(line)
			for _, n := range names {
				m[n] = append(m[n], names...)
			}
		}
		return m
	})
)

// cuePhrase is one line of data/cues.txt.
type cuePhrase struct {
	rest     []string // the tokens after the first
	feature  Feature
	section  string
	weight   float32 // signed
	toTarget bool    // counts only where the target is spoken of
	start    bool    // only where a sentence starts
	end      bool    // only where one ends
	before   bool    // only where the target follows
	negates  bool    // contains a negator, which reaches on: "doesn't mean it is bad"
}

type cueList struct {
	byFirst map[string][]cuePhrase // longest first, then in the order of the file
	// starts tells by a word's first two bytes whether a phrase may begin with
	// it; most words need no further look.
	starts [1 << 16]bool
}

func firstBytes(w []byte) int {
	switch len(w) {
	case 0:
		return 0
	case 1:
		return int(w[0]) << 8
	}
	return int(w[0])<<8 | int(w[1])
}

// at lists the phrases that begin with a word.
func (l *cueList) at(w []byte) []cuePhrase {
	if !l.starts[firstBytes(w)] {
		return nil
	}
	return l.byFirst[string(w)]
}

// sectionFeatures says which feature a section of data/cues.txt feeds.
var sectionFeatures = map[string]Feature{
	"agreement": Agreement, "disagreement": Disagreement, "disbelief": Disbelief, "truth": Truth, "mockery": Mockery,
	"counterexample": Counterexample, "blame": Blame, "pity": Pity, "backing": Backing, "rejection": Rejection,
}

func loadCues(text string) (*cueList, error) {
	l := &cueList{byFirst: make(map[string][]cuePhrase, 1024)}
	seen := make(map[string]bool)
	var section cuePhrase
	for n, line := range strings.Split(text, "\n") {
		line = strings.TrimSpace(line)
		if line == "" || line[0] == '#' {
			continue
		}
		if line[0] == '[' {
			name, frame, _ := strings.Cut(strings.Trim(line, "[]"), " ")
			f, ok := sectionFeatures[name]
			if !ok || len(frame) < 2 {
				return nil, fmt.Errorf("stance/data/cues.txt:%d: unknown section %s", n+1, line)
			}
			section = cuePhrase{feature: f, section: name, weight: 1, toTarget: strings.HasPrefix(frame, "target")}
			if strings.HasSuffix(frame, "-") {
				section.weight = -1
			}
			continue
		}
		if section.section == "" {
			return nil, fmt.Errorf("stance/data/cues.txt:%d: a phrase before the first section", n+1)
		}
		c := section
		phrase, w, ok := strings.Cut(line, " = ")
		if ok {
			x, err := strconv.ParseFloat(w, 32)
			if err != nil || x <= 0 || x > 2 {
				return nil, fmt.Errorf("stance/data/cues.txt:%d: strength %q is not in (0, 2]", n+1, w)
			}
			c.weight *= float32(x)
		}
		if seen[phrase] {
			continue // listed in two sections: the first counts
		}
		seen[phrase] = true
		phrase, c.before = strings.CutSuffix(phrase, " *")
		phrase, c.start = strings.CutPrefix(phrase, "^")
		phrase, c.end = strings.CutSuffix(phrase, "$")
		var parts []string
		for _, t := range lexicon.Tokenize(phrase, nil) {
			parts = append(parts, phrase[t.Start:t.End])
		}
		if len(parts) == 0 {
			return nil, fmt.Errorf("stance/data/cues.txt:%d: empty phrase", n+1)
		}
		c.rest = parts[1:]
		for _, w := range parts {
			c.negates = c.negates || lexicon.Default().Lookup([]byte(w)).Has(lexicon.Negator)
		}
		list := l.byFirst[parts[0]]
		at := 0
		for at < len(list) && (len(list[at].rest) > len(c.rest) || len(list[at].rest) == len(c.rest) && b2i(list[at].start)+b2i(list[at].end) >= b2i(c.start)+b2i(c.end)) {
			at++
		}
		list = append(list, cuePhrase{})
		copy(list[at+1:], list[at:])
		list[at] = c
		l.byFirst[parts[0]] = list
		l.starts[firstBytes([]byte(parts[0]))] = true
	}
	return l, nil
}

func b2i(b bool) int {
	if b {
		return 1
	}
	return 0
}
