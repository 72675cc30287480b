// Command dump turns labelled texts into the binary files that train.py reads,
// with the encoder that scoring uses.
//
//	dump -data DIR -vectors DIR -replies FILE -out DIR
//
// It writes tokens.bin (per token: int32 id, uint32 classes), rows.jsonl (per
// example: where its text, claim and parent lie in tokens.bin, and the label),
// and for every id, the words outside the vocabulary included, vectors.f32 and
// stems.u32.
package main

import (
	"bufio"
	"encoding/binary"
	"encoding/json"
	"flag"
	"fmt"
	"hash/fnv"
	"io"
	"math"
	"os"
	"path/filepath"
	"sort"
	"strings"

	"standpoint/analyze"
	claims "standpoint/analyze/claim"
	"standpoint/analyze/sentiment"
	"standpoint/analyze/stance"
	"standpoint/analyze/stance/wordvec"
	"standpoint/article"
	"standpoint/lexicon"
	"standpoint/train/labelled"
)

type example struct {
	ID            string `json:"id"`
	Dataset       string `json:"dataset"`
	Claim         string `json:"claim"`
	CounterClaim  string `json:"counter_claim"`
	Target        string `json:"target"`
	Text          string `json:"text"`
	Label         string `json:"label"`
	ParentText    string `json:"parent_text"`
	Debate        string `json:"debate"`
	Thread        string `json:"thread"`
	ArticleTitle  string `json:"article_title"`
	ArticleDescr  string `json:"article_description"`
	Seen          *bool  `json:"seen"`
	TopicKind     string `json:"topic_kind"`
	NativeLabel   string `json:"native_label"`
	Sarcastic     bool   `json:"sarcastic"`
	OpinionToward string `json:"opinion_towards"`
}

type span [2]int // start and length in tokens.bin

// row is one line of rows.jsonl.
type row struct {
	File      string `json:"file"`
	ID        string `json:"id"`
	Label     string `json:"label"`
	Text      span   `json:"text"`
	Claim     span   `json:"claim"`
	Parent    span   `json:"parent"`
	Title     span   `json:"title"`
	Target    bool   `json:"target"` // the claim is a phrase
	Sign      int    `json:"sign"`   // -1: the claim denies its positive form
	Toward    int    `json:"toward"` // side of the positive form toward what it is about
	About     span   `json:"about"`  // what it is about
	Group     string `json:"group"`
	Topic     string `json:"topic"` // the claim as given
	Seen      *bool  `json:"seen,omitempty"`
	Kind      string `json:"kind,omitempty"`
	Sarcastic bool   `json:"sarcastic,omitempty"`
	// Cue is stance.Features.OwnSum, for the claim as given.
	Cue float32 `json:"cue,omitempty"`
	// Mention and Elsewhere are the features of these names.
	Mention   float32 `json:"mention,omitempty"`
	Elsewhere float32 `json:"elsewhere,omitempty"`
	// Words and Aimed are the comment's tone by words, and toward what names the
	// target, turned to the side of someone who favors the claim as given.
	Words float64 `json:"words,omitempty"`
	Aimed float64 `json:"aimed,omitempty"`
}

func main() {
	data := flag.String("data", "", "folder with the labelled files")
	vectors := flag.String("vectors", "", "folder with words.txt, vectors.i8, grams.i8")
	replies := flag.String("replies", "", "replies.jsonl: short replies written for this project")
	out := flag.String("out", "", "folder to write to")
	flag.Parse()
	if err := run(*data, *vectors, *replies, *out); err != nil {
		fmt.Fprintln(os.Stderr, "dump:", err)
		os.Exit(1)
	}
}

type dumper struct {
	v      *wordvec.Vocab
	enc    *wordvec.Encoder
	tokens *bufio.Writer
	n      int
	seen   map[string]span
	oov    map[string]int32
	extra  []string
	tone   analyze.SentimentScorer
	buf    []wordvec.Token
	lex    []lexicon.Token
}

func run(data, vectors, replies, out string) error {
	var parts [3][]byte
	for i, name := range []string{"words.txt", "vectors.i8", "grams.i8"} {
		b, err := os.ReadFile(filepath.Join(vectors, name))
		if err != nil {
			return err
		}
		parts[i] = b
	}
	v, err := wordvec.New(parts[0], parts[1], parts[2])
	if err != nil {
		return err
	}
	files, err := filepath.Glob(filepath.Join(data, "*.jsonl*"))
	if err != nil {
		return err
	}
	sort.Strings(files)
	if len(files) == 0 {
		return fmt.Errorf("no *.jsonl files in %s", data)
	}
	if replies != "" {
		files = append(files, replies)
	}
	tf, err := os.Create(filepath.Join(out, "tokens.bin"))
	if err != nil {
		return err
	}
	rf, err := os.Create(filepath.Join(out, "rows.jsonl"))
	if err != nil {
		return err
	}
	words, err := sentiment.Methods()[0].New()
	if err != nil {
		return err
	}
	d := &dumper{v: v, tone: words, enc: wordvec.NewEncoder(v), tokens: bufio.NewWriter(tf), seen: map[string]span{}, oov: map[string]int32{}}
	rows := bufio.NewWriter(rf)
	enc := json.NewEncoder(rows)
	for _, f := range files {
		if strings.Contains(f, "sarcasm_") {
			continue
		}
		if err := d.file(f, enc); err != nil {
			return err
		}
	}
	if err := d.tables(out); err != nil {
		return err
	}
	for _, w := range []*bufio.Writer{d.tokens, rows} {
		if err := w.Flush(); err != nil {
			return err
		}
	}
	if err := tf.Close(); err != nil {
		return err
	}
	fmt.Printf("%d tokens, %d words outside the vocabulary\n", d.n, len(d.extra))
	return rf.Close()
}

