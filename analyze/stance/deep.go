package stance

import (
	"embed"
	"encoding/binary"
	"encoding/json"
	"errors"
	"fmt"
	"io/fs"
	"math"
	"slices"
	"strings"
	"sync"
	"unicode"
	"unicode/utf8"

	"standpoint/analyze"
	"standpoint/article"
	"standpoint/encoder"
	"standpoint/lexicon"
)

// deep is a pretrained encoder that reads claim and comment together. It needs
// no network connection, gives the same bytes on every machine and is safe for
// concurrent use.
//
// The claim is brought to its positive form first, and favor and against are
// swapped where the claim denies that form. So P(favor | claim) is
// P(against | its negation) exactly, for every negation that the claim package
// can undo.
//
// A comment is read twice: whole, or by the window of it that leans most to a
// side, and sentence by sentence, toward the claim. A long comment is read whole
// toward what a claim sentence is about instead, where the claim package knows that
// and the side that the claim takes toward it ("ban X": X, turned); between
// longPieces and aboutPieces it is read both ways, and the two are mixed. With the
// logits z of a reading, those of the sentences averaged,
//
//	side = (z favor − z against)/2        rest = z neutral − (z favor + z against)/2
//	side = A·whole + B·sentences + F·fast + H·tone + I·camps     rest = C·whole + D·sentences + E + G·fast
//	P(against, neutral, favor) = softmax(−side, rest, side)
//
// From the sides of what is read toward a claim sentence goes a part of the side
// that the encoder takes of comments that say nothing of it (unsaid): what it
// thinks of the claim is not what the reader does. This is contextual calibration
// (Zhao, Wallace, Feng, Klein, Singh, ICML 2021), by difference in place of
// division. Toward a target phrase it goes from short comments, and less and less
// from longer ones.
// The side of a reply toward its parent is moved by how it opens (openingOf).
// A to I are the calibration that came with the model: one set for long
// comments, one for short ones, and mixed between longPieces and shortPieces
// WordPieces. The method
// "fast" joins in with the logarithms of its probabilities, by the comment's own
// words, where F and G are given, and the comment's tone (toneOf) and what its words
// of the camps of the claim's debate say (debates.go) where H and I are.
// Phrases of which "fast" has a memory, because the training knows them, have a
// calibration of their own, and nothing is taken off.
type deep struct {
	model         *encoder.Model
	window        int                       // ids of a sequence at most
	calibration   map[int32]deepCalibration // by form, and knownTopic
	fast          *fast                     // nil if neither F nor G is given
	opening       float64                   // by how much the opening of a reply moves its side
	unsaid        float64                   // how much of the side taken where nothing is said is taken off
	minConfidence float64
	desks         sync.Pool

	claims claimCache[deepClaim]
}

// What the encoder reads, in WordPieces where nothing else is said. It was
// trained on claims and comments cut like this.
const (
	windowTokens     = 192      // of a sequence: claim and one window of the comment
	leastWindow      = 96       // a model that reads less is none for comments
	deepClaimTokens  = 56       // of the claim, or of the parent comment
	maxWindows       = 6        // of a comment; a longer one is read in samples, its start and end among them
	maxSentences     = 14       // of a comment
	shortSentence    = 4        // words: a shorter one is read with the next
	maxDeepText      = 16 << 10 // bytes of a comment; what follows is not read
	maxDeepClaimText = 2 << 10  // bytes of a claim or parent
)

// deepCalibration is how readings are weighed: A to I.
type deepCalibration struct{ long, short [9]float64 }

// knownTopic is the key of the calibration for target phrases that the training knows.
const knownTopic = -1

// Pieces of a comment from which it counts as long, up to which as short, and from
// which it is read whole toward what the claim is about and no more toward the claim.
const longPieces, shortPieces, aboutPieces = 60, 20, 100

