package article

import (
	"bufio"
	"errors"
	"fmt"
	"io"
	"iter"
	"path/filepath"
	"regexp"
	"strconv"
	"strings"
)

// Record is one thing that a reader found. Exactly one field is set.
//
// A page yields its Article, then its Comments in page order, then its
// Rejections by line. An export yields rows as they come; the Article of a row
// precedes the first Comment of that article.
type Record struct {
	Article   *Article
	Comment   *Comment
	Rejection *Rejection
}

// Options steer the readers. The zero value is the default of every option.
type Options struct {
	Format        string         // a name from Formats; "" recognises by content
	MaxPageBytes  int64          // cap on one page; 0 means DefaultMaxPageBytes
	CommentsStart *regexp.Regexp // first line of the comment region, in place of the guess

	// Map says which column of an export holds a field; keys are from
	// MapFields. Fields that it does not name are found by the usual names.
	Map map[string]string
	// Columns, if not nil, is told once an input how its columns are read.
	Columns func(source string, columns []Column)
	// Encoding names the character encoding of text inputs ("windows-1252", a
	// WHATWG label); "" recognises it by content.
	Encoding string
}

// DefaultMaxPageBytes caps a page that must be held in memory: 32 MiB.
const DefaultMaxPageBytes = 32 << 20

// Format is one kind of input.
type Format struct {
	Name string // for --format
	Doc  string // one line for people
	// Sniff reports whether an input that begins with head (at most SniffBytes,
	// after decompression) and is called name is of this format.
	Sniff func(name string, head []byte) bool
	// Read streams the records of r. An error it yields ends the stream; what
	// was yielded before stays valid.
	Read func(name string, r io.Reader, opt Options) iter.Seq2[Record, error]
}

// SniffBytes is how much of an input Format.Sniff sees.
const SniffBytes = 64 << 10

// Formats lists every format, in the order in which they are tried: the first
// whose Sniff says yes reads the input. The last one takes whatever is left.
func Formats() []Format {
	return []Format{
		{
			Name:  "text",
			Doc:   "text of a saved article page with its comments",
			Sniff: func(string, []byte) bool { return true },
			Read:  readText,
		},
	}
}

// Read recognises the format of r by its first SniffBytes bytes (or takes
// opt.Format) and streams its records. name is the input's name as the user
// gave it, "-" for standard input. An error ends the stream.
func Read(name string, r io.Reader, opt Options) iter.Seq2[Record, error] {
	return func(yield func(Record, error) bool) {
		br := bufio.NewReaderSize(r, SniffBytes)
		head, err := br.Peek(SniffBytes)
		if err != nil && !errors.Is(err, io.EOF) && !errors.Is(err, bufio.ErrBufferFull) {
			yield(Record{}, fmt.Errorf("%s: %w", name, err))
			return
		}
		f, err := pickFormat(name, head, opt.Format)
		if err != nil {
			yield(Record{}, fmt.Errorf("%s: %w", name, err))
			return
		}
		f.Read(name, br, opt)(yield)
	}
}

func pickFormat(name string, head []byte, want string) (Format, error) {
	var names []string
	for _, f := range Formats() {
		if want == f.Name || want == "" && f.Sniff(name, head) {
			return f, nil
		}
		names = append(names, f.Name)
	}
	return Format{}, fmt.Errorf("unknown format %q; use one of: %s", want, strings.Join(names, ", "))
}

// readPage holds one whole page in memory, up to the cap of opt.
func readPage(name string, r io.Reader, opt Options) ([]byte, error) {
	limit := opt.MaxPageBytes
	if limit <= 0 {
		limit = DefaultMaxPageBytes
	}
	b, err := io.ReadAll(io.LimitReader(r, limit+1))
	if err != nil {
		return nil, fmt.Errorf("%s: %w", name, err)
	}
	if int64(len(b)) > limit {
		return nil, fmt.Errorf("%s: the page is larger than %d bytes; raise the limit with --max-page-bytes", name, limit)
	}
	return b, nil
}

// baseID is the ID of a page: its file's base name without the extension,
// "stdin" for standard input.
func baseID(name string) string {
	if name == "-" || name == "" {
		return "stdin"
	}
	base := filepath.Base(filepath.ToSlash(name))
	if id := strings.TrimSuffix(base, filepath.Ext(base)); id != "" {
		return id
	}
	return base
}

// IDs keeps article ids unique over the inputs of one run. The zero value is
// ready to use.
type IDs struct {
	seen map[string]bool
}

// Assign passes the records of one input on. An article that is named after
// its file gets "-2", "-3", … appended when an earlier one has its ID already,
// and so do the ArticleIDs of its comments and rejections: pages called
// index.txt in two folders are two articles. An article whose ID stands in the
// data is one article wherever it comes from; it is passed on once. The result
// depends only on the order of inputs.
func (ids *IDs) Assign(seq iter.Seq2[Record, error]) iter.Seq2[Record, error] {
	return func(yield func(Record, error) bool) {
		if ids.seen == nil {
			ids.seen = map[string]bool{}
		}
		renamed := map[string]string{}
		for rec, err := range seq {
			switch {
			case rec.Article != nil:
				old := rec.Article.ID
				if old != baseID(rec.Article.Source) {
					if ids.seen[old] {
						continue
					}
					ids.seen[old] = true
					break
				}
				id, again := renamed[old]
				if !again {
					id = old
					for n := 2; ids.seen[id]; n++ {
						id = old + "-" + strconv.Itoa(n)
					}
					ids.seen[id] = true
					renamed[old] = id
				}
				rec.Article.ID = id
			case rec.Comment != nil:
				if id, ok := renamed[rec.Comment.ArticleID]; ok {
					rec.Comment.ArticleID = id
				}
			case rec.Rejection != nil:
				if id, ok := renamed[rec.Rejection.ArticleID]; ok {
					rec.Rejection.ArticleID = id
				}
			}
			if !yield(rec, err) {
				return
			}
		}
	}
}
