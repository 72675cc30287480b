package stance

import (
	"fmt"
	"slices"
	"strings"
	"sync"
	"unicode/utf8"

	"standpoint/analyze"
	"standpoint/analyze/stance/wordvec"
	"standpoint/article"
)

// DefaultMinConfidence is the probability below which the fast method says
// Unclear. docs/accuracy-stance.md tells how often its answers above it are
// right.
const DefaultMinConfidence = .45

// fast is the embedded network. It never needs a network connection, gives the
// same bytes on every machine and is safe for concurrent use.
//
// The claim is brought to its positive form first, and the side that this form
// takes toward its target is noted; favor and against are swapped where claim
// and form differ. So P(favor | claim) is P(against | its negation) exactly,
// for every negation that the claim package can undo.
type fast struct {
	net      *net
	opening  float64 // by how much the opening of a reply moves its side
	readings sync.Pool

	claims claimCache[asked]
}

// asked is a claim ready to be compared with comments.
type asked struct {
	claim  *claimSide
	cues   *CueClaim // nil if the claim is the parent comment itself
	toward float32   // side of the positive form toward its target
	sided  bool      // the claim is a sentence, and that side is known
	sign   float64   // of the claim as given toward its positive form
	head   *head
	memory *memory // nil if the topic is none that the model knows well
	side   float64 // -1 swaps favor and against
	reason string  // why nothing can be said, "" if something can
}

func newFast() (analyze.StanceScorer, error) {
	n, err := loadEmbedded()
	if err != nil {
		return nil, err
	}
	return newFastWith(n), nil
}

func newFastWith(n *net) *fast {
	f := &fast{net: n, opening: openingSide}
	f.readings.New = func() any { return &desk{enc: wordvec.NewEncoder(n.vocab), cued: make([]analyze.Evidence, 0, 16)} }
	return f
}

// desk is the work space for one comment.
type desk struct {
	enc    *wordvec.Encoder
	direct reading
	reply  reading
	cued   []analyze.Evidence
}

// ask looks a claim up, or reads it.
func (f *fast) ask(d *desk, in *article.Article) *asked {
	key := keyOf(in)
	if a := f.claims.get(key); a != nil {
		return a
	}
	return f.claims.keep(key, f.read(d, in))
}

func (f *fast) read(d *desk, in *article.Article) *asked {
	a := &asked{side: 1, toward: 1, sign: 1}
	text := in.Claim.Text
	if in.Claim.Source == article.ClaimParent {
		a.head = f.net.heads[headReply]
	} else {
		a.cues = NewCueClaim(in)
		p := &a.cues.Parsed
		a.head = f.net.heads[headClaim]
		if in.Claim.Target {
			a.head = f.net.heads[headTarget]
		}
		if p.Sign == 0 {
			a.reason = "the claim has no words"
			return a
		}
		if p.Toward < 0 {
			a.toward = -1
		}
		if p.Sign < 0 {
			a.sign = -1
		}
		a.sided = p.Toward != 0 && !in.Claim.Target
		a.side = a.sign * float64(a.toward)
		text = p.Positive
		a.memory = f.net.memories[f.net.topicKey(d.enc, text)]
	}
	a.claim = f.net.readClaim(d.enc, text, maxClaimTokens)
	if a.claim.foreign {
		a.reason = fmt.Sprintf("the model knows no word of the claim %q: it reads English only", clip(in.Claim.Text))
	}
	return a
}

// remembers reports whether the claim is a topic that the model knows well.
func (f *fast) remembers(in *article.Article) bool {
	d := f.readings.Get().(*desk)
	defer f.readings.Put(d)
	return f.ask(d, in).memory != nil
}

func clip(s string) string {
	if len(s) <= 80 {
		return s
	}
	cut := 80
	for cut > 0 && !utf8.RuneStart(s[cut]) {
		cut--
	}
	return s[:cut] + "…"
}

func (f *fast) Stance(in analyze.Input, s analyze.Sentiment) (analyze.Verdict, error) {
	return f.stance(in, s, true)
}

func (f *fast) withoutEvidence() analyze.StanceScorer { return plain{f} }

