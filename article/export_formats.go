package article

import (
	"bufio"
	"bytes"
	"errors"
	"io"
	"iter"
	"strings"
)

// treeLimit caps a JSON value that must be held in memory, such as a whole
// thread with its replies: eight times what a page may have, so 256 MiB unless
// Options.MaxPageBytes says otherwise.
func treeLimit(opt Options) int64 {
	if opt.MaxPageBytes > 0 {
		return 8 * opt.MaxPageBytes
	}
	return 8 * DefaultMaxPageBytes
}

// exportFormats lists the exports, the most particular first.
func exportFormats() []Format {
	return []Format{
		parquetFormat(),
		xlsxFormat(),
		redditFormat(),
		youtubeFormat(),
		hackerNewsFormat(),
		nytFormat(),
		guardianFormat(),
		blueskyFormat(),
		mastodonFormat(),
		facebookFormat(),
		wordpressFormat(),
		disqusFormat(),
		{
			Name: "jsonl",
			Doc:  "JSON Lines (NDJSON): one comment or one thread a line",
			Sniff: func(name string, head []byte) bool {
				return startsWith(head, "{") && (hasExt(name, "jsonl", "ndjson") || jsonLinesHead(head))
			},
			Read: export(func(s *sink, r io.Reader, head []byte, opt Options) error {
				return jsonExport(s, opt, maxRowNodes, func(add func(jsonRecord) bool) error { return jsonLines(r, add) })
			}),
		},
		{
			Name: "json",
			Doc:  "JSON: a list of comments, or an article with its comments, replies nested or not",
			Sniff: func(name string, head []byte) bool {
				return isJSON(head) || hasExt(name, "json") && !startsWith(head, "<")
			},
			Read: export(func(s *sink, r io.Reader, head []byte, opt Options) error {
				return jsonExport(s, opt, maxTreeNodes, func(add func(jsonRecord) bool) error { return jsonStream(r, treeLimit(opt), add) })
			}),
		},
		{
			Name:  "tsv",
			Doc:   "tab-separated values with a header",
			Sniff: func(name string, _ []byte) bool { return hasExt(name, "tsv", "tab") },
			Read: export(func(s *sink, r io.Reader, head []byte, opt Options) error {
				return delimited(s, r, head, true, opt)
			}),
		},
		{
			Name:  "csv",
			Doc:   "values separated by comma, semicolon, tab or bar, with a header",
			Sniff: sniffCSV,
			Read: export(func(s *sink, r io.Reader, head []byte, opt Options) error {
				return delimited(s, r, head, false, opt)
			}),
		},
	}
}

// export makes a Format.Read of a reader that puts what it finds in a sink. It
// is given UTF-8 and the first bytes of it.
func export(read func(s *sink, r io.Reader, head []byte, opt Options) error) func(string, io.Reader, Options) iter.Seq2[Record, error] {
	return func(name string, r io.Reader, opt Options) iter.Seq2[Record, error] {
		return func(yield func(Record, error) bool) {
			s := newSink(name, yield)
			text, err := toUTF8Reader(r, opt.Encoding)
			if err != nil {
				s.fail(err)
				return
			}
			b := bufio.NewReaderSize(text, SniffBytes)
			head, err := b.Peek(SniffBytes)
			if err != nil && !errors.Is(err, io.EOF) {
				s.fail(err)
				return
			}
			s.fail(read(s, b, bytes.Clone(head), opt))
		}
	}
}

func jsonExport(s *sink, opt Options, nodes int, each func(add func(jsonRecord) bool) error) error {
	rr := newRecords(s, opt, nodes)
	err := each(rr.add)
	rr.settle()
	return err
}

// trimmed is head without byte order mark and leading space.
func trimmed(head []byte) []byte {
	return bytes.TrimLeft(bytes.TrimPrefix(head, []byte("\ufeff")), " \t\r\n")
}

func startsWith(head []byte, s string) bool { return bytes.HasPrefix(trimmed(head), []byte(s)) }

// hasExt reports whether name ends in one of the extensions, whatever
// compression is named after it.
func hasExt(name string, exts ...string) bool {
	name = strings.ToLower(name)
	for _, c := range [...]string{".gz", ".zst", ".bz2", ".xz"} {
		name = strings.TrimSuffix(name, c)
	}
	for _, e := range exts {
		if strings.HasSuffix(name, "."+e) {
			return true
		}
	}
	return false
}

// jsonLinesHead reports whether the first line is a whole JSON object and
// something that looks like another follows.
func jsonLinesHead(head []byte) bool {
	line, rest, ok := bytes.Cut(trimmed(head), []byte("\n"))
	var d jsonDoc
	return ok && startsWith(rest, "{") && d.parse(string(bytes.TrimSpace(line)), maxRowNodes) == nil
}

// sniffCSV accepts what is called so, and what begins with a line of at least
// two column names that are known, one of them to hold comments, most rows
// after it having as many fields.
func sniffCSV(name string, head []byte) bool {
	if hasExt(name, "csv") {
		return true
	}
	head = bytes.TrimPrefix(head, []byte("\ufeff"))
	if bytes.IndexByte(head, 0) >= 0 {
		return false
	}
	d := sniffDialect(head)
	if d.comma == 0 {
		return false
	}
	c := newCSVReader(bytes.NewReader(head), d)
	header, err := csvHeader(c)
	if err != nil {
		return false
	}
	known := 0
	cols, err := columns(header, nil, nil)
	for _, r := range cols {
		if r != roleNone {
			known++
		}
	}
	if err != nil || known < 2 {
		return false
	}
	good, bad := 0, 0
	for good+bad < headRows {
		f, problem, ok := c.next()
		if !ok || c.lines.start == c.lines.end && c.lines.err != nil {
			break
		}
		if problem == "" && len(f) == len(header) {
			good++
		} else {
			bad++
		}
	}
	return good >= bad
}
