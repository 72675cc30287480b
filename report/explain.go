package report

import (
	"bufio"
	"cmp"
	"fmt"
	"io"
	"math"
	"slices"
	"strings"

	"standpoint/analyze"
	"standpoint/article"
)

// Explanation is one judgment with what Explain shows of it.
type Explanation struct {
	Claim    article.Claim
	Debate   string // that the claim is about, "" if it is none whose camps' words are known
	Comment  *article.Comment
	Parent   *article.Comment  // nil at top level
	ParentJ  *analyze.Judgment // nil without a parent
	Judgment analyze.Judgment
	// Without are the spans that, left out one after the other, turned the
	// verdict into Instead; Turned is false when leaving out all of them did not.
	Without []analyze.Evidence
	Instead analyze.Verdict
	Turned  bool
}

// Explain writes one judgment in full for people at a terminal: the text with
// the words shaded by weight, the probabilities, the cues, the path through the
// parent, and what would change its mind. No line is wider than opt.Width.
func Explain(w io.Writer, e *Explanation, opt TerminalOptions) error {
	t := &terminal{w: bufio.NewWriter(w), width: max(opt.Width, MinWidth), color: opt.Color}
	s, v := &e.Judgment.Sentiment, &e.Judgment.Verdict
	kind := "claim"
	if e.Claim.Target {
		kind = "target"
	}
	if e.Claim.Text == "" {
		t.line("claim     (none)")
	} else {
		t.wrapped(padRight(kind, 10), e.Claim.Text, sgrBold)
	}
	if e.Debate != "" {
		t.wrapped(padRight("debate", 10), e.Debate+": the words of its camps are looked for", sgrDim)
	}
	if e.Parent != nil {
		stance := ""
		if e.ParentJ != nil {
			stance = " (" + verdictWords(&e.ParentJ.Verdict) + ")"
		}
		t.wrapped(padRight("parent", 10), clip(e.Parent.Full(), 300)+stance, sgrDim)
	}
	t.line("")
	t.shaded(e.Comment.Full(), v.Evidence)
	t.line("")
	t.wrapped(padRight("stance", 10), verdictWords(v), sgrBold)
	if v.P != [3]float64{} {
		for i, name := range []string{"against", "neutral", "favor"} {
			t.line("  " + padRight(name, 8) + " " + padLeft(percent(v.P[i])+"%", 6) + " " + bar(v.P[i], 40, "█"))
		}
	}
	switch {
	case s.Unsupported != "":
		t.wrapped(padRight("sentiment", 10), "not scored: "+s.Unsupported, "")
	case s.Label != analyze.Unscored:
		t.wrapped(padRight("sentiment", 10), LabelName(s.Label)+", "+signed(s.Score)+" on a scale from −1 to +1", "")
	}
	if s.Label != analyze.Unscored {
		t.tone(e.Comment.Full(), s)
	}
	if s.Target != nil {
		t.wrapped(padRight("", 10), signed(*s.Target)+" toward the claim's target", "")
	}
	if s.Sarcasm > 0 {
		t.wrapped(padRight("sarcasm", 10), "probability "+percent(s.Sarcasm)+"%", "")
	}
	t.line("")
	if len(v.Evidence) == 0 {
		t.line("No words of the comment moved the stance.")
	} else {
		t.line("What moved the stance (above zero toward favor):")
		full := e.Comment.Full()
		for _, x := range v.Evidence {
			from := min(max(x.Start, 0), len(full))
			to := min(max(x.End, from), len(full))
			why := x.Cue
			if x.Met != "" {
				if why != "" {
					why += ", "
				}
				why += "meets “" + x.Met + "” of the claim"
			}
			if why != "" {
				why = " (" + why + ")"
			}
			t.wrapped("  "+padLeft(signed(x.Weight), 6)+"  ", quoted(phrase(full[from:to], 2*t.width))+why, "")
		}
	}
	if v.Stance != analyze.Unclear && len(e.Without) > 0 {
		var spans []string
		for _, x := range e.Without {
			spans = append(spans, "“"+phrase(e.Comment.Full()[x.Start:x.End], phraseWidth)+"”")
		}
		t.line("")
		if e.Turned {
			t.wrapped("Without ", strings.Join(spans, " and ")+" it would be "+verdictWords(&e.Instead)+".", "")
		} else {
			t.wrapped("Without ", strings.Join(spans, " and ")+" it would still be "+verdictWords(&e.Instead)+".", "")
		}
	}
	return t.w.Flush()
}

