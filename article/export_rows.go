package article

import (
	"bytes"
	"fmt"
	"io"
	"math"
	"slices"
	"strconv"
	"strings"
	"time"
	"unicode/utf8"
	"unsafe"

	"golang.org/x/text/encoding/charmap"
)

// headRows is how many rows are looked at before the first is passed on.
const headRows = 100

// table turns the rows of an export into comments once it is known which
// column holds what.
type table struct {
	*sink
	cols     map[string]role
	dayFirst bool // 3/4/2012 is the third of April
}

// newTable settles the columns by the names and the first rows, and shows them.
func newTable(s *sink, names []string, head []Row, opt Options) (*table, error) {
	cols, err := columns(names, opt.Map, head)
	if err != nil {
		return nil, err
	}
	// Rows that standpoint convert wrote have plain texts.
	s.plain = !slices.ContainsFunc([]string{"article_id", "id", "text", "source", "line"}, func(key string) bool { return !slices.Contains(names, key) })
	t := &table{sink: s, cols: cols}
	if n, ok := columnOf(cols, rolePosted); ok {
		for _, row := range head {
			v, _ := row.Get(n)
			if day, rest, ok := strings.Cut(strings.TrimSpace(v), "/"); ok && len(day) == 2 && day > "12" && day <= "31" && rest != "" {
				t.dayFirst = true
			}
		}
	}
	if opt.Columns != nil {
		out := make([]Column, len(names))
		for i, n := range names {
			out[i] = Column{n, roles[cols[n]].name}
		}
		opt.Columns(s.name, out)
	}
	return t, nil
}

// row passes on the comment of one row; replies without a parent of their own
// are replies to parent. It returns the ids of comment and article.
func (t *table) row(v *[roleCount]string, line int, article, parent string) (id, articleID string) {
	articleID = plainID(v[roleArticle])
	url := strings.TrimSpace(v[roleURL])
	switch {
	case articleID != "":
	case article != "":
		articleID = article
	case url != "":
		url, _, _ = strings.Cut(url, "#")
		articleID = url
	case v[roleArticleTitle] != "":
		articleID = oneLine(cleanText(v[roleArticleTitle]))
	}
	if known, ok := t.articles[articleID]; ok && articleID != "" {
		articleID = known
	} else {
		a := Article{ID: articleID, URL: url,
			Title: oneLine(t.text(v[roleArticleTitle])), Summary: t.text(v[roleSummary]), Byline: oneLine(v[roleByline]),
			Published: parseDate(v[rolePublished], t.dayFirst), Body: t.text(v[roleBody])}
		switch {
		case v[roleClaim] != "":
			a.Claim = Claim{Text: v[roleClaim], Source: ClaimGiven}
		case v[roleTarget] != "":
			a.Claim = Claim{Text: v[roleTarget], Source: ClaimGiven, Target: true}
		}
		articleID = t.article(a)
	}
	id = plainID(v[roleID])
	if id == "" {
		id = t.freshID()
	}
	why := deletedText(v[roleText])
	if gone := v[roleGone]; gone != "" {
		switch strings.ToLower(gone) {
		case "true", "1", "yes", "t", "y":
			why = "the comment is marked as deleted or spam"
		}
	}
	if why != "" {
		t.reject(articleID, line, why, id)
		return id, articleID
	}
	if p := plainParent(v[roleParent], articleID); p != "" {
		parent = p
	}
	t.comment(&Comment{ArticleID: articleID, Line: line, ID: id, ParentID: parent, Author: v[roleAuthor], Title: v[roleTitle], Text: v[roleText],
		Posted: parseDate(v[rolePosted], t.dayFirst), Up: parseCount(v[roleUp]), Down: parseCount(v[roleDown])})
	return id, articleID
}