// shortness is 1 for a short comment, 0 for a long one.
func shortness(pieces int) float64 {
	return max(0, min(1, float64(longPieces-pieces)/(longPieces-shortPieces)))
}

func (c *deepCalibration) of(pieces int) (w [9]float64) {
	t := shortness(pieces)
	for i := range w {
		w[i] = c.long[i] + float64(t*(c.short[i]-c.long[i]))
	}
	return w
}

// deepMeta is what the method reads of the model file's own words.
type deepMeta struct {
	Calibration struct {
		Claim, Target, Known, Parent struct{ Long, Short []float64 }
	} `json:"calibration"`
	MinConfidence *float64 `json:"min_confidence"`
	Unsaid        float64  `json:"unsaid"`
}

// unsaid are comments that say nothing of any claim. The calibration of a model
// file was fitted with these.
var unsaid = [...]string{
	"I read the article.", "This was in the news today.", "What time is it?", "See the comment above.",
	"The meeting is on Tuesday.", "Comments are closed.",
}

// deepFiles holds model/deep.bin where the build has one. The pattern names
// other models too, as one that matches nothing is an error; a file that is
// embedded twice is stored once.
//
//go:embed model/*.bin
var deepFiles embed.FS

// ErrNoModel is the error of a method whose model the build does not hold.
var ErrNoModel = errors.New(`this build holds no model for the method "deep"; install one with "standpoint model add FILE", or use --stance fast`)

// DeepModel is the model file in the binary, or ErrNoModel.
func DeepModel() ([]byte, error) {
	b, err := deepFiles.ReadFile("model/deep.bin")
	if errors.Is(err, fs.ErrNotExist) {
		err = ErrNoModel
	}
	return b, err
}

// newDeep reads the model in the binary.
func newDeep() (analyze.StanceScorer, error) {
	b, err := DeepModel()
	if err != nil {
		return nil, err
	}
	return LoadDeep(b)
}

// LoadDeep makes the method "deep" from a model file of package encoder. The
// file's JSON may hold
//
//	{"calibration": {"claim": {"long": [A, B, C, D, E, F, G, H, I], "short": […]}, "target": …, "known": …, "parent": …}, "min_confidence": M}
//
// for comments on a claim sentence, on a target phrase, on one that the training
// knows (as "target" unless told), and for replies to
// their parent: how the whole comment's logits (A for the side, C for the
// rest) and those of its sentences (B, D) are weighed, and what is added to
// neutral (E). F and G, which may be left out, say how much of the method "fast"
// joins in, H and I how much the comment's tone and the words of its camp. Without all that a
// comment is judged by its whole alone, as the network was trained. "unsaid", from
// 0 to 1 and 0 unless told, is how much of the side taken where nothing is said is
// taken off. M is the probability below which the method says Unclear, .45 unless
// told.
func LoadDeep(file []byte) (analyze.StanceScorer, error) {
	m, err := encoder.Load(file)
	if err != nil {
		return nil, fmt.Errorf("stance model: %w", err)
	}
	f, err := newDeepWith(m)
	if err != nil {
		return nil, fmt.Errorf("stance model: %w; the model and the program do not belong together", err)
	}
	return f, nil
}

