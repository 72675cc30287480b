package main

import (
	"bytes"
	"context"
	"crypto/sha256"
	"encoding/hex"
	"errors"
	"fmt"
	"hash"
	"io"
	"io/fs"
	"iter"
	"maps"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"

	"github.com/spf13/cobra"

	"standpoint/article"
)

// inputFlags are the flags of every command that reads pages.
type inputFlags struct {
	maxPage       int64
	commentsStart string
	format        string
	encoding      string
	columns       map[string]string
	articles      string
	pseudonymise  bool
	pseudonymKey  string
	copies        float64
}

func (f *inputFlags) add(cmd *cobra.Command) {
	fs := cmd.Flags()
	fs.StringVar(&f.format, "format", "", "input format, one of: "+strings.Join(formatNames(), ", ")+" (default: recognised by content)")
	fs.StringToStringVar(&f.columns, "map", nil, "how to read an export's columns, `FIELD=COLUMN`, comma-separated; a FIELD is one of: "+strings.Join(article.MapFields(), ", "))
	fs.StringVar(&f.encoding, "encoding", "", "character encoding of text inputs, such as windows-1252 (default: recognised)")
	fs.StringVar(&f.articles, "articles", "", "`FILE` (CSV or JSON Lines) with the claim, title, … of each article, joined by article_id or url")
	fs.Float64Var(&f.copies, "copies", article.DefaultCopyThreshold, "`SIMILARITY`, 0 to 1, from which a comment is marked as a copy of an earlier one; 1 marks exact copies only")
	fs.BoolVar(&f.pseudonymise, "pseudonymise", false, "replace the names of people by keyed hashes; the key comes from --pseudonym-key or the variable "+keyVariable)
	fs.StringVar(&f.pseudonymKey, "pseudonym-key", "", "`FILE` with the secret key of --pseudonymise, 16 bytes or more")
	fs.Int64Var(&f.maxPage, "max-page-bytes", article.DefaultMaxPageBytes, "largest page to read, in bytes")
	fs.StringVar(&f.commentsStart, "comments-start", "", "`REGEXP` of the line at which a page's comments start, in place of the guess")
}

func formatNames() []string {
	var names []string
	for _, f := range article.Formats() {
		names = append(names, f.Name)
	}
	return names
}

// keyVariable is the environment variable that may hold the key of
// --pseudonymise.
const keyVariable = "STANDPOINT_PSEUDONYM_KEY"

// open prepares the inputs that the arguments name.
func (f *inputFlags) open(cmd *cobra.Command, args []string) (*inputs, error) {
	opt, err := f.options(cmd.ErrOrStderr())
	if err != nil {
		return nil, err
	}
	if !(f.copies > 0 && f.copies <= 1) {
		return nil, usagef("--copies %v: a similarity is above 0 and at most 1", f.copies)
	}
	in := &inputs{stdin: cmd.InOrStdin(), opt: opt, similarity: f.copies}
	if f.pseudonymise {
		key := []byte(os.Getenv(keyVariable))
		if f.pseudonymKey != "" {
			if key, err = os.ReadFile(f.pseudonymKey); err != nil {
				return nil, fmt.Errorf("--pseudonym-key: %w", err)
			}
		}
		if len(key) == 0 {
			return nil, usagef("--pseudonymise needs a secret key: give --pseudonym-key FILE or set %s", keyVariable)
		}
		in.key = bytes.TrimRight(key, "\r\n")
		if _, err = article.NewPseudonymiser(in.key); err != nil {
			return nil, usagef("--pseudonymise: %w", err)
		}
	} else if f.pseudonymKey != "" {
		return nil, usagef("--pseudonym-key is for --pseudonymise, which is not given")
	}
	if f.articles != "" {
		file, err := os.Open(f.articles)
		if err != nil {
			return nil, fmt.Errorf("--articles: %w", err)
		}
		defer file.Close()
		if in.corpus, err = article.ReadCorpus(f.articles, file); err != nil {
			return nil, fmt.Errorf("--articles: %w", err)
		}
		for _, x := range in.corpus.Rejected {
			fmt.Fprintf(cmd.ErrOrStderr(), "standpoint: %s:%d: %s\n", x.Source, x.Line, x.Reason)
		}
	}
	in.names, err = inputNames(args, cmd.ErrOrStderr())
	return in.again(), err
}

// again are the same inputs, to be read from their beginning.
func (in *inputs) again() *inputs {
	c := &inputs{
		names: in.names, stdin: in.stdin, opt: in.opt, pipes: in.pipes, corpus: in.corpus, similarity: in.similarity, key: in.key,
		copies: article.NewCopies(in.similarity), home: map[string]*input{},
	}
	if c.key != nil {
		// What names a text holds depends on those met before: each pass meets
		// them anew. The key was checked when the inputs were opened.
		c.people, _ = article.NewPseudonymiser(c.key)
	}
	return c
}