// deletedText recognises the marks that platforms leave in place of a text.
func deletedText(s string) string {
	if len(s) > 60 || s == "" || s[0] != '[' && s[0]|0x20 != 't' {
		return ""
	}
	switch strings.ToLower(strings.Trim(s, "[] \t\n")) {
	case "deleted", "deleted by user", "comment deleted", "comment deleted by user":
		if s[0] == '[' {
			return "the comment was deleted by its author"
		}
	case "removed", "removed by moderator", "removed by reddit", "comment removed", "comment removed by moderator", "flagged":
		if s[0] == '[' {
			return "the comment was removed by the platform"
		}
	case "this comment has been deleted.", "this comment was deleted.":
		return "the comment was deleted by its author"
	case "this comment has been removed.", "this comment was removed.":
		return "the comment was removed by the platform"
	}
	return ""
}

// parseDate reads what exports write for a date: RFC 3339 and its relatives,
// Unix time in seconds, milliseconds or microseconds, a spreadsheet's count of
// days since 1899-12-30, or a date as people write it. What it cannot read is "not stated".
func parseDate(s string, dayFirst bool) Date {
	s = strings.TrimSpace(s)
	if s == "" || len(s) > 90 {
		return Date{}
	}
	stated := func(t time.Time) Date {
		if _, offset := t.Zone(); offset == 0 {
			t = t.UTC()
		}
		return Date{Time: t.Truncate(time.Second), HasTime: true}
	}
	if isDecimal(s) {
		if len(s) == 8 && s >= "19000101" && s < "22000101" { // yt-dlp's upload_date
			if t, err := time.Parse("20060102", s); err == nil {
				return Date{Time: t}
			}
		}
		return unixDate(s)
	}
	if t, err := time.Parse(time.RFC3339Nano, s); err == nil {
		return stated(t)
	}
	for _, layout := range [...]string{"2006-01-02 15:04:05", "2006-01-02 15:04:05Z07:00", "2006-01-02 15:04:05.999999999-07:00",
		"2006-01-02 15:04:05 UTC", "2006-01-02T15:04:05", "2006-01-02T15:04:05-0700", "2006-01-02 15:04", time.RFC1123Z, time.RFC1123, time.RubyDate} {
		if t, err := time.Parse(layout, s); err == nil {
			return stated(t)
		}
	}
	if w, n := (dateScanner{dayFirst: dayFirst}).scan(s); n > 0 && !w.rel {
		return w.date
	}
	return Date{}
}

// isDecimal reports whether s is digits with at most one point.
func isDecimal(s string) bool {
	points := 0
	for i := range len(s) {
		if c := s[i]; c == '.' {
			points++
		} else if c < '0' || c > '9' {
			return false
		}
	}
	return points <= 1
}

func unixDate(s string) Date {
	if len(s) == 10 { // seconds, by far the commonest
		if n, ok := wholeNumber(s); ok {
			return Date{Time: time.Unix(int64(n), 0).UTC(), HasTime: true}
		}
	}
	f, err := strconv.ParseFloat(s, 64)
	if err != nil {
		return Date{}
	}
	switch { // by size: 1e11 seconds would be the year 5138
	case f > 1e14:
		f /= 1e6
	case f > 1e11:
		f /= 1e3
	}
	if f >= 25569 && f < 80000 { // days from 1970 to 2119
		t := time.Date(1899, 12, 30, 0, 0, 0, 0, time.UTC).Add(time.Duration(math.Round(f*86400)) * time.Second)
		return Date{Time: t, HasTime: f != math.Trunc(f)}
	}
	if f < 1e8 || math.IsInf(f, 0) { // before 1973: a year or a count, not a time
		return Date{}
	}
	return Date{Time: time.Unix(int64(f), 0).UTC(), HasTime: true}
}