func newDeepWith(m *encoder.Model) (*deep, error) {
	if m.Outputs() != 3 {
		return nil, fmt.Errorf("it tells %d classes apart, not against, neutral and favor", m.Outputs())
	}
	if m.Positions() < leastWindow {
		return nil, fmt.Errorf("it reads %d pieces of text at once, and %d are needed", m.Positions(), leastWindow)
	}
	f := &deep{
		model: m, window: min(windowTokens, m.Positions()), opening: openingSide, minConfidence: DefaultMinConfidence,
		calibration: map[int32]deepCalibration{},
	}
	var meta deepMeta
	if len(m.Meta()) > 0 {
		if err := json.Unmarshal(m.Meta(), &meta); err != nil {
			return nil, fmt.Errorf("what it says of itself: %w", err)
		}
	}
	if k := &meta.Calibration.Known; k.Long == nil && k.Short == nil {
		*k = meta.Calibration.Target
	}
	for i, lists := range []struct{ Long, Short []float64 }{meta.Calibration.Claim, meta.Calibration.Target, meta.Calibration.Known, meta.Calibration.Parent} {
		form := [...]int32{encoder.CLAIM, encoder.TARGET, knownTopic, encoder.PARENT}[i]
		if lists.Long == nil && lists.Short == nil {
			lists.Long = []float64{1, 0, 1, 0, 0}
			lists.Short = lists.Long
		}
		var c deepCalibration
		for k, list := range [][]float64{lists.Long, lists.Short} {
			n, to := len(list), [...]*[9]float64{&c.long, &c.short}[k]
			if n != 5 && n != 7 && n != 9 || n != len(lists.Long) || slices.ContainsFunc(list, func(x float64) bool { return !(abs(x) <= 100) }) {
				return nil, fmt.Errorf("its calibration %v, %v is not twice five, seven or nine numbers in [-100, 100]", lists.Long, lists.Short)
			}
			copy(to[:], list)
			if n > 5 && f.fast == nil {
				s, err := newFast()
				if err != nil {
					return nil, err
				}
				f.fast = s.(*fast)
				f.fast.opening = 0 // it counts once
			}
		}
		f.calibration[form] = c
	}
	if c := meta.MinConfidence; c != nil {
		if !(*c >= 0 && *c <= 1) {
			return nil, fmt.Errorf("its min_confidence %v is not between 0 and 1", *c)
		}
		f.minConfidence = *c
	}
	if f.unsaid = meta.Unsaid; !(f.unsaid >= 0 && f.unsaid <= 1) {
		return nil, fmt.Errorf("its unsaid %v is not between 0 and 1", f.unsaid)
	}
	f.desks.New = func() any {
		return &deepDesk{scratch: m.NewScratch(), at: map[string]int{}, cued: make([]analyze.Evidence, 0, 16)}
	}
	return f, nil
}

// deepClaim is a claim ready to be put before comments.
type deepClaim struct {
	form   int32
	first  []int32 // the first segment, with its markers
	about  []int32 // that of what the claim is about, toward which long comments are read whole; nil if not known
	toward float64 // the side that the positive form takes toward that
	known  bool    // the claim is a phrase that the training knows
	side   float64 // -1 swaps favor and against
	unsaid float64 // taken off the encoder's sides, for the positive form
	cues   *CueClaim
	reason string // why nothing can be said, "" if something can
}

// campWord is where a comment uses a word of a camp, and its side.
type campWord struct {
	span
	side float64
}

// deepDesk is the work space for one comment.
type deepDesk struct {
	scratch *encoder.Scratch
	tokens  []encoder.Token
	some    []encoder.Token // of a claim, of a parent, of a comment without a phrase
	ids     []int32
	seqs    []encoder.Sequence // asked for so far
	logits  []float32          // of those that were run
	at      map[string]int     // in seqs, by the bytes of the ids
	key     []byte
	words   []lexicon.Token
	camps   []campWord // of the claim's debate
	cued    []analyze.Evidence
	spans   []span
}

// ask looks a claim up, or reads it.
func (f *deep) ask(d *deepDesk, in *article.Article) (*deepClaim, error) {
	key := keyOf(in)
	if a := f.claims.get(key); a != nil {
		return a, nil
	}
	a := f.read(d, in)
	if a.reason == "" && a.form != encoder.PARENT && !a.known && f.unsaid > 0 {
		r := deepReading{deep: f, deepDesk: d}
		r.begin()
		for _, text := range unsaid {
			d.some = f.model.Tokenize(d.some[:0], text)
			r.put(a.first, d.some)
		}
		if err := r.run(); err != nil {
			return nil, err
		}
		for i := range unsaid {
			side, _ := r.sides(i)
			a.unsaid += f.unsaid * side / float64(len(unsaid))
		}
	}
	return f.claims.keep(key, a), nil
}

