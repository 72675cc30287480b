package analyze

import (
	"context"
	"fmt"
	"iter"
	"strings"
	"sync"
	"sync/atomic"

	"standpoint/article"
)

// Options steer Judge.
type Options struct {
	Sentiment SentimentScorer // required
	Stance    StanceScorer    // required
	// Workers is how many comments are judged at once; < 1 means 1. It never
	// changes a result.
	Workers int
	// Judged, if set, is called from several goroutines at once each time n more comments are
	// done. It is for progress alone.
	Judged func(n int)
}

// Judged is one comment with everything said of it.
type Judged struct {
	Article  *article.Article
	Comment  *article.Comment
	Parent   *article.Comment // nil at top level or when it was not found
	Depth    int              // 0 at top level
	Judgment Judgment

	parentJudgment *Judgment // nil without a parent that was judged
}

// Input is what the comment was judged by.
func (j *Judged) Input() Input {
	return Input{Article: j.Article, Comment: j.Comment, Parent: j.Parent, ParentJudgment: j.parentJudgment}
}

// Event is one step of a run. Exactly one of Article, Judged and Rejection is
// set.
type Event struct {
	Article   *article.Article
	Judged    *Judged
	Rejection *article.Rejection
	// Failed stands beside a Rejection that is Judge's own: the comment that
	// was read but that a scorer failed on.
	Failed *article.Comment
}

// A reply is judged after its parent, and with it. Looking for the parent is
// bounded: within a window of windowSize comments in any order, and before it
// among the last recentSize comments. A reply whose parent is farther away, or
// does not exist, is judged without one. Both numbers count comments, so the
// result depends on the input alone.
const (
	windowSize = 4096
	recentSize = 1 << 16
	// parentText caps the bytes kept of a comment once its window is over.
	parentText = 1024
)

type key struct{ article, comment string }

// recent remembers the last recentSize comments and their judgments. It holds
// what a reply may need of its parent, packed, and no more: 65,536 whole
// comments with their evidence would take hundreds of megabytes.
type recent struct {
	at   map[key]int32
	ring [recentSize / recentChunk]*[recentChunk]remembered // made as it fills
	size int
	next int
}

// recentChunk is how many places of the ring are made at once.
const recentChunk = 1024

type remembered struct {
	article *article.Article
	text    string   // ID, ParentID, Author, Title, Text, one after the other
	ends    [4]int32 // of the first four
	depth   int32

	label       Label
	stance      Stance
	unexplained bool
	targeted    bool // target is set
	score       float64
	sentiment   [3]float64
	target      float64
	sarcasm     float64
	unsupported string
	verdict     [3]float64
	reason      string
	engine      string
}

func (r *recent) place(i int32) *remembered { return &r.ring[i/recentChunk][i%recentChunk] }

func (r *recent) get(k key) *remembered {
	if i, ok := r.at[k]; ok {
		return r.place(i)
	}
	return nil
}

func (r *recent) put(it *Judged) {
	if r.size < recentSize {
		if r.size%recentChunk == 0 {
			r.ring[r.size/recentChunk] = new([recentChunk]remembered)
		}
		r.size++
	}
	i := int32(r.next)
	r.next = (r.next + 1) % recentSize
	m := r.place(i)
	if m.article != nil {
		if old := m.key(); r.at[old] == i {
			delete(r.at, old)
		}
	}
	m.set(it)
	r.at[m.key()] = i
}

func (m *remembered) set(it *Judged) {
	c, s, v := it.Comment, &it.Judgment.Sentiment, &it.Judgment.Verdict
	*m = remembered{
		article: it.Article, depth: int32(it.Depth),
		label: s.Label, score: s.Score, sentiment: s.P, sarcasm: s.Sarcasm, unsupported: s.Unsupported,
		stance: v.Stance, verdict: v.P, reason: v.Reason, engine: v.Engine, unexplained: v.Unexplained,
	}
	if m.targeted = s.Target != nil; m.targeted {
		m.target = *s.Target
	}
	parts := [...]string{c.ID, c.ParentID, c.Author, head(c.Title), head(c.Text)}
	m.text = strings.Join(parts[:], "")
	end := 0
	for k := range m.ends {
		end += len(parts[k])
		m.ends[k] = int32(end)
	}
}