// delimited reads a CSV or TSV export.
func delimited(s *sink, r io.Reader, head []byte, tabs bool, opt Options) error {
	d := sniffDialect(head)
	if tabs {
		d.comma = '\t'
	}
	c := newCSVReader(r, d)
	header, err := csvHeader(c)
	if err != nil {
		return err
	}
	if header == nil {
		return fmt.Errorf("the file is empty")
	}
	next := func() (line int, fields []string, problem, text string, err error) {
		for {
			fields, problem, ok := c.next()
			if !ok {
				if err := streamEnd(c.lines.err); err != nil {
					return 0, nil, "", "", err
				}
				return 0, nil, "", "", io.EOF
			}
			if problem != "" {
				return c.started, nil, problem, c.text, nil
			}
			if !utf8.ValidString(c.text) {
				for i, f := range fields {
					fields[i] = toUTF8(f)
				}
			}
			if !allEmpty(fields) {
				return c.started, fields, badColumns(fields, len(header), ""), c.text, nil
			}
		}
	}
	return tabular(s, header, next, opt)
}

// toUTF8 reads a stray field of a file that passed for UTF-8: if it is mostly
// UTF-8 its broken bytes become U+FFFD, else it is taken as Windows-1252.
func toUTF8(s string) string {
	if utf8.ValidString(s) {
		return s
	}
	good, bad := countUTF8([]byte(s))
	if good <= bad {
		if out, err := charmap.Windows1252.NewDecoder().String(s); err == nil {
			return out
		}
	}
	return strings.ToValidUTF8(s, "\uFFFD")
}

// tabular passes on the rows that next gives until io.EOF; fields is valid
// until the next call.
func tabular(s *sink, header []string, next func() (line int, fields []string, problem, text string, err error), opt Options) error {
	type held struct {
		line          int
		fields        []string
		problem, text string
	}
	var first []held
	var head []Row
	var end error
	for len(first) < headRows && end == nil {
		line, fields, problem, text, err := next()
		if end = err; err != nil {
			break
		}
		first = append(first, held{line, slices.Clone(fields), problem, text})
		if problem == "" {
			row := Row{Line: line, fields: make([]Field, len(header))}
			for i, h := range header {
				row.fields[i] = Field{Name: h, Value: fields[i]}
			}
			head = append(head, row)
		}
	}
	t, err := newTable(s, header, head, opt)
	if err != nil {
		return err
	}
	at := make([]role, len(header)) // by column; of two with one name the last counts
	for i, h := range header {
		if !slices.Contains(header[i+1:], h) {
			at[i] = t.cols[h]
		}
	}
	do := func(line int, fields []string, problem, text string) {
		if problem != "" {
			s.reject("", line, problem, text)
			return
		}
		var v [roleCount]string
		for i, r := range at {
			if r != roleNone {
				v[r] = fields[i]
			}
		}
		t.row(&v, line, "", "")
	}
	for _, h := range first {
		if do(h.line, h.fields, h.problem, h.text); s.stopped {
			return nil
		}
	}
	first, head = nil, nil
	for end == nil {
		line, fields, problem, text, err := next()
		if end = err; err == nil {
			if do(line, fields, problem, text); s.stopped {
				return nil
			}
		}
	}
	return streamEnd(end)
}

// jsonRecord is one JSON value of a stream. raw may be valid only until the
// next one is asked for.
type jsonRecord struct {
	line    int
	raw     string
	problem string // why raw is not the whole of a value
}

// jsonLines yields the lines of r that are not blank, each valid until the next.
// It returns nil when yield has had enough.
func jsonLines(r io.Reader, yield func(jsonRecord) bool) error {
	lr := newLineReader(r, '\n')
	for {
		line, long, ok := lr.next()
		if !ok {
			return streamEnd(lr.err)
		}
		if len(line) == 0 || line[0] != '{' && len(bytes.TrimSpace(line)) == 0 {
			continue
		}
		rec := jsonRecord{line: lr.line, raw: unsafe.String(unsafe.SliceData(line), len(line))}
		if long {
			rec.problem = "the row is longer than 16 MiB"
		}
		if !yield(rec) {
			return nil
		}
	}
}