func (f *deep) read(d *deepDesk, in *article.Article) *deepClaim {
	a := &deepClaim{form: encoder.CLAIM, side: 1, cues: NewCueClaim(in)}
	text := in.Claim.Text
	switch {
	case in.Claim.Source == article.ClaimParent:
		a.form = encoder.PARENT
	default:
		if in.Claim.Target {
			a.form = encoder.TARGET
		}
		p := &a.cues.Parsed
		if p.Sign == 0 {
			a.reason = "the claim has no words"
			return a
		}
		a.side = float64(p.Sign)
		text = p.Positive
		if !in.Claim.Target && p.Toward != 0 && len(p.Targets) > 0 {
			if first, readable := f.first(d, encoder.TARGET, p.Targets[0].Phrase); readable {
				a.about, a.toward = first, float64(p.Toward)
			}
		}
		a.known = in.Claim.Target && f.fast != nil && f.fast.remembers(in)
	}
	var readable bool
	if a.first, readable = f.first(d, a.form, text); !readable {
		a.reason = fmt.Sprintf("the model knows no word of the claim %q: it reads English only", clip(in.Claim.Text))
	}
	return a
}

// first is a first segment, and whether the model can read it.
func (f *deep) first(d *deepDesk, form int32, text string) ([]int32, bool) {
	text = beginning(strings.TrimSpace(text), maxDeepClaimText)
	d.some = f.model.Tokenize(d.some[:0], text)
	ids := []int32{encoder.CLS, form}
	for _, t := range d.some[:min(len(d.some), deepClaimTokens)] {
		ids = append(ids, t.ID)
	}
	return append(ids, encoder.SEP), readable(text, d.some)
}

// beginning is text without what goes beyond n bytes, cut between words where there
// are any.
func beginning(text string, n int) string {
	if len(text) <= n {
		return text
	}
	for n > 0 && !utf8.RuneStart(text[n]) {
		n--
	}
	if at := strings.LastIndexAny(text[:n], " \n\t"); at > n/2 {
		n = at
	}
	return text[:n]
}

// readable reports whether the model knows most words of a text: of those with
// letters, at least one and no fewer than it cannot spell. A single letter that
// is not ASCII says as little as a word that cannot be spelled.
func readable(text string, tokens []encoder.Token) bool {
	known, unknown := 0, 0
	for _, t := range tokens {
		surface := text[t.Start:t.End]
		r, n := utf8.DecodeRuneInString(surface)
		switch {
		case t.ID == encoder.UNK:
			if strings.ContainsFunc(surface, unicode.IsLetter) {
				unknown++
			}
		case n == len(surface) && r >= utf8.RuneSelf:
			if unicode.IsLetter(r) {
				unknown++
			}
		case strings.ContainsFunc(surface, unicode.IsLetter):
			known++
		}
	}
	return known > 0 && known >= unknown
}

func (f *deep) Stance(in analyze.Input, s analyze.Sentiment) (analyze.Verdict, error) {
	return f.stance(in, s, true)
}

func (f *deep) withoutEvidence() analyze.StanceScorer { return plainDeep{f} }

// plainDeep is the deep method without its evidence.
type plainDeep struct{ *deep }

func (f plainDeep) Stance(in analyze.Input, s analyze.Sentiment) (analyze.Verdict, error) {
	return f.stance(in, s, false)
}