func (m *remembered) key() key { return key{m.article.ID, m.text[:m.ends[0]]} }

func (m *remembered) comment() *article.Comment {
	e := m.ends
	return &article.Comment{
		ArticleID: m.article.ID, ID: m.text[:e[0]], ParentID: m.text[e[0]:e[1]], Author: m.text[e[1]:e[2]],
		Title: m.text[e[2]:e[3]], Text: m.text[e[3]:],
	}
}

func (m *remembered) judgment() *Judgment {
	j := &Judgment{
		Sentiment{Label: m.label, Score: m.score, P: m.sentiment, Sarcasm: m.sarcasm, Unsupported: m.unsupported},
		Verdict{Stance: m.stance, P: m.verdict, Reason: m.reason, Engine: m.engine, Unexplained: m.unexplained},
	}
	if m.targeted {
		t := m.target
		j.Sentiment.Target = &t
	}
	return j
}

// head is the start of a text of at most parentText bytes.
func head(s string) string {
	if len(s) <= parentText {
		return s
	}
	n := parentText
	for n > 0 && s[n]&0xC0 == 0x80 { // not inside a character
		n--
	}
	return s[:n]
}

// Judge turns the records of the readers into judged comments, in the order
// in which the comments came. An Article comes before its comments. A comment
// that a scorer fails on becomes a Rejection that carries the scorer's reason;
// an error of the records, or of ctx, ends the stream after everything read so
// far was judged.
func Judge(ctx context.Context, records iter.Seq2[article.Record, error], opt Options) iter.Seq2[Event, error] {
	return func(yield func(Event, error) bool) {
		j := judger{opt: opt, articles: map[string]*article.Article{}, recent: recent{at: map[key]int32{}}}
		for rec, err := range records {
			if err == nil {
				err = ctx.Err()
			}
			if err != nil {
				if ctx.Err() == nil && !j.flush(ctx, yield) {
					return
				}
				yield(Event{}, err)
				return
			}
			if rec.Article != nil {
				j.articles[rec.Article.ID] = rec.Article
			}
			if rec.Comment != nil {
				j.comments++
			}
			j.window = append(j.window, rec)
			// Articles and rejections wait in the window too: they keep their place.
			if j.comments >= windowSize || len(j.window) >= 4*windowSize {
				if !j.flush(ctx, yield) {
					return
				}
			}
		}
		j.flush(ctx, yield)
	}
}

type judger struct {
	opt      Options
	articles map[string]*article.Article
	recent   recent
	window   []article.Record
	comments int // in window
}

// flush judges the window and yields it. It reports whether to go on.
func (j *judger) flush(ctx context.Context, yield func(Event, error) bool) bool {
	items := make([]Judged, 0, j.comments)
	errs := make([]error, j.comments)
	at := make(map[key]int, j.comments)
	for _, rec := range j.window {
		if c := rec.Comment; c != nil {
			a := j.articles[c.ArticleID]
			if a == nil {
				a = &article.Article{ID: c.ArticleID}
				j.articles[c.ArticleID] = a
			}
			k := key{c.ArticleID, c.ID}
			if _, dup := at[k]; !dup {
				at[k] = len(items)
			}
			items = append(items, Judged{Article: a, Comment: c})
		}
	}
	for _, wave := range j.waves(items, at) {
		if err := j.wave(ctx, items, errs, wave, at); err != nil {
			yield(Event{}, err)
			return false
		}
	}
	n := 0
	for _, rec := range j.window {
		ev := Event{Article: rec.Article, Rejection: rec.Rejection}
		if c := rec.Comment; c != nil {
			it := &items[n]
			if err := errs[n]; err != nil {
				ev.Failed = c
				ev.Rejection = &article.Rejection{
					ArticleID: c.ArticleID, Source: it.Article.Source, Line: c.Line,
					Reason: fmt.Sprintf("could not be scored: %v", err), Text: article.Excerpt(c.Full()),
				}
			} else {
				ev.Judged = it
				j.recent.put(it)
			}
			n++
		}
		if !yield(ev, nil) {
			return false
		}
	}
	j.window, j.comments = j.window[:0], 0
	return true
}