// records passes on every JSON value as a comment, with the replies nested in
// it, or as an article with its comments.
type records struct {
	*table
	opt   Options
	doc   jsonDoc
	nodes int                 // cap on the values of one record
	paths map[string][]string // "--map text=a.b": the value at a.b counts as a column
	first []jsonRecord
	order []keyRole // by place in the last object
	keys  []keyRole // by place in a flat object, the key in its quotes and with its colon
}

type keyRole struct {
	name string
	role role
}

func newRecords(s *sink, opt Options, nodes int) *records {
	rr := &records{table: &table{sink: s}, opt: opt, nodes: nodes, paths: map[string][]string{}}
	for _, c := range opt.Map {
		if strings.Contains(c, ".") {
			rr.paths[c] = strings.Split(c, ".")
		}
	}
	return rr
}

// add takes one value; the first ones are held back until the columns are
// settled. It returns false when there is no use in more.
func (rr *records) add(rec jsonRecord) bool {
	if rr.cols != nil {
		rr.one(rec)
		return !rr.stopped
	}
	rec.raw = strings.Clone(rec.raw)
	if rr.first = append(rr.first, rec); len(rr.first) == headRows {
		rr.settle()
	}
	return !rr.stopped
}

// settle finds the columns and passes on what was held back.
func (rr *records) settle() {
	if rr.cols != nil || rr.stopped {
		return
	}
	var names []string
	var head []Row
	var walk func(v jsonValue, depth int)
	walk = func(v jsonValue, depth int) {
		v = unwrapNode(v)
		if _, list := commentList(v); list.some() && depth < 4 {
			list.each(func(_ string, c jsonValue) bool {
				walk(c, depth+1)
				return len(head) < 2*headRows
			})
			if !isRecord(v) {
				return
			}
		}
		if !v.is(jsonObject) {
			return
		}
		row := Row{}
		v.each(func(key string, f jsonValue) bool {
			// An empty list of comments is no text of a comment.
			if !f.is(jsonArray) || !slices.Contains(listKeys[:], key) {
				row.fields = append(row.fields, Field{Name: key, Value: fieldText(f)})
			}
			return true
		})
		for name, path := range rr.paths {
			if f := v.get(path...); f.d != nil {
				row.fields = append(row.fields, Field{Name: name, Value: fieldText(f)})
			}
		}
		for _, f := range row.fields {
			if !slices.Contains(names, f.Name) && len(names) < 1000 {
				names = append(names, f.Name)
			}
		}
		head = append(head, row)
	}
	sound := 0
	why := ""
	for _, rec := range rr.first {
		if rec.problem != "" {
			why = rec.problem
			continue
		}
		if err := rr.doc.parse(rec.raw, rr.nodes); err != nil {
			why = fmt.Sprintf("line %d: %v", rec.line, err)
			continue
		}
		sound++
		walk(rr.doc.root(), 0)
	}
	if len(names) == 0 {
		switch {
		case len(rr.first) == 0:
			rr.fail(fmt.Errorf("there is no record in it"))
		case sound == 0:
			rr.fail(fmt.Errorf("none of the first records is sound JSON: %s", why))
		default:
			rr.fail(fmt.Errorf("no list of comments was found in it"))
		}
		return
	}
	t, err := newTable(rr.sink, names, head, rr.opt)
	if err != nil {
		rr.fail(err)
		return
	}
	rr.table = t
	first := rr.first
	rr.first = nil
	rr.doc.borrow = true // the sink copies what it keeps
	for _, rec := range first {
		if rr.one(rec); rr.stopped {
			return
		}
	}
}

