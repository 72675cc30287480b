package article

import (
	"io"
	"iter"
	"regexp"
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