func (d *dumper) file(name string, enc *json.Encoder) error {
	base, _, _ := strings.Cut(filepath.Base(name), ".jsonl")
	return labelled.Each(name, func(x example) error {
		o := row{File: base, ID: x.ID, Label: x.Label, Sign: 1, Seen: x.Seen, Kind: x.TopicKind, Sarcastic: x.Sarcastic}
		var err error
		if o.Text, err = d.encode(x.Text, 400); err != nil {
			return err
		}
		claim := x.Claim
		if claim == "" {
			claim, o.Target = x.Target, true
		}
		o.Topic = claim
		if claim != "" {
			p := claims.Parse(claim, o.Target)
			if o.Claim, err = d.encode(p.Positive, 40); err != nil {
				return err
			}
			o.Sign, o.Toward = p.Sign, p.Toward
			if len(p.Targets) > 0 {
				if o.About, err = d.encode(p.Targets[0].Phrase, 40); err != nil {
					return err
				}
			}
		}
		if x.ParentText != "" {
			if o.Parent, err = d.encode(x.ParentText, 200); err != nil {
				return err
			}
		}
		if t := strings.TrimSpace(x.ArticleTitle + ". " + x.ArticleDescr); t != "." {
			if o.Title, err = d.encode(t, 100); err != nil {
				return err
			}
		}
		if o.Claim[1] > 0 && !strings.HasPrefix(base, "sentiment") {
			art := &article.Article{Title: x.ArticleTitle, Claim: article.Claim{Text: o.Topic, Target: o.Target, Source: article.ClaimGiven}}
			in := analyze.Input{Article: art, Comment: &article.Comment{Text: x.Text}}
			d.lex = lexicon.Tokenize(x.Text, d.lex[:0])
			f, _ := stance.NewCueClaim(art).Cues(in, x.Text, d.lex, nil, nil)
			o.Cue = f.OwnSum() * float32(o.Sign)
			o.Mention, o.Elsewhere = f[stance.Mention], f[stance.Elsewhere]
			t, err := d.tone.Sentiment(in)
			if err != nil {
				return err
			}
			toward := float64(o.Sign * o.Toward)
			if o.Words = toward * t.Words; t.Target != nil {
				o.Aimed = toward * *t.Target
			}
		}
		switch {
		case x.Debate != "":
			o.Group = x.Debate
		case x.Thread != "":
			o.Group = base + x.Thread
		case strings.HasPrefix(base, "agreement"):
			h := fnv.New64a()
			io.WriteString(h, x.ParentText)
			o.Group = fmt.Sprintf("agreement%x", h.Sum64())
		default:
			o.Group = base + o.Topic
		}
		return enc.Encode(o)
	})
}

func (d *dumper) encode(text string, max int) (span, error) {
	key := fmt.Sprint(max, text)
	if s, ok := d.seen[key]; ok {
		return s, nil
	}
	d.buf = d.enc.Encode(d.buf[:0], text, max)
	s := span{d.n, len(d.buf)}
	for _, t := range d.buf {
		id := t.ID
		if id == wordvec.Spelled {
			w := strings.ToLower(text[t.Start:t.End])
			x, ok := d.oov[w]
			if !ok {
				x = int32(d.v.Len() + len(d.extra))
				d.oov[w] = x
				d.extra = append(d.extra, w)
			}
			id = x
		}
		var b [8]byte
		binary.LittleEndian.PutUint32(b[:], uint32(id))
		binary.LittleEndian.PutUint32(b[4:], t.Classes)
		if _, err := d.tokens.Write(b[:]); err != nil {
			return s, err
		}
	}
	d.n += len(d.buf)
	d.seen[key] = s
	return s, nil
}

// tables writes the vector and the stem of every id.
func (d *dumper) tables(out string) error {
	var vec, stem []byte
	var x [wordvec.Dim]float32
	add := func(word string) {
		for _, f := range x {
			vec = binary.LittleEndian.AppendUint32(vec, math.Float32bits(f))
		}
		h := uint32(0)
		if word != "" {
			f := fnv.New32a()
			io.WriteString(f, wordvec.Stem(word))
			h = f.Sum32()
		}
		stem = binary.LittleEndian.AppendUint32(stem, h)
	}
	for id := range int32(d.v.Len()) {
		d.v.Vector(id, &x)
		add(d.v.Word(id))
	}
	for _, w := range d.extra {
		d.v.Spell(w, &x)
		add(w)
	}
	if err := os.WriteFile(filepath.Join(out, "vectors.f32"), vec, 0o644); err != nil {
		return err
	}
	if err := os.WriteFile(filepath.Join(out, "stems.u32"), stem, 0o644); err != nil {
		return err
	}
	return os.WriteFile(filepath.Join(out, "classes.txt"), fmt.Appendf(nil, "%d %d\n", d.v.Classes(), d.v.Len()), 0o644)
}