func (rr *records) one(rec jsonRecord) {
	problem := rec.problem
	if problem == "" {
		var vals [roleCount]string
		if !rr.doc.deep && rr.flat(rec.raw, &vals) { // rows mostly are as the one before
			rr.row(&vals, rec.line, "", "")
			return
		}
		if err := rr.doc.parse(rec.raw, rr.nodes); err != nil {
			problem = err.Error()
		}
	}
	rr.doc.line, rr.doc.linePos = rec.line, 0
	v := rr.doc.root()
	switch {
	case problem != "":
		rr.reject("", rec.line, problem, rec.raw)
	case v.is(jsonObject):
		rr.value(v)
	default:
		rr.reject("", rec.line, "the record is not a JSON object", rec.raw)
	}
}

// value passes on one object: a comment with its replies, an article with its
// comments, or a list of either.
func (rr *records) value(root jsonValue) {
	article := ""
	visit := func(v jsonValue, parent string) (string, jsonValue) {
		if rr.stopped {
			return "", jsonValue{}
		}
		line := v.line()
		v = unwrapNode(v)
		var key string
		var list jsonValue
		if root.d.deep {
			key, list = commentList(v)
		}
		if list.some() && !isRecord(v) {
			// The head of an article, or a mere wrapper.
			if a, ok := headOf(v); ok {
				article = rr.article(a)
			}
			return "", list
		}
		if !v.is(jsonObject) {
			rr.reject(article, line, "the record is not a JSON object", v.raw())
			return "", jsonValue{}
		}
		var vals [roleCount]string
		rr.fields(v, &vals)
		for name, path := range rr.paths {
			if r := rr.cols[name]; r != roleNone {
				vals[r] = fieldText(v.get(path...))
			}
		}
		id, a := rr.row(&vals, line, article, parent)
		if key != "" {
			article = a // nested replies stay with their article
		}
		return id, list
	}
	id, list := visit(root, "")
	walkReplies(list, id, visit)
}

// jsonStream yields the JSON values of r one after the other, however they are
// spread over lines. Of an array at the top it yields the elements. A value
// over limit bytes is passed over and comes with a problem. It returns nil when
// yield has had enough.
func jsonStream(r io.Reader, limit int64, yield func(jsonRecord) bool) error {
	chunk := make([]byte, 64<<10)
	var value []byte
	var (
		line       = 1
		began      int  // line on which the value begins; 0 between values
		depth      int  // open brackets of the value
		array      bool // inside an array at the top
		inString   bool
		afterSlash bool
		long       bool
		from       int // where the value goes on in chunk
	)
	keep := func(b []byte) {
		if long = long || int64(len(value)+len(b)) > limit; long {
			b = b[:max(0, min(len(b), 2*RejectionText-len(value)))]
			value = value[:min(len(value), 2*RejectionText)]
		}
		value = append(value, b...)
	}
	finish := func(problem string) bool {
		rec := jsonRecord{line: began, problem: problem}
		if big := cap(value) > 1<<20; big {
			// The buffer is given away rather than copied.
			rec.raw, value = unsafe.String(unsafe.SliceData(value), len(value)), nil
		} else {
			rec.raw = string(value)
		}
		if long {
			rec.problem = fmt.Sprintf("the JSON value is larger than %d bytes; raise the limit with --max-page-bytes", limit)
		}
		value, began, depth, inString, afterSlash, long = value[:0], 0, 0, false, false, false
		return yield(rec)
	}
	for {
		n, err := r.Read(chunk)
		from = 0
		for i := 0; i < n; i++ {
			c := chunk[i]
			if c == '\n' {
				line++
			}
			if began == 0 {
				switch c {
				case ' ', '\t', '\r', '\n', ',', 0x1e: // 0x1e: RFC 7464
					continue
				case '[':
					if !array {
						array = true
						continue
					}
				case ']':
					if array {
						array = false
						continue
					}
				}
				began, from = line, i
			}
			switch {
			case inString:
				switch {
				case afterSlash:
					afterSlash = false
				case c == '\\':
					afterSlash = true
				case c == '"':
					if inString = false; depth == 0 {
						keep(chunk[from : i+1])
						if !finish("") {
							return nil
						}
					}
				}
			case c == '"':
				inString = true
			case c == '{' || c == '[':
				depth++
			case c == '}' || c == ']':
				if depth--; depth > 0 {
					continue
				}
				end := i + 1
				if depth < 0 && (i > from || len(value) > 0) { // it ends a bare word: "[1]"
					end, i = i, i-1
				}
				keep(chunk[from:end])
				if !finish("") {
					return nil
				}
			case depth == 0 && (c == ',' || c == '\n' || c == ' '):
				keep(chunk[from:i])
				if !finish("") {
					return nil
				}
			}
		}
		if began > 0 {
			keep(chunk[from:n])
		}
		if err == io.EOF {
			if began > 0 && (depth > 0 || inString) {
				if finish("the JSON value is cut short: the file ends inside it") {
					return nil
				}
				return nil
			}
			if began > 0 && !finish("") {
				return nil
			}
			if array {
				return fmt.Errorf("the list is not closed: the file is cut short after line %d", line)
			}
			return nil
		}
		if err != nil {
			return err
		}
	}
}