// keepPipes makes standard input and other pipes ones that can be read again,
// until lastPass says that they are read for the last time.
func (in *inputs) keepPipes() error {
	in.pipes = map[string]*replay{}
	for _, name := range in.names {
		src := io.NopCloser(in.stdin)
		if name != "-" {
			info, err := os.Stat(name)
			if err != nil || info.Mode().IsRegular() {
				continue // an error is told when the file is read
			}
			if src, err = os.Open(name); err != nil {
				return fmt.Errorf("input: %w", err)
			}
		}
		var err error
		if in.pipes[name], err = newReplay(src); err != nil {
			src.Close()
			return fmt.Errorf("%s: %w", name, err)
		}
	}
	return nil
}

func (in *inputs) lastPass() {
	for _, r := range in.pipes {
		r.last = true
	}
}

// close removes what keepPipes kept.
func (in *inputs) close() {
	for _, r := range in.pipes {
		r.close()
	}
}

func (f *inputFlags) options(stderr io.Writer) (article.Options, error) {
	opt := article.Options{
		Format: f.format, MaxPageBytes: f.maxPage, Encoding: f.encoding, Map: f.columns,
		Columns: func(source string, columns []article.Column) { showColumns(stderr, source, columns) },
	}
	for _, field := range slices.Sorted(maps.Keys(f.columns)) {
		if !slices.Contains(article.MapFields(), field) {
			return opt, usagef("--map %s=%s: unknown field %q; there are: %s", field, f.columns[field], field, strings.Join(article.MapFields(), ", "))
		}
	}
	if f.format != "" && !slices.Contains(formatNames(), f.format) {
		return opt, usagef("unknown --format %q; there are: %s", f.format, strings.Join(formatNames(), ", "))
	}
	if f.maxPage < 1 {
		return opt, usagef("--max-page-bytes %d: give a number of bytes above 0", f.maxPage)
	}
	if f.commentsStart != "" {
		re, err := regexp.Compile(f.commentsStart)
		if err != nil {
			return opt, usagef("--comments-start: %w", err)
		}
		opt.CommentsStart = re
	}
	return opt, nil
}

// showColumns says how the columns of an export are read.
func showColumns(w io.Writer, source string, columns []article.Column) {
	var read, unread []string
	for _, c := range columns {
		if c.Field == "" {
			unread = append(unread, c.Name)
		} else {
			read = append(read, c.Field+"="+c.Name)
		}
	}
	fmt.Fprintf(w, "standpoint: %s: columns read as %s", source, strings.Join(read, ", "))
	if len(unread) > 0 {
		fmt.Fprintf(w, "; not used: %s", strings.Join(unread, ", "))
	}
	fmt.Fprintf(w, " (--map changes this)\n")
}

// expand turns the INPUT arguments into file names, in argument order;
// directories and globs in lexical order. Below a directory, hidden files are
// left out, and so are files of no known kind and what an earlier run wrote;
// other counts them. A file that several arguments name is read once.
func expand(args []string) (names []string, other int, err error) {
	seen := map[string]bool{}
	add := func(name string) {
		if key := filepath.Clean(name); !seen[key] || name == "-" && !seen["-"] {
			seen[key] = true
			names = append(names, name)
		}
	}
	for _, arg := range args {
		if arg == "-" {
			add(arg)
			continue
		}
		info, err := os.Stat(arg)
		if errors.Is(err, fs.ErrNotExist) && strings.ContainsAny(arg, "*?[") {
			matches, err := filepath.Glob(arg)
			if err != nil {
				return nil, 0, usagef("input %q: %w", arg, err)
			}
			if len(matches) == 0 {
				return nil, 0, fmt.Errorf("input %q matches no file; quote a glob only if the shell should not expand it", arg)
			}
			for _, m := range matches {
				n, err := walk(m, add)
				if err != nil {
					return nil, 0, err
				}
				other += n
			}
			continue
		}
		if err != nil {
			return nil, 0, fmt.Errorf("input: %w", err)
		}
		if !info.IsDir() {
			add(arg)
			continue
		}
		before := len(names)
		n, err := walk(arg, add)
		if err != nil {
			return nil, 0, err
		}
		if len(names) == before {
			return nil, 0, fmt.Errorf("input %s: the folder holds no files of a kind that can be read", arg)
		}
		other += n
	}
	return names, other, nil
}

// walk adds the visible files of a known kind at or below path.
func walk(path string, add func(string)) (other int, err error) {
	err = filepath.WalkDir(path, func(p string, d fs.DirEntry, err error) error {
		if err != nil {
			return fmt.Errorf("input: %w", err)
		}
		hidden := p != path && strings.HasPrefix(d.Name(), ".")
		switch {
		case d.IsDir() && (hidden || p != path && isOutput(p)):
			other++
			return filepath.SkipDir
		case d.IsDir():
			return nil
		case hidden || p != path && isJournal(p):
			other++
		case p == path || d.Type().IsRegular() && article.KnownName(p):
			add(p)
		default:
			other++
		}
		return nil
	})
	return other, err
}