// waves orders a window parents first: every comment of a wave has its parent
// in an earlier wave, in an earlier window, or nowhere. A cycle of reply links
// is cut at the link that closes it. It also fills in Parent and Depth.
func (j *judger) waves(items []Judged, at map[key]int) [][]int {
	const unset, open = -1, -2
	level := make([]int, len(items)) // wave of each item
	for i := range level {
		level[i] = unset
	}
	var waves [][]int
	var path []int
	for i := range items {
		path = path[:0]
		k := i
		for level[k] == unset {
			level[k] = open
			path = append(path, k)
			c := items[k].Comment
			if c.ParentID == "" || c.ParentID == c.ID {
				break
			}
			p, ok := at[key{c.ArticleID, c.ParentID}]
			if !ok || p == k {
				break
			}
			k = p
		}
		// Walk back from the farthest ancestor.
		for n := len(path) - 1; n >= 0; n-- {
			k := path[n]
			it := &items[k]
			c := it.Comment
			level[k] = 0
			if c.ParentID == "" || c.ParentID == c.ID {
				continue
			}
			pk := key{c.ArticleID, c.ParentID}
			if p, ok := at[pk]; ok && p != k {
				if level[p] >= 0 { // still open: a cycle, cut here
					level[k] = level[p] + 1
					it.Parent, it.Depth = items[p].Comment, items[p].Depth+1
				}
			} else if m := j.recent.get(pk); m != nil {
				it.Parent, it.Depth = m.comment(), int(m.depth)+1
			}
		}
	}
	for i, l := range level {
		for len(waves) <= l {
			waves = append(waves, nil)
		}
		waves[l] = append(waves[l], i)
	}
	return waves
}

// wave judges the items of one wave with all workers.
func (j *judger) wave(ctx context.Context, items []Judged, errs []error, wave []int, at map[key]int) error {
	var next atomic.Int64
	var wg sync.WaitGroup
	for range min(max(j.opt.Workers, 1), len(wave)) {
		wg.Go(func() {
			for ctx.Err() == nil {
				n := int(next.Add(1)) - 1
				if n >= len(wave) {
					return
				}
				it := &items[wave[n]]
				if it.Parent != nil {
					pk := key{it.Comment.ArticleID, it.Comment.ParentID}
					if p, ok := at[pk]; ok {
						if errs[p] == nil {
							it.parentJudgment = &items[p].Judgment
						}
					} else if m := j.recent.get(pk); m != nil {
						it.parentJudgment = m.judgment()
					}
				}
				it.Judgment, errs[wave[n]] = JudgeOne(it.Input(), j.opt)
				if j.opt.Judged != nil {
					j.opt.Judged(1)
				}
			}
		})
	}
	wg.Wait()
	return ctx.Err()
}

// JudgeOne judges a single comment.
func JudgeOne(in Input, opt Options) (Judgment, error) {
	s, err := opt.Sentiment.Sentiment(in)
	if err != nil {
		return Judgment{}, fmt.Errorf("sentiment: %w", err)
	}
	v, err := opt.Stance.Stance(in, s)
	if err != nil {
		return Judgment{}, fmt.Errorf("stance: %w", err)
	}
	return Judgment{Sentiment: s, Verdict: v}, nil
}