// unwrapNode looks into GraphQL's {"cursor": "…", "node": { }}.
func unwrapNode(v jsonValue) jsonValue {
	if !v.d.deep {
		return v
	}
	if v.is(jsonObject) && v.i+2 < v.node().next && v.d.nodes[v.i+2].kind < jsonArray {
		switch k := (jsonValue{v.d, v.i + 1}).raw(); k {
		case `"cursor"`, `"__typename"`, `"node"`:
		default:
			return v
		}
	}
	if node := v.get("node"); node.is(jsonObject) {
		return node
	}
	return v
}

// fields puts the members of an object where they belong. Objects mostly have
// their keys in one order, so the role of a key is looked for first where it
// was in the last object.
func (rr *records) fields(v jsonValue, vals *[roleCount]string) {
	d, n := v.d, 0
	for i, end := v.i+1, v.node().next; i < end; i, n = d.nodes[i+1].next, n+1 {
		k := &d.nodes[i]
		name := d.src[k.start:k.end]
		if k.escaped {
			name = unescape(name)
		}
		if n == len(rr.order) {
			rr.order = append(rr.order, keyRole{})
		}
		if at := &rr.order[n]; at.name != name || name == "" {
			*at = keyRole{strings.Clone(name), rr.cols[name]}
		}
		if r := rr.order[n].role; r != roleNone {
			if f := &d.nodes[i+1]; (f.kind == jsonString || f.kind == jsonNumber) && !f.escaped {
				vals[r] = d.src[f.start:f.end]
			} else {
				vals[r] = fieldText(jsonValue{d, i + 1})
			}
		}
	}
}

// flat does what parse and fields do together for an object that holds neither
// objects nor lists, in one pass over it. It returns false for everything else,
// and for what is unsound: parse then says why.
//
// Mostly the keys are spelt and ordered as in the last row, so that comparing
// with it saves reading them.
func (rr *records) flat(s string, vals *[roleCount]string) bool {
	i := skipSpace(s, 0)
	if len(rr.paths) > 0 || i >= len(s) || s[i] != '{' {
		return false
	}
	rr.doc.scratch = rr.doc.scratch[:0]
	for n, at := 0, 0; ; n, at = n+1, at+1 {
		i = skipSpace(s, i+1)
		var r role
		if at < len(rr.keys) && strings.HasPrefix(s[i:], rr.keys[at].name) {
			i += len(rr.keys[at].name)
			r = rr.keys[at].role
		} else {
			from := i
			if i >= len(s) || s[i] != '"' {
				return false
			}
			end, escaped, ascii, err := stringEnd(s, i+1)
			if err != nil || escaped || !ascii && !utf8.ValidString(s[i+1:end]) {
				return false
			}
			if i = skipSpace(s, end+1); i >= len(s) || s[i] != ':' {
				return false
			}
			i++
			r, at = rr.key(s[from:i], s[from+1:end], at)
		}
		i = skipSpace(s, i)
		if i >= len(s) || 2*n+2 >= rr.nodes {
			return false
		}
		from, end := i, i
		escaped := false
		switch c := s[i]; {
		case c == '"':
			var ascii bool
			var err error
			from = i + 1
			end, escaped, ascii, err = stringEnd(s, from)
			if err != nil || !ascii && !utf8.ValidString(s[from:end]) {
				return false
			}
			i = end + 1
		case c == '-' || c >= '0' && c <= '9':
			var ok bool
			if end, ok = scanNumber(s, i); !ok {
				return false
			}
			i = end
		case strings.HasPrefix(s[i:], "null"):
			i += len("null") // its text is "": from is end
		case strings.HasPrefix(s[i:], "true"):
			end = i + len("true")
			i = end
		case strings.HasPrefix(s[i:], "false"):
			end = i + len("false")
			i = end
		default:
			return false
		}
		if r != roleNone {
			if vals[r] = s[from:end]; escaped {
				vals[r] = rr.doc.unescape(vals[r])
			}
		}
		if i = skipSpace(s, i); i >= len(s) {
			return false
		}
		if s[i] == '}' {
			return skipSpace(s, i+1) == len(s)
		}
		if s[i] != ',' {
			return false
		}
	}
}