// toneWords is how many words behind a sentiment are shown.
const toneWords = 4

// tone writes what moved a sentiment, in log-odds of positive against negative.
func (t *terminal) tone(full string, s *analyze.Sentiment) {
	var moved []string
	if s.Whole != 0 {
		moved = append(moved, signed(s.Whole)+" as a whole")
	}
	for _, x := range s.Evidence[:min(len(s.Evidence), toneWords)] {
		moved = append(moved, signed(x.Weight)+" “"+phrase(full[x.Start:x.End], phraseWidth)+"”")
	}
	if len(moved) > 0 {
		t.wrapped(padRight("", 10), "log-odds of positive: "+strings.Join(moved, ", "), "")
	}
}

// verdictWords is a verdict in a few words: "against, 87% sure".
func verdictWords(v *analyze.Verdict) string {
	w := StanceName(v.Stance)
	if p := side(v); p != nil {
		w += fmt.Sprintf(", %.0f%% sure", 100*float64(*p))
	}
	if v.Reason != "" {
		w += ": " + v.Reason
	}
	return w
}

// shade is a background for evidence, darker the stronger it is.
func shade(weight, most float64) string {
	shades := [...]string{"48;5;153;38;5;16", "48;5;75;38;5;16", "48;5;32;38;5;231"}
	if weight < 0 {
		shades = [...]string{"48;5;223;38;5;16", "48;5;215;38;5;16", "48;5;166;38;5;231"}
	}
	return shades[min(int(3*math.Abs(weight)/most), 2)]
}

// shaded writes text with its evidence shaded by weight in colour, or with the
// weights in brackets without.
func (t *terminal) shaded(text string, evidence []analyze.Evidence) {
	spans := slices.Clone(evidence)
	slices.SortStableFunc(spans, func(a, b analyze.Evidence) int { return cmp.Compare(a.Start, b.Start) })
	most := 0.0
	for _, x := range spans {
		most = max(most, math.Abs(x.Weight))
	}
	type word struct{ text, sgr string }
	var words []word
	add := func(s, sgr, suffix string) {
		fields := strings.Fields(s)
		for i, f := range fields {
			f = plain(f)
			if i == len(fields)-1 {
				f += suffix
			}
			words = append(words, word{f, sgr})
		}
	}
	at := 0
	for _, x := range spans {
		from, to := max(x.Start, at), min(x.End, len(text))
		if from >= to || x.Weight == 0 {
			continue
		}
		add(text[at:from], "", "")
		if t.color {
			add(text[from:to], shade(x.Weight, most), "")
		} else {
			add("["+text[from:to], "", " "+signed(x.Weight)+"]")
		}
		at = to
	}
	add(text[at:], "", "")
	var line strings.Builder
	used := 0
	for _, w := range words {
		n := shown(w.text)
		if used > 0 && used+1+n > t.width-2 {
			t.line("  " + line.String())
			line.Reset()
			used = 0
		}
		if used > 0 {
			line.WriteByte(' ')
			used++
		}
		if n > t.width-2 {
			w.text = clip(w.text, t.width-2)
			n = shown(w.text)
		}
		line.WriteString(t.paint(w.sgr, w.text))
		used += n
	}
	if used > 0 {
		t.line("  " + line.String())
	}
}