func (f *deep) stance(in analyze.Input, s analyze.Sentiment, explain bool) (analyze.Verdict, error) {
	if strings.TrimSpace(in.Article.Claim.Text) == "" {
		return noClaim("deep"), nil
	}
	v := analyze.Verdict{Engine: "deep"}
	if s.Unsupported != "" {
		v.Reason = s.Unsupported
		return v, nil
	}
	d := f.desks.Get().(*deepDesk)
	defer f.desks.Put(d)
	a, err := f.ask(d, in.Article)
	if err != nil {
		return v, err
	}
	if a.reason != "" {
		v.Reason = a.reason
		return v, nil
	}
	text := beginning(in.Comment.Full(), maxDeepText)
	d.tokens = f.model.Tokenize(d.tokens[:0], text)
	if !readable(text, d.tokens) {
		v.Reason = "the comment has no word that the model knows"
		if slices.ContainsFunc(d.tokens, func(t encoder.Token) bool { return t.ID == encoder.UNK }) {
			v.Reason = "the model cannot read most words of the comment: it reads English only"
		}
		return v, nil
	}
	if explain || in.Parent != nil || a.form == encoder.PARENT || a.cues.debate != nil {
		d.words = lexicon.Tokenize(text, d.words[:0])
	}
	r := deepReading{deep: f, deepDesk: d, claim: a, text: text, article: in.Article, sounds: s}
	if err := r.judge(in); err != nil {
		return v, err
	}
	v.P = rounded(r.p)
	v.Stance, v.Reason = decide(v.P, f.minConfidence)
	if explain {
		if v.Evidence, err = r.evidence(in); err != nil {
			return v, err
		}
	}
	return v, nil
}

// deepReading is the judging of one comment.
type deepReading struct {
	*deep
	*deepDesk
	article *article.Article
	claim   *deepClaim
	sounds  analyze.Sentiment
	text    string  // of the comment, as far as it is read
	opened  opening // if it is read as a reply

	kept [2]int // tokens[kept[0]:kept[1]] is the window that decided
	base look   // of it

	own    [3]float64 // by the comment's own words, for the claim as given
	p      [3]float64 // and through the parent
	parent []int32    // the first segment of the reply to its parent; nil if that path is not taken

	answered *article.Article // the parent as a claim, for "fast"

	reply look
	to    [3]float64 // disagrees with the parent, neither, agrees
	room  float64    // what length and cover leave to that path
	share float64    // weight of that path
}

func (r *deepReading) judge(in analyze.Input) error {
	windows := deepWindows(r.tokens, r.window-max(len(r.claim.first), len(r.claim.about))-1)
	looks := make([]look, len(windows))
	r.begin()
	answers := r.answers(in)
	if answers || r.claim.form == encoder.PARENT {
		r.opened = openingOf(r.text, r.words)
	}
	r.camps = r.camps[:0]
	r.claim.cues.debate.each(r.text, r.words, func(from, to int, side float32) {
		r.camps = append(r.camps, campWord{span{int(r.words[from].Start), int(r.words[to-1].End)}, float64(side)})
	})
	for i, w := range windows {
		looks[i] = r.look(r.claim.first, w, span{})
	}
	var reply look
	if answers {
		r.parent, _ = r.first(r.deepDesk, encoder.PARENT, in.Parent.Full())
		r.answered = &article.Article{Claim: article.Claim{Text: in.Parent.Full(), Source: article.ClaimParent}}
		reply = r.look(r.parent, r.replyWindow(), span{})
	}
	if err := r.run(); err != nil {
		return err
	}
	strongest := -1.
	for i, l := range looks {
		p := r.probabilities(r.claim.form, l)
		if s := abs(side(p)); s > strongest {
			strongest, r.own, r.kept, r.base = s, p, windows[i], l
		}
	}
	if r.claim.side < 0 {
		r.own[0], r.own[2] = r.own[2], r.own[0]
	}
	r.p = r.own
	if r.parent != nil {
		r.reply, r.to = reply, r.probabilities(encoder.PARENT, reply)
		r.throughParent(in.ParentJudgment.Verdict.P)
	}
	return nil
}