// key is the role of a key that does not stand at its place, and the place at
// which it is remembered: rows that lack some keys keep to one order too.
func (rr *records) key(spelt, name string, at int) (role, int) {
	for k := range rr.keys {
		if rr.keys[k].name == spelt {
			return rr.keys[k].role, k
		}
	}
	r := rr.cols[name]
	if len(rr.keys) < keptKeys {
		rr.keys = append(rr.keys, keyRole{strings.Clone(spelt), r})
		at = len(rr.keys) - 1
	}
	return r, at
}

// keptKeys caps the keys that are remembered and searched.
const keptKeys = 64

// walkReplies visits the elements of list, and of the lists that visit returns
// below each, in reading order, however deep they nest. visit is given the id
// that it returned for the element above.
func walkReplies(list jsonValue, parent string, visit func(v jsonValue, parent string) (id string, replies jsonValue)) {
	type level struct {
		next, end uint32
		parent    string
	}
	var stack []level
	d := list.d
	push := func(list jsonValue, parent string) {
		if list.is(jsonArray) {
			stack = append(stack, level{list.i + 1, list.node().next, parent})
		}
	}
	push(list, parent)
	for len(stack) > 0 {
		top := &stack[len(stack)-1]
		if top.next >= top.end {
			stack = stack[:len(stack)-1]
			continue
		}
		v := jsonValue{d, top.next}
		top.next = v.node().next
		id, replies := visit(v, top.parent)
		push(replies, id)
	}
}

// listKeys are the names under which a list of comments is nested.
var listKeys = [...]string{"comments", "replies", "children", "responses", "articles", "threads", "posts", "items", "data", "results", "entries", "records", "hits", "response", "contents", "nodes", "edges"}

// commentList finds the list of objects nested in v and its key, the first of
// listKeys that there is. One level of wrapping ("replies": {"data": [ ]}) is
// seen through, and more in an object that is no comment.
func commentList(v jsonValue) (string, jsonValue) { return listIn(v, 3) }

func listIn(v jsonValue, depth int) (string, jsonValue) {
	if v.is(jsonArray) {
		return "", v
	}
	if !v.is(jsonObject) {
		return "", jsonValue{}
	}
	best, list, objects := len(listKeys), jsonValue{}, false
	nodes, end := v.d.nodes, v.node().next
	for i := v.i + 1; i < end; i = nodes[i+1].next {
		switch nodes[i+1].kind {
		case jsonObject:
			objects = true
		case jsonArray:
		default:
			continue
		}
		at := slices.Index(listKeys[:], jsonValue{v.d, i}.text())
		if at < 0 || at >= best {
			continue
		}
		in := jsonValue{v.d, i + 1}
		if in.is(jsonObject) {
			in = wrapped(in)
		}
		if in.is(jsonArray) && in.i+1 < in.node().next && nodes[in.i+1].kind == jsonObject {
			best, list = at, in
		}
	}
	if list.d != nil {
		return listKeys[best], list
	}
	if objects && depth > 0 && !isRecord(v) {
		for i := v.i + 1; i < end; i = nodes[i+1].next {
			if nodes[i+1].kind == jsonObject {
				if key, list := listIn(jsonValue{v.d, i + 1}, depth-1); list.d != nil {
					return key, list
				}
			}
		}
	}
	return "", jsonValue{}
}

