package main

import (
	"bufio"
	"crypto/sha256"
	"encoding/binary"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"math"
	"os"
	"path/filepath"
	"strings"
	"sync"
	"sync/atomic"
	"time"
	"unicode/utf8"

	"standpoint/analyze"
)

// journalName is the file in the output folder that keeps the judgments of the
// slow method until a run is complete.
const journalName = "unfinished.jsonl"

// journalHead is the first line of a journal.
const journalHead = `{"standpoint":"unfinished judgments, for --resume"}`

// journalKey is the SHA-256 of everything that a judgment depends on, so that
// a journal can never answer for another text, claim, model or option.
type journalKey [sha256.Size]byte

// journal keeps judgments as they are made, one JSON object a line in any
// order, and knows those that an earlier run kept.
type journal struct {
	path  string
	kept  map[journalKey]analyze.Verdict // of the earlier run
	found int                            // lines of it; copies have one each
	bad   int                            // lines of it that could not be read
	used  atomic.Int64
	wrote atomic.Int64 // lines of this run

	lines  chan []byte
	closed sync.Once // closes lines
	done   chan struct{}
	file   *os.File
	err    error // of the writer; read it after done
}

// journalLine is one line of the file.
type journalLine struct {
	Key     string          `json:"key"`
	Verdict analyze.Verdict `json:"verdict"`
}

// checkJournal fails when an output folder has a journal that is neither to be
// used nor to be replaced.
func checkJournal(dir string, resume, force bool) error {
	path := filepath.Join(dir, journalName)
	_, err := os.Lstat(path)
	if err == nil && !resume && !force {
		return fmt.Errorf("%s holds judgments of an interrupted run; add --resume to go on from them, or --force to start anew", path)
	}
	if errors.Is(err, fs.ErrNotExist) {
		err = nil
	}
	return err
}

// openJournal prepares the journal in an output folder. With resume the lines
// of an earlier run are read first; otherwise they are lost.
func openJournal(dir string, resume bool, stderr io.Writer) (*journal, error) {
	j := &journal{
		path: filepath.Join(dir, journalName), kept: map[journalKey]analyze.Verdict{},
		lines: make(chan []byte, 256), done: make(chan struct{}),
	}
	if err := os.MkdirAll(dir, 0o777); err != nil {
		return nil, err
	}
	flags := os.O_CREATE | os.O_RDWR
	if !resume {
		flags |= os.O_TRUNC
	}
	var err error
	if j.file, err = os.OpenFile(j.path, flags, 0o666); err != nil {
		return nil, err
	}
	end, err := j.read()
	if err == nil {
		err = j.file.Truncate(end) // a line that was cut off
	}
	if err == nil {
		_, err = j.file.Seek(end, io.SeekStart)
	}
	if err == nil && end == 0 {
		_, err = j.file.WriteString(journalHead + "\n")
	}
	if err != nil {
		j.file.Close()
		return nil, fmt.Errorf("%s: %w", j.path, err)
	}
	if resume {
		if j.found == 0 {
			fmt.Fprint(stderr, "standpoint: no judgments of an interrupted run found: all are made now")
		} else {
			fmt.Fprintf(stderr, "standpoint: %d judgments of an interrupted run found", j.found)
		}
		if j.bad > 0 {
			fmt.Fprintf(stderr, "; %d damaged lines left out", j.bad)
		}
		fmt.Fprintln(stderr)
	}
	go j.write()
	return j, nil
}

// read takes in the lines of an earlier run and returns where the last whole
// one ends.
func (j *journal) read() (end int64, err error) {
	r := bufio.NewReaderSize(j.file, 1<<16)
	for n := 0; ; n++ {
		line, err := r.ReadBytes('\n')
		if err != nil && err != io.EOF {
			return end, err
		}
		if n == 0 && !strings.HasPrefix(journalHead+"\n", string(line)) {
			return 0, errors.New("this is no file of unfinished judgments; move it away, or use --force without --resume")
		}
		if err == io.EOF {
			if len(line) > 0 {
				j.bad++
			}
			return end, nil
		}
		end += int64(len(line))
		if n == 0 {
			continue
		}
		var x journalLine
		var key journalKey
		if json.Unmarshal(line, &x) != nil || len(x.Key) != 2*len(key) || !allStances(x.Verdict.Stance) {
			j.bad++
			continue
		}
		if _, err := hex.Decode(key[:], []byte(x.Key)); err != nil {
			j.bad++
			continue
		}
		j.kept[key] = x.Verdict
		j.found++
	}
}

func allStances(s analyze.Stance) bool { return s <= analyze.Favor }

// journalRows and journalPause are how much may be lost when the machine stops.
const (
	journalRows  = 64
	journalPause = time.Second
)

// write is the one goroutine that writes the file. It takes lines to the end
// even when they cannot be written.
func (j *journal) write() {
	defer close(j.done)
	w := bufio.NewWriter(j.file)
	tick := time.NewTicker(journalPause)
	defer tick.Stop()
	rows := 0
	keep := func(err error) {
		if j.err == nil {
			j.err = err
		}
	}
	for {
		select {
		case line, ok := <-j.lines:
			if !ok {
				keep(w.Flush())
				keep(j.file.Close())
				return
			}
			_, err := w.Write(line)
			keep(err)
			if rows++; rows < journalRows {
				continue
			}
		case <-tick.C:
		}
		if rows > 0 {
			keep(w.Flush())
			rows = 0
		}
	}
}