// deepWindows are the ranges of tokens that are read, each of at most room:
// one where all fit, else as many as overlap by a quarter and at most
// maxWindows, the first at the start, the last at the end, the others evenly
// between. None begins inside a word.
func deepWindows(tokens []encoder.Token, room int) [][2]int {
	n := len(tokens)
	if n <= room {
		return [][2]int{{0, n}}
	}
	step := room * 3 / 4
	count := min(maxWindows, (n-room+step-1)/step+1)
	out := make([][2]int, count)
	for i := range out {
		from := i * (n - room) / (count - 1)
		to := from + room
		for k := 0; from > 0 && k < room/4 && tokens[from].Start == tokens[from-1].End; k++ {
			from++
		}
		out[i] = [2]int{from, to}
	}
	return out
}

// look is one way to read a comment: what was asked of the encoder for it.
type look struct {
	whole     int // index into deepDesk.seqs, if ofAbout < 1
	about     int // that of the whole toward what the claim is about, if ofAbout > 0
	ofAbout   float64
	sentences []int
	at        []span // of the sentences
	pieces    int
	tone      float64 // for the positive form
	camps     float64 // likewise
	side      float64 // of the method "fast"
	rest      float64
	opened    float64 // by how much the opening of a reply moves the side
}

// begin forgets the sequences of the comment before.
func (d *deepDesk) begin() {
	d.ids, d.seqs, d.logits = d.ids[:0], d.seqs[:0], d.logits[:0]
	clear(d.at)
}

// look asks for the readings of a comment but for what stands in without: of a
// window, and of each sentence. What was asked before is not run again.
func (r *deepReading) look(first []int32, w [2]int, without span) look {
	tokens := r.tokens
	if without.end > 0 {
		r.some = r.some[:0]
		from, to := 0, 0
		for i, t := range tokens {
			if without.meets(span{t.Start, t.End}) {
				continue
			}
			if r.some = append(r.some, t); i < w[0] {
				from++
			}
			if i < w[1] {
				to++
			}
		}
		tokens, w = r.some, [2]int{from, to}
	}
	l := look{pieces: len(tokens)}
	l.ofAbout = r.ofAbout(first[1], l.pieces)
	if l.ofAbout < 1 {
		l.whole = r.put(first, tokens[w[0]:w[1]])
	}
	if l.ofAbout > 0 {
		l.about = r.put(r.claim.about, tokens[w[0]:w[1]])
	}
	if c := r.weights(first[1]); c.long[5] != 0 || c.short[5] != 0 || c.long[6] != 0 || c.short[6] != 0 {
		l.side, l.rest = r.faster(first[1], without)
	}
	if first[1] == r.claim.form {
		l.tone = toneOf(&r.claim.cues.Parsed, r.article.Claim.Target, toneLess(r.sounds, without))
		l.camps = r.campsLess(without)
	}
	if first[1] == encoder.PARENT && r.opened.side != 0 && !without.meets(r.opened.span) {
		l.opened = r.opening * r.opened.side
	}
	begin, words := 0, 0
	for i, t := range tokens {
		if i == 0 || tokens[i-1].End != t.Start {
			words++
		}
		if i+1 < len(tokens) && (tokens[i+1].Start == t.End || words < shortSentence || strings.IndexByte(".!?", r.text[t.Start]) < 0) {
			continue
		}
		l.sentences = append(l.sentences, r.put(first, tokens[begin:min(i+1, begin+r.window-len(first)-1)]))
		l.at = append(l.at, span{tokens[begin].Start, t.End})
		if begin, words = i+1, 0; len(l.at) == maxSentences {
			break
		}
	}
	if len(tokens) == 0 {
		l.sentences = append(l.sentences, l.whole)
	}
	return l
}

// campsLess is what the words of the claim's camps say in the comment without a span.
func (r *deepReading) campsLess(without span) (sum float64) {
	if len(r.camps) == 0 {
		return 0
	}
	for _, w := range r.camps {
		if !without.meets(w.span) {
			sum += w.side
		}
	}
	words := len(r.words)
	for _, t := range r.words {
		if without.meets(span{int(t.Start), int(t.End)}) {
			words--
		}
	}
	return max(-maxFeature, min(maxFeature, float64(sum*float64(campShare(words)))))
}