// plain is the fast method without its evidence.
type plain struct{ *fast }

func (f plain) Stance(in analyze.Input, s analyze.Sentiment) (analyze.Verdict, error) {
	return f.stance(in, s, false)
}

func (f *fast) stance(in analyze.Input, s analyze.Sentiment, explain bool) (analyze.Verdict, error) {
	given := in.Article.Claim
	if strings.TrimSpace(given.Text) == "" {
		return noClaim("fast"), nil
	}
	v := analyze.Verdict{Engine: "fast"}
	if s.Unsupported != "" {
		v.Reason = s.Unsupported
		return v, nil
	}
	d := f.readings.Get().(*desk)
	defer f.readings.Put(d)
	a := f.ask(d, in.Article)
	if a.reason != "" {
		v.Reason = a.reason
		return v, nil
	}
	r := &d.direct
	r.read(f.net, d.enc, in.Comment.Full())
	if !r.readable() {
		v.Reason = "the comment has no word that the model knows"
		return v, nil
	}
	r.judge(f.net, a.claim)
	d.cued = d.cued[:0]
	r.cue, r.tone, r.mention, r.elsewhere, r.opened, r.sided = 0, 0, 0, 0, 0, a.sided
	var o opening // of a reply
	text, tokens := d.enc.Last()
	if a.cues == nil || in.Parent != nil {
		o = openingOf(text, tokens)
	}
	if a.cues == nil {
		r.opened = float32(f.opening * o.side)
	} else {
		var found Features
		found, d.cued = a.cues.Cues(in, text, tokens, &ownCues, d.cued)
		r.cue, r.mention, r.elsewhere = a.toward*found.OwnSum(), found[Mention], found[Elsewhere]
		r.tone = a.toward * float32(toneOf(&a.cues.Parsed, in.Article.Claim.Target, s))
	}
	r.conclude(a.head, a.memory)
	p := probabilities(r.logits)
	if a.side < 0 {
		p[0], p[2] = p[2], p[0]
	}
	if explain {
		v.Evidence = withCues(r.evidence(f.net, a.claim, a.head, a.memory, a.side), d.cued, func(w float64) float64 {
			// What the outcome would be without a cue, exactly.
			was := r.cue
			r.cue -= float32(w * a.side)
			less := lean(r.settle(a.head, a.memory, r.raw, 0, 0))
			r.cue = was
			return a.side * (lean(r.logits) - less)
		})
		if e, share, ok := toneEvidence(text, in.Article.Claim.Target, s); ok && r.tone != 0 {
			v.Evidence = withCues(v.Evidence, []analyze.Evidence{e}, func(float64) float64 {
				return share * a.side * (lean(r.logits) - lean(r.toneless(a.head, a.memory)))
			})
		}
		if r.opened != 0 {
			v.Evidence = withCues(v.Evidence, []analyze.Evidence{{Start: o.start, End: o.end, Cue: o.cue()}}, func(float64) float64 {
				return lean(r.logits) - lean(r.unopened(a.head))
			})
		}
	}
	if in.Parent != nil && in.ParentJudgment != nil && a.cues != nil {
		p = f.throughParent(d, in, o, p, r.z[pooled-extras+2], &v, explain)
	}
	v.P = rounded(p)
	v.Stance, v.Reason = decide(v.P, DefaultMinConfidence)
	return v, nil
}

// ownCues are the weights of the cues that join in: all but those that go
// through the parent, which the network reads itself.
var ownCues = func() Features {
	w := cueWeights
	w[ParentAgree], w[ParentDisagree] = 0, 0
	return w
}()

// OwnSum adds up what the cues of a comment's own words say for the claim's
// positive form.
func (f *Features) OwnSum() float32 {
	s := float32(0)
	for i, x := range f[:Mention] {
		s += float32(ownCues[i] * x)
	}
	return s
}