func wrapped(v jsonValue) jsonValue {
	for _, key := range listKeys {
		if list := v.get(key); list.is(jsonArray) {
			return list
		}
	}
	return jsonValue{}
}

// isRecord reports whether an object that holds a list or other objects is
// itself a comment: it has a text under a usual name, and neither headline nor
// address.
func isRecord(v jsonValue) bool {
	if !v.is(jsonObject) {
		return false
	}
	text, head := false, false
	v.each(func(key string, f jsonValue) bool {
		if !f.is(jsonString) && !f.is(jsonObject) && !f.is(jsonArray) || f.text() == "" {
			return true
		}
		switch p := plainName(key); p {
		case "title", "headline", "articletitle", "url", "articleurl", "canonicalurl":
			head = head || f.is(jsonString)
		case "comment", "comments", "post", "reply": // of these only a string is a text
			text = text || f.is(jsonString)
		default:
			text = text || slices.Contains(textNames, p)
		}
		return true
	})
	return text && !head
}

// textNames are the usual names of a text.
var textNames = strings.Fields(roles[roleText].columns)

// headOf reads the article that an object with a list of comments describes.
func headOf(v jsonValue) (Article, bool) {
	var a Article
	v.each(func(key string, f jsonValue) bool {
		s := fieldText(f)
		switch plainName(key) {
		case "id", "articleid":
			a.ID = s
		case "url", "articleurl", "canonicalurl":
			a.URL = s
		case "title", "headline", "articletitle":
			a.Title = plainText(s)
		case "summary", "description", "abstract":
			a.Summary = plainText(s)
		case "byline", "author":
			a.Byline = s
		case "published", "publishedat", "date":
			a.Published = parseDate(s, false)
		case "body", "text", "content":
			a.Body = plainText(s)
		case "claim":
			if f.is(jsonObject) { // as standpoint parse --json prints it
				if a.Claim = (Claim{Text: f.get("text").str(), Target: f.get("target").is(jsonTrue), Source: ClaimSource(f.get("source").str())}); a.Claim.Text == "" {
					a.Claim = Claim{}
				}
			} else if s != "" {
				a.Claim = Claim{Text: s, Source: ClaimGiven}
			}
		}
		return true
	})
	if a.ID == "" {
		a.ID = a.URL
	}
	return a, a.ID != "" || a.Title != ""
}

// fieldText is the text of a field, looking into the objects that some
// services wrap texts and people in.
func fieldText(f jsonValue) string {
	if f.d != nil && f.node().kind < jsonArray {
		return f.text()
	}
	if f.is(jsonArray) { // of pieces of text
		var parts []string
		f.each(func(_ string, p jsonValue) bool {
			if p.is(jsonString) || p.is(jsonObject) {
				parts = append(parts, fieldText(p))
			}
			return true
		})
		return strings.TrimSpace(strings.Join(parts, " "))
	}
	if !f.is(jsonObject) {
		return f.text()
	}
	for _, key := range [...]string{"rendered", "text", "plain", "raw", "body", "name", "displayName", "display_name", "username", "screen_name", "handle", "login", "id", "url", "$date", "$oid", "$numberLong"} {
		if s := f.get(key); s.is(jsonString) || s.is(jsonNumber) {
			return s.text()
		}
	}
	return ""
}