// weights is the calibration for a form.
func (r *deepReading) weights(form int32) deepCalibration {
	if r.claim.known && form == r.claim.form {
		form = knownTopic
	}
	return r.calibration[form]
}

// faster is what the method "fast" says of the comment without a span, toward
// the positive form of the claim or toward the parent comment.
func (r *deepReading) faster(form int32, without span) (side, rest float64) {
	about, sign := r.article, r.claim.side
	if form == encoder.PARENT && r.answered != nil {
		about, sign = r.answered, 1
	}
	v := r.askFast(about, r.text[:without.start]+r.text[without.end:], toneLess(r.sounds, without), false)
	var z [3]float64
	for k, p := range v.P {
		z[k] = math.Log(max(p, 1e-3))
	}
	return sign * (z[2] - z[0]) / 2, z[1] - (z[2]+z[0])/2
}

// askFast judges a text by its own words, and the comment's tone, with the
// method "fast", which has no errors of its own.
func (r *deepReading) askFast(about *article.Article, text string, s analyze.Sentiment, explain bool) analyze.Verdict {
	v, _ := r.fast.stance(analyze.Input{Article: about, Comment: &article.Comment{Text: text}}, s, explain)
	return v
}

// put asks for one sequence and gives its index.
func (d *deepDesk) put(first []int32, tokens []encoder.Token) int {
	at := len(d.ids)
	d.ids = append(d.ids, first...)
	for _, t := range tokens {
		d.ids = append(d.ids, t.ID)
	}
	d.ids = append(d.ids, encoder.SEP)
	ids := d.ids[at:len(d.ids):len(d.ids)]
	d.key = d.key[:0]
	for _, id := range ids {
		d.key = binary.LittleEndian.AppendUint32(d.key, uint32(id))
	}
	if i, ok := d.at[string(d.key)]; ok {
		d.ids = d.ids[:at]
		return i
	}
	d.at[string(d.key)] = len(d.seqs)
	d.seqs = append(d.seqs, encoder.Sequence{IDs: ids, Second: len(first)})
	return len(d.seqs) - 1
}

// run computes what was asked for since the last run.
func (r *deepReading) run() (err error) {
	r.logits, err = r.model.Logits(r.logits, r.scratch, r.seqs[len(r.logits)/3:])
	return err
}

// sides are how far the logits of a sequence lean to favor, and to neutral.
func (d *deepDesk) sides(i int) (side, rest float64) {
	a, n, f := float64(d.logits[3*i]), float64(d.logits[3*i+1]), float64(d.logits[3*i+2])
	return (f - a) / 2, n - (f+a)/2
}

// lean is how far a look leans to favor and to neutral, by the encoder, and by
// the method "fast" and the tone.
func (r *deepReading) lean(form int32, l look) (side, rest, fastSide, fastRest float64) {
	cal := r.weights(form)
	c := cal.of(l.pieces)
	for _, i := range l.sentences {
		s, n := r.sides(i)
		side, rest = side+s, rest+n
	}
	n := float64(len(l.sentences))
	off := r.unsaidOf(form, l.pieces)
	side = side/n - off
	var s, m float64
	if l.ofAbout < 1 {
		x, y := r.sides(l.whole)
		s, m = float64((1-l.ofAbout)*(x-off)), float64((1-l.ofAbout)*y)
	}
	if l.ofAbout > 0 {
		x, y := r.sides(l.about)
		s, m = s+float64(l.ofAbout*r.claim.toward*x), m+float64(l.ofAbout*y)
	}
	side = float64(c[0]*s) + float64(c[1]*side)
	rest = float64(c[2]*m) + float64(c[3]*(rest/n)) + c[4]
	return side, rest, float64(c[5]*l.side) + float64(c[7]*l.tone) + float64(c[8]*l.camps), float64(c[6] * l.rest)
}

