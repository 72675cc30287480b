package stance

import (
	"math"
	"strings"
	"sync"

	"standpoint/analyze"
	"standpoint/article"
	"standpoint/lexicon"
)

// cueScorer is the method "cues": it adds up what Cues finds and squashes the
// sum. It is general English of word lists and word order, and the words of the
// camps of public debates: nothing in it was
// trained, and it abstains where no cue stands. With s = Σ weight × feature, on the side of the claim's positive form,
// and m = how much of the claim the comment mentions (Features[Mention]),
//
//	favor : neutral : against = exp(s) : exp(b) : exp(−s),   b = cueNeutral + cueMention·m + cueElsewhere·e + cueNoise·n
//
// where n counts the features that are not 0, at most five, and
// e is Features[Elsewhere]. Scale and b were
// chosen on the development comments of VAST and the training comments of ARC;
// expect about .6 of its answers to be right on comments that argue. Denying the claim turns s around, so
// P(favor | claim) = P(against | its negation) by construction.
type cueScorer struct {
	mu     sync.Mutex
	claims map[cueKey]*CueClaim
}

// cueKey is everything of an article that NewCueClaim reads.
type cueKey struct {
	claim                article.Claim
	title, summary, body string
}

// maxCueClaims bounds the prepared claims that are kept; an export with a claim
// of its own in every row starts afresh now and then.
const maxCueClaims = 4096

// cueWeights are the weights of the features: set by hand, at the size that
// labelled comments bear out for the common ones.
var cueWeights = Features{
	TargetSentiment: .1, TargetSupport: .1, TargetEffect: .1, Backing: .32, Rejection: .28, Blame: .3, Pity: .32,
	Predicate: .24, Agreement: .4, Disagreement: .4, Disbelief: .48, Truth: .4, Mockery: .28, Counterexample: .28,
	Author: .4, ScareQuotes: .32, Rhetorical: .26, ParentAgree: .9, ParentDisagree: .8, Overall: .18, Debate: .7,
}

const (
	cueNeutral   = .5
	cueMention   = -1.4
	cueElsewhere = .5
	cueNoise     = -.1
)

// cueEvidence is how many spans a verdict carries.
const cueEvidence = 8

func newCueScorer() *cueScorer { return &cueScorer{claims: make(map[cueKey]*CueClaim)} }

// claimOf prepares an article's claim once.
func (s *cueScorer) claimOf(a *article.Article) *CueClaim {
	k := cueKey{claim: a.Claim}
	if a.Claim.Source == article.ClaimParent {
		k.claim.Text = "" // the parent's text plays no part
	} else {
		k.title, k.summary, k.body = a.Title, a.Summary, a.Body[:min(len(a.Body), relatedText)]
	}
	s.mu.Lock()
	c, ok := s.claims[k]
	s.mu.Unlock()
	if ok {
		return c
	}
	c = NewCueClaim(a)
	s.mu.Lock()
	defer s.mu.Unlock()
	if len(s.claims) >= maxCueClaims {
		clear(s.claims)
	}
	s.claims[k] = c
	return c
}

func (s *cueScorer) Stance(in analyze.Input, _ analyze.Sentiment) (analyze.Verdict, error) {
	if strings.TrimSpace(in.Article.Claim.Text) == "" {
		return noClaim("cues"), nil
	}
	c := s.claimOf(in.Article)
	if c.Parsed.Sign == 0 {
		return analyze.Verdict{Engine: "cues", Reason: "the claim has no words"}, nil
	}
	text := in.Comment.Full()
	toks := lexicon.Tokenize(text, nil)
	f, ev := c.Cues(in, text, toks, &cueWeights, make([]analyze.Evidence, 0, 16))
	v := analyze.Verdict{Engine: "cues", Evidence: strongest(ev, cueEvidence)}
	v.P = f.squash(c.Parsed.Sign)
	var sum float64
	for _, e := range ev {
		sum += e.Weight
	}
	switch {
	case len(ev) == 0:
		v.Reason = "no cue was found"
		return v, nil
	case math.Abs(sum) < cueLeast:
		v.Reason = "the cues are too weak, or balance"
		return v, nil
	}
	if v.Stance, v.Reason = decide(v.P, cueConfidence); v.Stance == analyze.NeutralStance && v.P[1] < .5 {
		// cues that lean to a side, however weakly, make nobody neutral
		v.Stance, v.Reason = analyze.Unclear, "the cues are too weak, or balance"
	}
	return v, nil
}

// The method abstains when its likeliest side has less than cueConfidence, and
// when its spans weigh less than cueLeast together.
const (
	cueConfidence = .4
	cueLeast      = .1
)

// squash turns features into probabilities of against, neutral, favor; the
// formula is with cueScorer.
func (f *Features) squash(sign int) [3]float64 {
	var s float64
	fired := 0
	for i := range Mention {
		s += float64(float64(cueWeights[i]) * float64(f[i]))
		if f[i] != 0 {
			fired++
		}
	}
	s *= float64(sign)
	b := cueNeutral + float64(cueMention*float64(f[Mention])) + float64(cueElsewhere*float64(f[Elsewhere])) + float64(cueNoise*float64(min(fired, 5)))
	e := [3]float64{math.Exp(-s), math.Exp(b), math.Exp(s)}
	sum := e[1] + (e[0] + e[2]) // in this order the two sides may change places
	return [3]float64{e[0] / sum, e[1] / sum, e[2] / sum}
}