// withCues adds the cues to the evidence of the network; a word that both name
// is named once, by its cue, and one that two cues name by the stronger.
func withCues(words, cues []analyze.Evidence, effect func(float64) float64) []analyze.Evidence {
	for _, e := range cues {
		if e.Weight = rounded4(effect(e.Weight)); abs(e.Weight) < weight || e.Start >= e.End {
			continue
		}
		if slices.ContainsFunc(words, func(x analyze.Evidence) bool { return x.Cue == e.Cue && x.Start < e.End && e.Start < x.End }) {
			continue
		}
		strongest := abs(e.Weight)
		words = slices.DeleteFunc(words, func(x analyze.Evidence) bool {
			if x.Start >= e.End || e.Start >= x.End {
				return false
			}
			if x.Cue != "" && abs(x.Weight) > strongest {
				strongest, e.Cue, e.Met = abs(x.Weight), x.Cue, x.Met
			}
			e.Weight = rounded4(e.Weight + x.Weight)
			e.Start, e.End = min(e.Start, x.Start), max(e.End, x.End)
			if e.Met == "" {
				e.Met = x.Met
			}
			return true
		})
		words = append(words, e)
	}
	strongestFirst(words)
	return words
}

// readable reports whether any token says something.
func (r *reading) readable() bool {
	for _, t := range r.tokens {
		if t.ID >= wordvec.Spelled || t.ID == wordvec.Emoji || t.Classes != 0 && t.ID != wordvec.Break && t.ID != wordvec.Name {
			return true
		}
	}
	return false
}

// throughParent judges a reply through the comment it answers: agreement
// with it takes its side, disagreement the other. How much that weighs beside
// the reply's own words is how likely it is that the reply agrees or disagrees
// at all (times 1.25, at most 1), times how short it is, times how little it says of the claim itself.
func (f *fast) throughParent(d *desk, in analyze.Input, o opening, own [3]float64, cover float32, v *analyze.Verdict, explain bool) [3]float64 {
	const short, long = 12, 40 // tokens: full weight, none
	parent := in.ParentJudgment.Verdict.P
	n := len(d.direct.tokens)
	if n >= long || parent == [3]float64{} {
		return own
	}
	c := f.net.readClaim(d.enc, in.Parent.Full(), maxClaimTokens)
	r := &d.reply
	r.tokens = append(r.tokens[:0], d.direct.tokens...)
	r.words = append(r.words[:0], d.direct.words...)
	r.masks = append(r.masks[:0], d.direct.masks...)
	r.conv = append(r.conv[:0], d.direct.conv...)
	r.rows = append(r.rows[:0], d.direct.rows...)
	r.judge(f.net, c)
	h := f.net.heads[headReply]
	r.opened = float32(f.opening * o.side)
	r.conclude(h, nil)
	room := min(1, float64(long-n)/(long-short)) * float64(1-cover)
	to := probabilities(r.logits)
	relates := to[0] + to[2]
	w := pathShare(to, room)
	var p [3]float64
	p[0] = (float64(to[2]*parent[0]) + float64(to[0]*parent[2])) / relates
	p[2] = (float64(to[2]*parent[2]) + float64(to[0]*parent[0])) / relates
	p[1] = max(0, 1-p[0]-p[2])
	for k := range p {
		p[k] = float64(w*p[k]) + float64((1-w)*own[k])
	}
	if !explain || w < .05 {
		return p
	}
	// The reply's own words count for what the path leaves them.
	v.Evidence = slices.DeleteFunc(v.Evidence, func(x analyze.Evidence) bool { return abs(rounded4((1-w)*x.Weight)) < weight })
	for i := range v.Evidence {
		v.Evidence[i].Weight = rounded4((1 - w) * v.Evidence[i].Weight)
	}
	apart := probabilities(r.unopened(h))
	way := parentWay{o: o, all: span{int(r.tokens[0].Start), int(r.tokens[n-1].End)}, gap: side(apart), full: side(to)}
	way.rest = pathLean(apart, room) * side(parent)
	way.opened = float64(pathLean(to, room)*side(parent)) - way.rest
	v.Evidence = way.addTo(v.Evidence, func(yield func(span, float64) bool) {
		for _, x := range r.evidence(f.net, c, h, nil, 1) {
			if x.End-x.Start > 1 && !yield(span{x.Start, x.End}, x.Weight) {
				return
			}
		}
	})
	strongestFirst(v.Evidence)
	return p
}