// ofAbout is how much of the reading of the whole is toward what the claim is about.
func (r *deepReading) ofAbout(form int32, pieces int) float64 {
	if form != r.claim.form || r.claim.about == nil {
		return 0
	}
	return max(0, min(1, float64(pieces-longPieces)/(aboutPieces-longPieces)))
}

// unsaidOf is what goes off the encoder's sides in a reading: nothing toward a
// parent, and less the longer the comment toward a phrase.
func (r *deepReading) unsaidOf(form int32, pieces int) float64 {
	switch {
	case form != r.claim.form:
		return 0
	case form == encoder.TARGET:
		return float64(shortness(pieces) * r.claim.unsaid)
	}
	return r.claim.unsaid
}

// probabilities are those of a look, for the positive form.
func (r *deepReading) probabilities(form int32, l look) [3]float64 {
	side, rest, fastSide, fastRest := r.lean(form, l)
	side, rest = side+fastSide+l.opened, rest+fastRest
	top := max(side, -side, rest)
	p := [3]float64{expFloat64(-side - top), expFloat64(rest - top), expFloat64(side - top)}
	sum := p[1] + (p[0] + p[2]) // in this order the two sides may change places
	for k := range p {
		p[k] /= sum
	}
	return p
}

// replyWindow are the tokens read as an answer to the parent.
func (r *deepReading) replyWindow() [2]int {
	return [2]int{0, min(len(r.tokens), r.window-len(r.parent)-1)}
}

// A reply shorter than shortReply tokens may be judged through its parent
// alone, one of longReply or more never is.
const shortReply, longReply = 12, 40

// answers reports whether the comment is to be judged through its parent too.
func (r *deepReading) answers(in analyze.Input) bool {
	return in.Parent != nil && in.ParentJudgment != nil && in.ParentJudgment.Verdict.P != [3]float64{} &&
		r.claim.form != encoder.PARENT && len(r.words) < longReply && strings.TrimSpace(in.Parent.Full()) != ""
}

// throughParent judges a reply through the comment it answers: agreement with
// it takes its side, disagreement the other. How much that weighs beside the
// reply's own words is how likely it is that the reply agrees or disagrees at
// all (times 1.25, at most 1), times how short it is, times how little it says
// of the claim itself.
func (r *deepReading) throughParent(parent [3]float64) {
	relates := r.to[0] + r.to[2]
	if relates == 0 {
		return
	}
	length := min(1, float64(longReply-len(r.words))/(longReply-shortReply))
	r.room = length * (1 - r.cover())
	r.share = pathShare(r.to, r.room)
	var p [3]float64
	p[0] = (float64(r.to[2]*parent[0]) + float64(r.to[0]*parent[2])) / relates
	p[2] = (float64(r.to[2]*parent[2]) + float64(r.to[0]*parent[0])) / relates
	p[1] = max(0, 1-p[0]-p[2])
	for k := range p {
		r.p[k] = float64(r.share*p[k]) + float64((1-r.share)*r.own[k])
	}
}

// cover is the share of the claim's words that the comment mentions, by weight.
func (r *deepReading) cover() float64 {
	if r.claim.cues.weight == 0 {
		return 0
	}
	var seen uint64
	var sum float32
	var fold [lexicon.MaxWord + utf8.UTFMax]byte
	for _, t := range r.words {
		if t.Kind != lexicon.Word {
			continue
		}
		m := r.claim.cues.match(lexicon.AppendFold(fold[:0], r.text[t.Start:t.End]))
		if m != nil && seen>>m.id&1 == 0 {
			seen |= 1 << m.id
			sum += m.weight
		}
	}
	return float64(min(1, sum/r.claim.cues.weight))
}
