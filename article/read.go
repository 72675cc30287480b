package article

import (
	"bytes"
	"cmp"
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
	return append(append(htmlFormats(), exportFormats()...),
		Format{
			Name:  "text",
			Doc:   "text of a saved article page with its comments",
			Sniff: func(string, []byte) bool { return true },
			Read:  readText,
		},
	)
}

// Read undoes compression and opens archives (see Unpack), recognises the
// format by the first SniffBytes bytes (or takes opt.Format) and streams the
// records. name is the input's name as the user gave it, "-" for standard
// input. An error ends the stream, except that a file in an archive that cannot
// be read becomes a Rejection and the next file is read.
func Read(name string, r io.Reader, opt Options) iter.Seq2[Record, error] {
	return func(yield func(Record, error) bool) {
		var ids IDs // of the files of an archive
		for m, err := range Unpack(name, r, opt) {
			if m.Name == name {
				if err != nil {
					yield(Record{}, fmt.Errorf("%s: %w", name, err))
				} else {
					readMember(m, opt)(yield)
				}
				return
			}
			if err == nil {
				for rec, rerr := range ids.Assign(readMember(m, opt)) {
					if err = rerr; err != nil {
						break
					}
					if !yield(rec, nil) {
						return
					}
				}
			}
			if err != nil && !yield(Record{Rejection: reject(m.Name, 0, "the file cannot be read: "+err.Error(), "")}, nil) {
				return
			}
		}
	}
}

// readMember reads one input that is neither compressed nor an archive.
func readMember(m Member, opt Options) iter.Seq2[Record, error] {
	return func(yield func(Record, error) bool) {
		src := newSource(m.R)
		head, err := src.Peek(SniffBytes)
		if err == nil || errors.Is(err, io.EOF) {
			var f Format
			if f, err = pickFormat(m.Name, utf8Head(head), opt.Format); err == nil {
				f.Read(m.Name, src, opt)(yield)
				return
			}
		}
		yield(Record{}, fmt.Errorf("%s: %w", m.Name, err))
	}
}

func pickFormat(name string, head []byte, want string) (Format, error) {
	var names []string
	for _, f := range Formats() {
		if want == f.Name || want == "" && f.Sniff(name, head) {
			if want == "" && f.Name == "text" && isBinary(head) {
				return f, errors.New("this is neither text nor in a format that is known")
			}
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

// isBinary reports whether an input that begins with head is no text.
func isBinary(head []byte) bool {
	if bytes.HasPrefix(head, []byte("%PDF-")) {
		return true
	}
	for _, mark := range []string{"\xff\xfe", "\xfe\xff"} { // UTF-16
		if bytes.HasPrefix(head, []byte(mark)) {
			return false
		}
	}
	control := 0
	for _, c := range head {
		if c < ' ' && c != '\n' && c != '\r' && c != '\t' && c != '\f' && c != 0x1b {
			control++
		}
	}
	return control > len(head)/50
}

// baseID is the ID of an article that is named after its file: the name
// without folders (and archive), endings of compressions and the extension;
// "stdin" for standard input.
func baseID(name string) string {
	if name == "-" || name == "" {
		return "stdin"
	}
	base := name[strings.LastIndexAny(name, `/\:`)+1:]
	for _, c := range [...]string{".gz", ".zst", ".bz2", ".xz"} {
		base = strings.TrimSuffix(base, c)
	}
	if id := strings.TrimSuffix(base, filepath.Ext(base)); id != "" {
		return id
	}
	return cmp.Or(base, name)
}

// IDs keeps article ids unique over the inputs of one run. The zero value is
// ready to use.
type IDs struct {
	seen map[string]bool
	own  map[string]string // what an article's own id became
}

// Assign passes the records of one input on. An article whose ID an earlier
// input already has gets "-2", "-3", … appended, and so do the ArticleIDs of
// its comments and rejections. An article whose ID is its own (Article.OwnID)
// may be spread over several inputs, as in monthly dumps: it keeps its ID and
// is passed on only once. The result depends only on the order of inputs.
func (ids *IDs) Assign(seq iter.Seq2[Record, error]) iter.Seq2[Record, error] {
	return func(yield func(Record, error) bool) {
		if ids.seen == nil {
			ids.seen, ids.own = map[string]bool{}, map[string]string{}
		}
		renamed := map[string]string{}
		for rec, err := range seq {
			switch {
			case rec.Article != nil:
				old := rec.Article.ID
				id, again := renamed[old]
				if first, known := ids.own[old]; rec.Article.OwnID && known {
					renamed[old] = first
					continue
				}
				if !again {
					id = old
					for n := 2; ids.seen[id]; n++ {
						id = old + "-" + strconv.Itoa(n)
					}
					ids.seen[id] = true
					renamed[old] = id
					if rec.Article.OwnID {
						ids.own[old] = id
					}
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