// close ends the writing; nothing may be judged any more.
func (j *journal) close() error {
	j.closed.Do(func() { close(j.lines) })
	<-j.done
	return j.err
}

// remove ends the writing and deletes the file: the run is complete.
func (j *journal) remove() {
	_ = j.close()
	_ = os.Remove(j.path)
}

// tell says what an interrupted run had judged already.
func (j *journal) tell(w io.Writer) {
	if n := j.used.Load(); n > 0 || j.found > 0 {
		fmt.Fprintf(w, "standpoint: %d judgments of the interrupted run were used, %d were made now\n", n, j.wrote.Load())
	}
}

// leave ends the writing of a run that did not complete, and says what is kept.
func (j *journal) leave() (kept string) {
	if err := j.close(); err != nil {
		return fmt.Sprintf("its judgments could not be kept in %s: %v", j.path, err)
	}
	n := j.found + int(j.wrote.Load())
	if n == 0 {
		_ = os.Remove(j.path)
		return ""
	}
	return fmt.Sprintf("%d judgments are kept in %s; run the same command with --resume to go on from them", n, j.path)
}

// keep puts the journal around a method: what was judged before is not judged
// again, and what is judged now is written down. engine, models and evidence
// tell methods apart.
func (j *journal) keep(s analyze.StanceScorer, engine, models string, evidence bool) analyze.StanceScorer {
	head := appendString(nil, version)
	head = appendString(head, engine)
	head = appendString(head, models)
	head = appendBool(head, evidence)
	return &journaled{s, j, head, &sync.Pool{New: func() any { return new([]byte) }}}
}

type journaled struct {
	analyze.StanceScorer
	journal *journal
	head    []byte
	pool    *sync.Pool
}

func (k *journaled) Stance(in analyze.Input, s analyze.Sentiment) (analyze.Verdict, error) {
	b := k.pool.Get().(*[]byte)
	*b = appendInput(append((*b)[:0], k.head...), &in, &s)
	key := journalKey(sha256.Sum256(*b))
	k.pool.Put(b)
	if v, ok := k.journal.kept[key]; ok {
		k.journal.used.Add(1)
		return v, nil
	}
	v, err := k.StanceScorer.Stance(in, s)
	if err != nil {
		return v, err
	}
	if line := appendLine(key, v); line != nil {
		k.journal.wrote.Add(1)
		k.journal.lines <- line
	}
	return v, nil
}

// appendLine is the line of a judgment; nil if JSON cannot hold it exactly.
func appendLine(key journalKey, v analyze.Verdict) []byte {
	for _, e := range v.Evidence {
		if !utf8.ValidString(e.Cue) || !utf8.ValidString(e.Met) {
			return nil
		}
	}
	if !utf8.ValidString(v.Reason) {
		return nil
	}
	line, err := json.Marshal(journalLine{hex.EncodeToString(key[:]), v})
	if err != nil { // a number that JSON does not have
		return nil
	}
	return append(line, '\n')
}

// appendInput spells out everything that a stance method may look at. Each
// part carries its length, so that no two inputs are spelled alike.
func appendInput(b []byte, in *analyze.Input, s *analyze.Sentiment) []byte {
	a := in.Article
	b = appendString(b, a.Claim.Text)
	b = appendString(b, string(a.Claim.Source))
	b = appendBool(b, a.Claim.Target)
	b = appendString(b, a.Title)
	b = appendString(b, a.Summary)
	b = appendString(b, in.Comment.Title)
	b = appendString(b, in.Comment.Text)
	b = appendSentiment(b, s)
	if b = appendBool(b, in.Parent != nil); in.Parent != nil {
		b = appendString(b, in.Parent.Title)
		b = appendString(b, in.Parent.Text)
	}
	if b = appendBool(b, in.ParentJudgment != nil); in.ParentJudgment != nil {
		v := &in.ParentJudgment.Verdict
		b = append(b, byte(v.Stance))
		b = appendFloats(b, v.P[:]...)
		b = appendSentiment(b, &in.ParentJudgment.Sentiment)
	}
	return b
}

func appendSentiment(b []byte, s *analyze.Sentiment) []byte {
	b = append(b, byte(s.Label))
	b = appendFloats(b, s.Score, s.Sarcasm, s.P[0], s.P[1], s.P[2])
	if b = appendBool(b, s.Target != nil); s.Target != nil {
		b = appendFloats(b, *s.Target, float64(s.Named[0]), float64(s.Named[1]))
	}
	b = appendFloats(b, s.Words)
	return appendString(b, s.Unsupported)
}

func appendString(b []byte, s string) []byte {
	b = binary.LittleEndian.AppendUint64(b, uint64(len(s)))
	return append(b, s...)
}

func appendFloats(b []byte, list ...float64) []byte {
	for _, x := range list {
		b = binary.LittleEndian.AppendUint64(b, math.Float64bits(x))
	}
	return b
}

func appendBool(b []byte, x bool) []byte {
	if x {
		return append(b, 1)
	}
	return append(b, 0)
}

// isJournal reports whether a file is a journal: no input of any run.
func isJournal(path string) bool {
	if filepath.Base(path) != journalName {
		return false
	}
	f, err := os.Open(path)
	if err != nil {
		return false
	}
	defer f.Close()
	head := make([]byte, len(journalHead))
	_, err = io.ReadFull(f, head)
	return err == nil && string(head) == journalHead
}