// isOutput reports whether a folder holds what an earlier run wrote, which is
// no input of the next one.
func isOutput(dir string) bool {
	return isFile(filepath.Join(dir, "run.json")) && isFile(filepath.Join(dir, "comments.csv"))
}

// inputNames expands the arguments and says on w what a folder held besides.
func inputNames(args []string, w io.Writer) ([]string, error) {
	names, other, err := expand(args)
	if other > 0 {
		fmt.Fprintf(w, "standpoint: %d files or folders were left out: of no known kind, hidden, or written by an earlier run; name one to have it read all the same\n", other)
	}
	return names, err
}

// input is one file of a run, as run.json lists it.
type input struct {
	Name     string `json:"name"`
	SHA256   string `json:"sha256"`
	Bytes    int64  `json:"bytes"`
	Articles int    `json:"articles"`
	Found    int    `json:"found"` // comments; = scored + rejected
	Scored   int    `json:"scored"`
	Rejected int    `json:"rejected"`
	Error    string `json:"error"` // why the file could not be read to its end
}

// inputs reads files one after the other.
type inputs struct {
	names []string
	stdin io.Reader
	opt   article.Options
	ids   article.IDs

	corpus     *article.Corpus // nil without --articles
	similarity float64         // of copies
	copies     *article.Copies // nil: copies are not marked
	key        []byte          // of people; nil without --pseudonymise
	people     *article.Pseudonymiser
	pipes      map[string]*replay // inputs that are to be read again and are no files

	files  []*input
	home   map[string]*input // by article id
	failed []error
}

// all streams the records of every input, each article with what --articles
// knows of it, copies marked, names replaced.
func (in *inputs) all(ctx context.Context) iter.Seq2[article.Record, error] {
	recs := in.records(ctx)
	if in.corpus != nil {
		recs = in.corpus.Join(recs)
	}
	if in.copies != nil {
		recs = in.copies.Mark(recs)
	}
	if in.people != nil {
		recs = in.people.Apply(recs)
	}
	return recs
}

// records streams everything the files hold. A file that cannot be read to
// its end is noted in failed and does not end the run.
func (in *inputs) records(ctx context.Context) iter.Seq2[article.Record, error] {
	return func(yield func(article.Record, error) bool) {
		for _, name := range in.names {
			file := &input{Name: name}
			in.files = append(in.files, file)
			for rec, err := range in.one(name, file) {
				if ctx.Err() != nil {
					yield(article.Record{}, ctx.Err())
					return
				}
				if err != nil {
					file.Error = err.Error()
					in.failed = append(in.failed, err)
					break
				}
				switch {
				case rec.Article != nil:
					file.Articles++
					in.home[rec.Article.ID] = file
				case rec.Comment != nil:
					file.Found++
					file.Scored++
				case rec.Rejection != nil:
					file.Found++
					file.Rejected++
				}
				if !yield(rec, nil) {
					return
				}
			}
		}
	}
}

func (in *inputs) one(name string, file *input) iter.Seq2[article.Record, error] {
	return func(yield func(article.Record, error) bool) {
		counted := &counter{r: in.stdin, sum: sha256.New()}
		if again := in.pipes[name]; again != nil {
			again.rewind()
			counted.r = again
		} else if name != "-" {
			f, err := os.Open(name)
			if err != nil {
				yield(article.Record{}, err)
				return
			}
			defer f.Close()
			counted.r, counted.file = f, f
		}
		for rec, err := range in.ids.Assign(article.Read(name, counted, in.opt)) {
			if !yield(rec, err) {
				return
			}
		}
		// A reader may stop before the end (a closing tag, say): the hash is of
		// the whole file all the same.
		if _, err := io.Copy(io.Discard, counted); err != nil {
			yield(article.Record{}, fmt.Errorf("%s: %w", name, err))
			return
		}
		file.SHA256, file.Bytes = hex.EncodeToString(counted.sum.Sum(nil)), counted.n
	}
}

// counter counts and hashes what is read in order.
type counter struct {
	r    io.Reader
	n    int64
	sum  hash.Hash
	file *os.File // nil for standard input
}

func (c *counter) Read(p []byte) (int, error) {
	n, err := c.r.Read(p)
	c.n += int64(n)
	c.sum.Write(p[:n])
	return n, err
}

// RandomAccess lets formats that are not read front to back (zip, XLSX,
// Parquet) leave the file on disk. It returns nil where there is no file.
func (c *counter) RandomAccess() (io.ReaderAt, int64) {
	if c.file == nil {
		return nil, 0
	}
	info, err := c.file.Stat()
	if err != nil || !info.Mode().IsRegular() {
		return nil, 0
	}
	return c.file, info.Size()
}
