package article

import (
	"math"
	"regexp"
	"slices"
	"strings"
	"time"
	"unicode"
	"unicode/utf8"
)

// line is one line of a page with what can be told of it by itself.
type line struct {
	no    int    // 1-based
	raw   string // without trailing space
	text  string // without indentation, bullet, number
	ind   int    // column at which the line begins
	col   int    // column at which text begins
	bul   string // bullet, "" for none
	num   string // number label such as "2.1", "" for none
	rule  bool   // a drawn line: -----, =====, * * *
	quote bool   // begins with ">"
	junk  bool   // nothing but separators and arrows
	m     *meta  // set if the line is metadata

	// What heading found; see there.
	kind         headingKind
	count, shown int
	removed      bool // a notice in place of a comment
}

func (l *line) blank() bool { return l.raw == "" }

// plain reports a line that is neither empty nor drawn nor metadata.
func (l *line) plain() bool { return l.raw != "" && !l.rule && !l.junk && l.m == nil }

// page is a whole text, line by line.
type page struct {
	lines []line
	ds    dateScanner
	// oneName: heads name one thing before the time, as a rule; what more there
	// is belongs to the name.
	oneName bool
	// counters: numbers of votes stand alone with their sign: "+3", "-1".
	counters bool
	// said counts the lines that read as headings of the comments, by their words.
	said map[string]int
	// lettered: letters are signed with a name and no time.
	lettered bool
	wrap     int // column at which paragraphs were broken; 0: one line is one paragraph
}

const bullets = "•☆★□◇◆‣◦▪▫●○∙·*+-–—»►▶■□✓✔➤➢"

// labelRe reads "2.1", "2.", "2)", "(2)", "#2", "[2]" with what follows.
var labelRe = regexp.MustCompile(`^(?:#(\d{1,5}(?:\.\d{1,4})*)[.):]?|\((\d{1,5})\)|\[(\d{1,5})\]|(\d{1,5}(?:\.\d{1,4})*)[.):]|(\d{1,5}(?:\.\d{1,4})+)|(\d{1,4})[楼樓][.:：]?|(\d{1,4}) [:：])(?:\s+|$)`)

// portraitRe reads what stands for a picture of the author, or counts the
// comment: "Comment 3 of 12".
var portraitRe = anchor(`^(?i:(?:avatar|photo|picture|image|profile (?:photo|picture|image)|user avatar)(?: for| of|:) .{1,40}|(?:comment|post|reply|message|page) (?:number |no\.? )?#?\d{1,6}\.?(?: of \d{1,6})?|(?:was|did you find) this (?:\w+ )?helpful\?.{0,30}|top \d{1,2}% \w{3,12}|(?:pinned|featured|selected|highlighted) by .{1,40}|\d{1,3} (?:hours?|days?|weeks?|months?|years?) later|\d{1,7} (?:followers?|karma|reviews?|photos?|reputation|kudos)(?: [·•|] .{1,30})?|(?:level|rank|joined|joined:|member since|mitglied seit|registriert seit|inscrit depuis|messages ?:|beiträge ?:|posts ?:) .{1,20})$`)

var portraitOfRe = regexp.MustCompile(`^(?i:.{1,40}(?:['’]s|s['’]) (?:avatar|photo|picture|profile (?:photo|picture|image)|profile))$`)

// moreRe reads the buttons that show more of a thread.
var moreRe = anchor(`^(?i:(?:load|show|view|see|expand) (?:all |more |\d+ )*(?:comments?|replies|reply)(?: \(.{1,20}\))?|(?:\+ ?)?(?:(?:load|show|view|see|hide|expand|read|noch|alle|weitere|mehr|afficher|voir|ver|mostra|mostrar|vedi|cargar|carregar|показать|скрыть|ещё|еще|toon|bekijk|visa|vis|zobacz|pokaż) )*\(?\d{0,5}\)? ?(?:(?:more|other|weitere|autres?|más|mais|altr[ei]|ещё|meer|fler|flere|previous|earlier|older|new|newer) )*(?:comments?|repl(?:y|ies)|responses?|antwort(?:en)?|kommentare?|réponses?|commentaires?|respuestas?|respostas?|comentarios?|comentários?|rispost[ea]|commenti|ответ(?:а|ов|ы)?|комментари(?:й|я|ев|и)|reacties|antwoorden|svar|odpowiedzi)(?: (?:anzeigen|ausblenden|einblenden|laden|tonen|visa|vis|more|hidden))?\.{0,3})$`)

// editWords begin a line that says when a comment was changed.
var editWords = map[string]bool{"edited": true, "updated": true, "modified": true, "bearbeitet": true, "geändert": true, "modifié": true, "editado": true, "modificato": true, "отредактировано": true, "изменено": true, "bewerkt": true, "redigerad": true, "edytowano": true, "düzenlendi": true}

// edited reports a line that says when a comment was changed.
func edited(l *line, m *meta) bool {
	if !m.hasTime || len(m.chunks) > 2 {
		return false
	}
	fs := strings.Fields(strings.ToLower(l.text[:min(len(l.text), 60)]))
	if len(fs) == 0 {
		return false
	}
	w := strings.Trim(fs[0], "([*:")
	return editWords[w] || (w == "last" || w == "zuletzt" || w == "comment" || w == "post" || w == "message" || w == "this") && len(fs) > 1 && editWords[strings.Trim(fs[1], ":")]
}

// scoreRe reads "(Score:5, Insightful)" after a title.
// and "(14+ / 2-)".
var scoreRe = regexp.MustCompile(`\s*\((?:Score: ?(-?\d{1,5})(?:, ?\w+)?|\+?(\d{1,6})\+? ?/ ?[-−]?(\d{1,6})[-−]?)\)$`)

// linkRe are the numbers that text browsers put before links.
var linkRe = regexp.MustCompile(`\[\d{1,4}\]([^\s\[\]])`)

// withoutLinkNumbers takes "[12]" before words out of the dump of a text
// browser. Such a dump lists its links at the end, or has many of them.
func withoutLinkNumbers(s string) string {
	if !strings.Contains(s, "\nReferences\n") && !strings.Contains(s, "Visible links") {
		return s
	}
	return linkRe.ReplaceAllString(s, "$1")
}

func newPage(s string) *page {
	p := &page{said: map[string]int{}}
	s = withoutLinkNumbers(s)
	p.lines = make([]line, 0, strings.Count(s, "\n")+1)
	for no := 1; s != ""; no++ {
		raw := s
		if i := strings.IndexByte(s, '\n'); i >= 0 {
			raw, s = s[:i], s[i+1:]
		} else {
			s = ""
		}
		p.lines = append(p.lines, shapeOf(no, raw))
	}
	p.drawnDepth()
	p.dropLabels()
	for i := range p.lines {
		l := &p.lines[i]
		l.kind, l.count, l.shown = l.classify()
		if l.kind != hNone {
			p.said[l.raw]++
		}
		notice := l.text
		if i := strings.Index(notice, "  "); i > 0 && isNumber(notice[:i]) {
			notice = strings.TrimLeft(notice[i:], " ") // the comment's number
		}
		l.removed = !l.blank() && !l.quote && len(l.raw) <= 260 && isRemoved(notice)
	}
	p.threadCounts()
	p.ds.dayFirst = p.dayFirst()
	for i := range p.lines {
		l := &p.lines[i]
		if l.raw == "" || l.rule || l.quote || len(l.text) > metaLimit || l.text == "" {
			continue
		}
		if len(l.text) < 80 && (portraitRe.MatchString(l.text) || strings.ContainsAny(l.text, "'’") && portraitOfRe.MatchString(l.text)) {
			l.m = &meta{ok: true, badges: 1, sig: "B"}
			continue
		}
		if len(l.text) < 60 && l.kind == hNone && moreRe.MatchString(l.text) {
			l.m = &meta{ok: true, actions: 1, strong: 1, sig: "A"}
			continue
		}
		if strings.HasSuffix(l.text, ")") && (strings.Contains(l.text, "(Score") || strings.HasSuffix(l.text, "-)")) && scoreRe.MatchString(l.text) {
			continue // a title with the score of its comment
		}
		if m := p.ds.parseMeta(l.text); m.ok && (hasWord(l.text) || m.up+m.dn > 0) {
			if edited(l, &m) {
				m = meta{ok: true, badges: 1, sig: "B"}
			}
			l.m = &m
			if m.key == "title" {
				l.kind, l.count, l.shown = hNone, -1, -1 // "Post subject: …" invites to nothing
			}
		}
	}
	p.letters()
	p.counters = slices.ContainsFunc(p.lines, func(l line) bool { return l.counter() && l.text != "+1" })
	p.signatures()
	mails := p.mails()
	p.sideCounts()
	p.announcements()
	one, more := 0, 0
	for i := range p.lines {
		if m := p.lines[i].m; m != nil && m.hasTime && m.key == "" && m.timeAt > 0 {
			if m.timeAt == 1 {
				one++
			} else {
				more++
			}
		}
	}
	p.oneName = one > more
	if p.wrap = p.wrapColumn(); p.wrap == 0 && mails {
		p.wrap = p.longestLine(80)
	}
	return p
}

// depthMarks are repeated before the head of a reply to draw its depth.
const depthMarks = "-–—>»›"

// drawn parts a line from the marks that it begins with.
func drawn(raw string) (mark rune, n int, rest string) {
	mark, _ = utf8.DecodeRuneInString(raw)
	if !strings.ContainsRune(depthMarks, mark) {
		return 0, 0, raw
	}
	return mark, countMarks(raw, mark), strings.TrimLeft(raw, string(mark)+" ")
}

func countMarks(raw string, mark rune) int {
	n := 0
	for _, r := range raw {
		if r == mark {
			n++
		} else if r != ' ' {
			break
		}
	}
	return n
}

// withoutMarks takes n marks off a line; more of them are the writer's.
func withoutMarks(raw string, mark rune, n int) string {
	for i, r := range raw {
		if n == 0 && r != mark {
			return strings.TrimPrefix(raw[i:], " ")
		}
		if r == mark {
			if n == 0 {
				return raw[i:]
			}
			n--
		}
	}
	return ""
}

// drawnDepth indents replies whose depth is drawn with marks before their heads
// ("-- NAME, DATE"), and before their texts or not. To be sure it wants at least
// two depths, none of them skipped, below a head that has no marks.
func (p *page) drawnDepth() {
	type head struct{ at, n int }
	heads := map[rune][]head{}
	sigs := map[string]bool{}
	// A name and a time, as in the head of a comment.
	sig := func(s string) string {
		if len(s) > metaLimit || s == "" {
			return ""
		}
		m := p.ds.parseMeta(s)
		if !m.ok || !m.hasTime || m.timeAt == 0 || m.key != "" || m.verb && m.colon {
			return ""
		}
		return m.sig
	}
	for i := range p.lines {
		mark, n, rest := drawn(p.lines[i].raw)
		if n == 0 || n > maxDepth {
			continue
		}
		if g := sig(rest); g != "" {
			heads[mark] = append(heads[mark], head{i, n})
			sigs[g] = true
		}
	}
	for _, mark := range depthMarks {
		hs := heads[mark]
		unit, deepest := maxDepth, 0
		for _, h := range hs {
			unit, deepest = min(unit, h.n), max(deepest, h.n)
		}
		if len(hs) < 2 || deepest == unit {
			continue
		}
		depth := make([]int, len(p.lines)) // -1: not known
		last, ok, k := -1, true, 0
		for i := range p.lines {
			depth[i] = -1
			switch {
			case k < len(hs) && hs[k].at == i:
				n := hs[k].n
				ok = ok && n%unit == 0 && n/unit <= last+1 && last >= 0
				depth[i], last = n/unit, n/unit
				k++
			case sigs[sig(p.lines[i].raw)]:
				depth[i], last = 0, 0
			}
		}
		if !ok {
			continue
		}
		level := 0
		for i := hs[0].at; i < len(p.lines); i++ {
			l := &p.lines[i]
			if depth[i] >= 0 {
				level = depth[i]
			}
			if level == 0 || l.blank() {
				continue
			}
			if kind, _, _ := l.classify(); kind == hEnd && depth[i] < 0 {
				return
			}
			raw := l.raw
			if countMarks(raw, mark) >= level*unit {
				raw = withoutMarks(raw, mark, level*unit)
			}
			if raw != "" {
				raw = strings.Repeat("  ", level) + raw
			}
			*l = shapeOf(l.no, raw)
		}
		return
	}
}

// counter reports a number with its sign and no more.
func (l *line) counter() bool {
	t := strings.TrimPrefix(strings.TrimPrefix(strings.TrimPrefix(l.text, "+"), "-"), "−")
	return len(t) < len(l.text) && len(t) <= 6 && isNumber(t)
}

// signatureRule is what phpBB draws between a post and its writer's signature.
const signatureRule = "_________________"

// signatures passes over the signatures of forum posts.
func (p *page) signatures() {
	var at []int
	for i := range p.lines {
		if strings.TrimSpace(p.lines[i].raw) == signatureRule {
			at = append(at, i)
		}
	}
	if len(at) < 2 {
		return
	}
	for _, i := range at {
		p.passOver(i + 1)
	}
}

// passOver makes junk of the lines from i on, up to a blank or drawn line or a
// field: few at the most, since a signature is short.
func (p *page) passOver(i int) {
	for end := min(i+8, len(p.lines)); i < end; i++ {
		l := &p.lines[i]
		if l.blank() || l.rule || l.m != nil && l.m.key != "" {
			return
		}
		l.m, l.quote, l.junk, l.kind = nil, false, true, hNone
	}
}

// mails reads what a digest of a mailing list has besides fields: subjects
// that run on in an indented line, "On Monday, Jane wrote:" over a quotation,
// signatures below "-- " (RFC 3676, section 4.3). It reports whether the page
// is such a digest.
func (p *page) mails() bool {
	n := 0
	for i := range p.lines {
		if p.mail(i) {
			n++
		}
	}
	if n < 2 {
		return false
	}
	for i := range p.lines {
		l := &p.lines[i]
		switch {
		case l.m != nil && l.m.key == "title":
			for j := i + 1; j < len(p.lines) && j < i+4 && !p.lines[j].blank() && p.lines[j].ind > 0; j++ {
				l.m.value += " " + p.lines[j].text
				p.lines[j].m = &meta{ok: true, key: "skip", value: p.lines[j].text, sig: "Kskip"}
			}
		case l.m != nil && l.m.verb && l.m.colon && l.m.key == "":
			if j := p.nextFull(i, len(p.lines)); j >= 0 && p.lines[j].quote {
				l.m, l.junk = nil, true
			}
		case l.raw == "--":
			p.passOver(i + 1)
		}
	}
	return true
}

// longestLine is the width of the longest line of text if it is at most limit.
// Mails are broken at a column however few their lines are.
func (p *page) longestLine(limit int) int {
	longest := 0
	for i := range p.lines {
		if l := &p.lines[i]; l.plain() {
			longest = max(longest, min(len(l.raw), 4*limit+1))
		}
	}
	if longest > limit {
		return 0
	}
	return longest
}

// sideCounts takes "22 Recommendations  7 Comments" for a heading of the
// comments if the page has one such line and it stands below the text. Below
// every teaser of a list it is none.
func (p *page) sideCounts() {
	at, n := -1, 0
	for i := range p.lines {
		l := &p.lines[i]
		if l.kind != hNone || l.blank() || len(l.raw) > 80 || !strings.Contains(l.text, "  ") || !containsAny(l.text, "omment") {
			continue
		}
		count := -1
		for part := range strings.SplitSeq(l.text, "  ") {
			if part = strings.ToLower(strings.TrimSpace(part)); part == "" {
				continue
			}
			if !sideCountRe.MatchString(part) {
				count = -1
				break
			}
			if number, what, _ := strings.Cut(part, " "); strings.HasPrefix(what, "comment") {
				count = atoi(number)
			}
		}
		if count > 0 {
			at = i
			l.count = count
			n++
		}
	}
	for i := range p.lines {
		if l := &p.lines[i]; i == at && n == 1 && p.proseBefore(i) {
			l.kind, l.m = hComments, nil
		} else if l.kind == hNone {
			l.count = -1
		}
	}
}

var sideCountRe = regexp.MustCompile(`^\d[\d,.]{0,8}k? \p{L}{3,20}$`)

// mail reports the first line of a mail's head: "From:" with a date near it.
func (p *page) mail(i int) bool {
	if l := &p.lines[i]; l.m == nil || l.m.key != "author" || !strings.HasPrefix(l.text, "From:") {
		return false
	}
	for j := i + 1; j < len(p.lines) && j < i+4; j++ {
		if m := p.lines[j].m; m != nil && m.key == "date" {
			return true
		}
	}
	return false
}

// threadCounts takes back headings such as "14 replies" that stand under one
// comment after another, and drops links from other sites.
func (p *page) threadCounts() {
	n := 0
	for i := range p.lines {
		if l := &p.lines[i]; l.repliesCount() {
			n++
		}
	}
	for i := range p.lines {
		l := &p.lines[i]
		if n > 1 && l.repliesCount() {
			l.kind, l.count, l.shown = hNone, -1, -1
		}
		if strings.HasPrefix(l.text, "Pingback: ") || strings.HasPrefix(l.text, "Trackback: ") {
			l.junk, l.num, l.bul = true, "", ""
		}
	}
}

func (l *line) repliesCount() bool {
	return l.kind == hComments && l.count > 0 && len(l.text) < 40 && containsAny(strings.ToLower(l.text), "repl", "antwort", "répons", "respuest", "respost", "rispost", "ответ", "回复", "返信", "답글")
}

// announcements finds lines that only say that somebody comes: "Comment by
// Jane", "u/jane avatar" over "Jane". Told by the name on the next line, and by
// the same words around another such name.
func (p *page) announcements() {
	type found struct {
		at   int
		rest string
	}
	var all []found
	count := map[string]int{}
	prev := -1
	for i := range p.lines {
		l := &p.lines[i]
		if l.blank() || l.junk {
			continue
		}
		j := prev
		prev = i
		if j < 0 || i-j > 2 || l.quote || l.text == "" || len(l.text) > 80 {
			continue
		}
		a := &p.lines[j]
		if a.text == "" || len(a.text) > 100 || a.rule || a.quote || a.m != nil && (a.m.hasTime || a.m.strong > 0 && len(a.m.chunks) == 0) {
			continue
		}
		name := l.text
		if l.m != nil {
			if len(l.m.chunks) == 0 || l.m.key != "" {
				continue
			}
			name = l.m.chunks[0].text
		}
		name = strings.TrimRight(name, " .:")
		at := strings.Index(a.text, name)
		if name == "" || at < 0 || len(name) > 50 {
			continue
		}
		before, after := a.text[:at], strings.Trim(a.text[at+len(name):], " .:")
		if before == "" && after == "" || strings.Count(before+after, " ") > 3 || len(before+after) > 40 ||
			before != "" && isWordByte(before[len(before)-1]) || after != "" && isWordByte(after[0]) && a.text[at+len(name)] != ' ' {
			continue
		}
		rest := before + "\x00" + after
		count[rest]++
		all = append(all, found{j, rest})
	}
	for _, f := range all {
		if count[f.rest] >= 3 || count[f.rest] == 2 && len(all) < 4 || strings.TrimSpace(f.rest) == "@\x00" {
			p.lines[f.at].m = &meta{ok: true, badges: 1, sig: "B"}
			p.lines[f.at].junk = false
		}
	}
}

// dropLabels takes back number labels that number nothing: "2.1" before a word
// where no line is numbered 2, and those right after bullets unless most
// bullets have one.
func (p *page) dropLabels() {
	seen := map[string]bool{}
	bulleted, both := 0, 0
	for i := range p.lines {
		l := &p.lines[i]
		if l.num != "" {
			seen[l.num] = true
		}
		if l.bul != "" {
			bulleted++
			if l.num != "" {
				both++
			}
		}
	}
	for i := range p.lines {
		l := &p.lines[i]
		if l.num == "" {
			continue
		}
		after := strings.TrimLeft(l.raw, " \t\u200E\u200F")
		dot := strings.LastIndexByte(l.num, '.')
		bare := strings.HasPrefix(after, l.num+" ") || l.bul != ""
		if l.bul != "" && both*2 < bulleted || bare && dot > 0 && !seen[l.num[:dot]] {
			if l.bul != "" {
				after = strings.TrimLeft(after[len(l.bul):], " \t")
			}
			l.num, l.text = "", after
			l.junk = isJunk(after)
		}
	}
}

func shapeOf(no int, raw string) line {
	l := line{no: no, raw: strings.TrimRightFunc(raw, func(r rune) bool { return unicode.IsSpace(r) || r == '\u200E' || r == '\u200F' })}
	rest := l.raw
	col := 0
	for rest != "" {
		switch rest[0] {
		case ' ':
			col++
		case '\t':
			col += 8 - col%8
		default:
			goto text
		}
		rest = rest[1:]
	}
text:
	l.ind, l.col = col, col
	rest = strings.TrimLeft(rest, "\u200E\u200F")
	if t := strings.TrimLeft(rest, "↳└┗╰ "); t != rest && t != "" {
		// A drawn branch stands for indentation.
		l.ind, l.col, rest = l.ind+2, l.col+2, t
	}
	if rest == "" {
		return l
	}
	l.rule = isRule(rest)
	if l.rule {
		return l
	}
	if rest[0] == '>' {
		l.quote = true
		l.text = rest
		return l
	}
	r, n := utf8.DecodeRuneInString(rest)
	if strings.ContainsRune(bullets, r) || (r == 'o' || r == '#' || r == '@') {
		after := strings.TrimLeft(rest[n:], " \t")
		if len(rest) > n && (rest[n] == ' ' || rest[n] == '\t') && after != "" {
			// "o", "#", "@" (text browsers use them) are bullets only when indented.
			if r < 'A' && r != '#' && r != '@' || r > 'z' || col > 0 {
				l.bul = string(r)
				l.col += 1 + len(rest[n:]) - len(after)
				rest = after
			}
		}
	}
	if rest[0] == '#' || rest[0] == '(' || rest[0] == '[' || rest[0] >= '0' && rest[0] <= '9' {
		if m := labelRe.FindStringSubmatch(rest[:min(len(rest), 40)]); m != nil {
			for _, g := range m[1:] {
				if g != "" {
					l.num = g
				}
			}
			l.col += len(m[0])
			rest = rest[len(m[0]):]
		}
	}
	l.text = rest
	l.junk = l.num == "" && isJunk(rest)
	return l
}

func isRule(s string) bool {
	if len(s) > 400 {
		s = s[:400]
	}
	n := 0
	var first rune
	for _, r := range s {
		if r == ' ' || r == utf8.RuneError {
			continue
		}
		if !strings.ContainsRune("-=_*~#+.·•—–─━═‐‑", r) {
			return false
		}
		if first == 0 {
			first = r
		}
		if r != first {
			return false
		}
		n++
	}
	return n >= 3 && (first != '.' || n >= 6) || n >= 1 && len(s) >= 3 && (first == '─' || first == '━' || first == '═')
}

func isJunk(s string) bool {
	if len(s) > 40 {
		return false
	}
	for _, r := range s {
		if unicode.IsLetter(r) || unicode.IsDigit(r) || strings.ContainsRune("?!.", r) || r > 0x1F000 || r == '👍' || r == '❤' || strings.ContainsRune("☺☹♥", r) || r == ':' || r == ';' || r == '^' || r == '%' {
			return false
		}
	}
	return true
}

// dayFirst settles 3/4/2012 for the page: some date on it may tell.
func (p *page) dayFirst() bool {
	day, month := 0, 0
	for i := range p.lines {
		t := p.lines[i].text
		if len(t) == 0 || len(t) > metaLimit || strings.Count(t, "/") < 2 {
			continue
		}
		for j := 0; j < len(t); j++ {
			if t[j] < '0' || t[j] > '9' || j > 0 && (t[j-1] >= '0' && t[j-1] <= '9' || t[j-1] == '/') {
				continue
			}
			w, n := p.ds.scan(t[j:])
			if n == 0 || !w.slash {
				// 13/02/2012 fails month first and is day first for certain.
				w, n = dateScanner{dayFirst: true}.scan(t[j:])
			}
			if n > 0 && w.slash {
				if w.a > 12 {
					day++
				} else if w.b > 12 {
					month++
				}
			}
		}
	}
	if day != month {
		return day > month
	}
	return p.nearDayFirst()
}

// nearDayFirst settles 3/4/2012 where no date has a 13th month: the reading
// that is nearer to the dates that name their month is right; else the
// language tells, since English alone may put the month first.
func (p *page) nearDayFirst() bool {
	var named []when
	for i := 0; i < len(p.lines) && i < 300 && len(named) < 8; i++ {
		t := p.lines[i].raw
		if len(t) > metaLimit || !strings.Contains(t, "20") && !strings.Contains(t, "19") || strings.Count(t, "/") >= 2 {
			continue
		}
		if w, ok := p.dateIn(t); ok && !w.slash {
			named = append(named, w)
		}
	}
	ds := dateScanner{dayFirst: true}
	votes := 0
	for i := 0; i < len(p.lines) && i < 2000; i++ {
		t := p.lines[i].text
		if len(t) > metaLimit || strings.Count(t, "/") < 2 || len(named) == 0 {
			continue
		}
		for j := 0; j < len(t); j++ {
			if t[j] < '0' || t[j] > '9' || j > 0 && (t[j-1] >= '0' && t[j-1] <= '9' || t[j-1] == '/') {
				continue
			}
			a, n := p.ds.scan(t[j:])
			b, m := ds.scan(t[j:])
			if n == 0 || m == 0 || !a.slash || a.a == a.b {
				continue
			}
			da, db := time.Duration(math.MaxInt64), time.Duration(math.MaxInt64)
			for _, w := range named {
				da = min(da, w.date.Time.Sub(a.date.Time).Abs())
				db = min(db, w.date.Time.Sub(b.date.Time).Abs())
			}
			if db < da {
				votes++
			} else if da < db {
				votes--
			}
		}
	}
	if votes != 0 {
		return votes > 0
	}
	english, other := 0, 0
	for i := 0; i < len(p.lines) && i < 200; i++ {
		for _, w := range strings.Fields(p.lines[i].raw[:min(len(p.lines[i].raw), 300)]) {
			switch w {
			case "the", "of", "and", "is", "to", "that", "was":
				english++
			case "de", "la", "el", "los", "que", "le", "les", "des", "et", "und", "der", "die", "das", "il", "di", "che", "het", "een", "van", "och", "att", "do", "da", "não", "и", "в", "на", "не", "w", "nie", "og", "ve", "bir", "في", "من", "و":
				other++
			}
		}
	}
	return other > english
}

// wrapColumn finds the column at which the page's paragraphs were broken, by
// this mark: in a broken paragraph the first word of the next line would not
// have fitted. 0 means that lines are whole paragraphs.
func (p *page) wrapColumn() int {
	var hist [134]int
	long := 0
	for i := range p.lines {
		w := len(p.lines[i].raw)
		if w <= 4*len(hist) {
			w = width(p.lines[i].raw)
		}
		hist[min(w, len(hist)-1)]++
		if w > 200 {
			long++
		}
	}
	if long > 2 {
		return 0
	}
	// A few lines (links, tables) may be longer.
	limit, over := 0, hist[len(hist)-1]
	for col := len(hist) - 2; col >= 60 && over <= len(p.lines)/50; col-- {
		limit = col
		over += hist[col]
	}
	if limit == 0 {
		return 0
	}
	pairs, full := 0, 0
	for i := 0; i+1 < len(p.lines); i++ {
		a, b := &p.lines[i], &p.lines[i+1]
		if !a.plain() || !b.plain() || b.bul != "" || b.num != "" || len(a.raw) < 30 {
			continue
		}
		pairs++
		if fills(a, b, limit) {
			full++
		}
	}
	if full >= 3 && full*2 >= pairs {
		return limit
	}
	return 0
}

func width(s string) int { return utf8.RuneCountInString(s) }

// fills reports whether the first word of b would have passed column limit on
// the line of a.
func fills(a, b *line, limit int) bool {
	w := b.text
	if i := strings.IndexByte(w, ' '); i >= 0 {
		w = w[:i]
	}
	return width(a.raw)+1+width(w) > limit-3
}

// sentenceEnd reports whether s ends as sentences do.
func sentenceEnd(s string) bool {
	s = strings.TrimRight(s, " \"'”’»)]")
	r, _ := utf8.DecodeLastRuneInString(s)
	return strings.ContainsRune(".!?…。！？।؟", r) && s != ""
}

// paragraphs joins lines into text: paragraphs apart by a blank line, list
// items by a line break, lines that were broken to fit a column by a space.
func (p *page) paragraphs(ls []*line) string {
	var sb strings.Builder
	var prev *line
	for _, l := range ls {
		if l == nil || l.blank() || l.rule {
			prev = nil
			continue
		}
		text := l.text
		if l.bul != "" || l.num != "" {
			text = strings.TrimLeft(l.raw, " \t\u200E\u200F")
		}
		switch {
		case sb.Len() == 0:
		case prev == nil:
			sb.WriteString("\n\n")
		case l.bul != "" || l.num != "":
			sb.WriteString("\n")
		case p.wrap > 0 && (fills(prev, l, p.wrap) || !sentenceEnd(prev.text) && startsLower(l.text)):
			sb.WriteString(" ")
		case prev.bul != "" || prev.num != "":
			sb.WriteString("\n")
		case p.wrap > 0:
			sb.WriteString("\n")
		case startsLower(l.text) && !sentenceEnd(prev.text) && width(prev.raw) >= 50:
			sb.WriteString(" ")
		case len(prev.text) < 50 && len(l.text) < 50 && !sentenceEnd(prev.text):
			sb.WriteString("\n") // an address, verse
		default:
			sb.WriteString("\n\n")
		}
		sb.WriteString(text)
		prev = l
	}
	return sb.String()
}

func startsLower(s string) bool {
	r, _ := utf8.DecodeRuneInString(s)
	return unicode.IsLower(r)
}

// headingKind says what a heading announces.
type headingKind uint8

const (
	hNone     headingKind = iota
	hComments             // the comments follow
	hForm                 // an invitation to comment; comments may follow or have ended
	hClosed               // no more comments, or none at all
	hEnd                  // something else follows: related articles, a footer
)

var (
	countFirstRe = anchor(`^(?:(?:all|view all|see all|show all|view|read|there are|total of|insgesamt|soundoff|join the)\s+)?\(?([\d,.]{1,9}k?|no|one|zero)\s+(?:(?:user|reader|readers|readers'|reader's|public|visitor|facebook|approved|total|new|online)\s+)?(?:comments?|responses?|replies|reply|thoughts?|opinions?|reactions?|posts?|messages|letters|kommentare?|commentaires?|comentarios?|contributions?|réactions?|reacties|reactions|commenti|комментари(?:й|я|ев)|评论|條評論|条评论|beiträge|leserkommentare|件のコメント|コメント)(?:\s+(?:so far|posted|below|to date|in total|in this discussion|in moderation))?(?:\s+(?:on|to|about|for|sur|zu)\s+.{1,200})?(?:\s*[|•·/–-]\s*(?:add|post|leave|write|join|make|sort|newest|oldest|best|view|show|log|sign|share|comment|share).{0,60})?$`)
	countLastRe  = anchor(`^(?:(?:user|reader|readers|readers'|reader's|readers’|your|all|latest|recent|top|public|visitor|join the|the|facebook|most recent)\s+)*(?:comments?|responses?|replies|discussion|conversation|reactions|feedback|opinions|talkbacks?|letters|soundoff|beiträge|kommentare|commentaires|comentarios|reacties|commenti|комментарии|评论|評論|网友评论|コメント|댓글|التعليقات|تعليقات|yorumlar|komentarze|komentar|kommentarer)\s*(?:on this (?:article|story|post|page))?\s*[:(\[–（：-]?\s*([\d٠-٩,.]{1,9}k?)(?:\s*(?:total|posts?|comments?|responses?|replies|so far|条|條|件))?\s*[)\]）]?$`)
	// "Most recent of 9 talkbacks", whatever names the column before it.
	countOfRe   = anchor(`^(?:(?:talkbacks?|comments?|reader comments|responses|replies|discussion|forum)\s*[:–-]?\s*)?(?:most recent|newest|latest|oldest|top|first|last|best|all|showing)\s+(?:\d{1,6}\s+)?(?:out )?of\s+(\d{1,6})\s+(?:talkbacks?|comments?|responses?|replies|posts?|messages)(?:\(s\))?$`)
	showingRe   = anchor(`^(?:showing|displaying|viewing|comments|page \d+ of \d+,?)\s*:?\s*(?:all\s+)?(?:(\d{1,6})\s*(?:-|–|to)\s*)?(\d{1,6})\s*(?:(?:out )?of|/)\s*(\d{1,6})(?:\s+\w+){0,3}$`)
	plainHeadRe = anchor(`^(?:(?:user|reader|readers|readers'|reader's|readers’|your|all|latest|recent|top|public|visitor|most recent|newest|oldest|best|facebook|selected|featured|from our readers|what our readers say|view|article)\s+)*(?:comments?|responses|replies|discussion|the discussion|conversation|the conversation|reactions|feedback|talkback|letters|letters to the editor|reader comments|comments section|comment section|comments from (?:our )?readers|readers (?:say|respond|react|write|comment|write in)|what (?:our )?readers (?:say|said|think|thought|wrote)|comments? (?:on|for|about) (?:this|the) (?:article|story|page|post)|comments below|what (?:readers|others|people|you) (?:are saying|say|said|think|thought)|(?:have|had) your say|your views|your thoughts|your turn|kommentare|leserkommentare|commentaires|réactions|contributions|comentarios|comentários|reacties|commenti|комментарии|评论|評論|网友评论|最新评论|コメント|댓글|التعليقات|تعليقات|yorumlar|komentarze|komentar|kommentarer|discussion forum|forum|discussion thread|comments? thread)$`)
	formRe      = anchor(`^(?:(?:please\s+)?(?:log ?in|login|sign ?in|register|sign ?up|subscribe)(?:\s+(?:or|and|/)\s+(?:log ?in|login|sign ?in|register|sign ?up|create an account|subscribe))?\s+(?:to|and)\s+(?:join the (?:discussion|conversation|debate)|comment|leave a comment|post a comment|post comments|add a comment|post|reply|participate|take part|have your say|share your (?:views|thoughts))(?:\s+.{0,40})?|you must (?:be (?:logged|signed|registered|a (?:member|subscriber|registered))|log|sign|register|have an account).{0,60}|you can follow this conversation.{0,80}|readers? shared their thoughts.{0,40}|(?:the )?comments (?:below |above )?(?:are|have) (?:not been |been |not )?(?:moderated|reviewed|monitored).{0,80}|(?:the )?(?:views|opinions) expressed .{0,120}|please (?:keep|be|stay) (?:your |all |the )?(?:comments?|civil|respectful|polite|courteous)\b.{0,80}|please (?:read|note|respect|follow) .{0,60}(?:comment|guidelines|rules|policy|terms).{0,40}|chosen by our editors|sort(?:ed)? by:?.{0,40}|we welcome your comments.{0,60}|join (?:the|this|in the|our) (?:discussion|conversation|debate).{0,30}|(?:leave|post|add|write|submit|make|share) (?:a|your|an|new) (?:\w+ )?(?:comment|reply|response|opinion|thoughts?|views?|feedback).{0,40}|(?:post|add|new|write|submit) comment|leave reply|have your say.{0,30}|what do you think.{0,30}|tell us what you think.{0,40}|start (?:the|a) (?:discussion|conversation).{0,40}|do you have anything to say|share your (?:thoughts|views|opinion).{0,40}|comment on this (?:article|story|post)|speak your mind|comment(?:ing)? (?:guidelines|policy|rules)|add to the (?:discussion|conversation)|kommentar schreiben|diskutieren sie mit|mitdiskutieren|laisser un commentaire|deja un comentario|schreiben sie einen kommentar|(?:your )?name(?: ?\*| \(required\))?|submit(?: comment)?|deixe um comentário)$`)
	closedRe    = anchor(`^(?:(?:sorry,?\s+)?(?:(?:the |this )?(?:comments?|commenting|discussion|thread|conversation|comment section|comments section|comment thread)(?: section| thread| period)?(?: for| on| to)?(?: this| the)?(?: article| story| post| entry| thread| page| item| piece)?\s+(?:is|are|has|have|have been|has been|was|were)\s+(?:now |currently |been |not |no longer )*(?:closed|disabled|turned off|switched off|locked|suspended|unavailable|available|open|enabled|allowed|accepted|being accepted|accepting)|comments? (?:closed|off|disabled)|commenting (?:closed|disabled)|we are (?:no longer|not) accepting comments|this (?:article|story|post|thread) is (?:closed|no longer open|not open|closed to|now closed) ?(?:to|for)? ?(?:new )?(?:comments?|commenting|discussion)?|(?:no|0|zero) (?:comments?|responses|replies)(?: yet| so far| posted| found)?|no comments? (?:have been|has been|were|was) .{0,40}|there are (?:currently )?no (?:comments?|responses).{0,40}|be the first (?:one |person |reader )?to .{0,60}|nobody has commented.{0,20}|no one has commented.{0,20}|comments? \(0\)|no reader comments).{0,60})$`)
	endRe       = anchor(`^(?:(?:related|similar)(?:\s+(?:articles?|stories|story|posts?|news|content|links?|topics?|coverage|items?|reading|videos?|searches))?|more (?:from|on|in|stories|news|articles|headlines|coverage|like this|to explore|top stories)(?:\s.{0,60})?|most (?:read|popular|viewed|shared|commented|emailed|recent|watched|discussed|e-mailed|active|clicked)(?:\s.{0,40})?|trending(?:\s.{0,30})?|popular(?:\s(?:now|posts?|stories|articles|on|in|this|today|topics|news).{0,30})?|recommended (?:for you|stories|reading|articles|videos)|you (?:may|might) (?:also )?(?:like|enjoy|be interested|have missed).{0,30}|(?:from )?around the web.{0,30}|from our (?:partners|sponsors|advertisers).{0,20}|sponsored (?:content|links|stories|by).{0,30}|promoted (?:content|stories|links).{0,30}|paid (?:content|post|partner).{0,30}|(?:our |the |daily |free |weekly )*newsletters?(?:\s.{0,40})?|sign up (?:for|to) .{0,80}|get (?:our|the) .{0,40}newsletter.{0,40}|about (?:us|this site|the site|the author|the writer)|contact(?: us)?|privacy(?: policy| notice| statement)?|terms(?: of (?:use|service)| and conditions| & conditions)?|site ?map|follow us(?: on)?.{0,30}|connect with us|stay connected|find us on.{0,20}|latest (?:news|stories|headlines|articles|posts|videos)(?:\s.{0,30})?|top (?:stories|news|headlines|videos)(?:\s.{0,30})?|breaking news|headlines|editors?['’]?s? (?:pick|choice|picks)s?|special coverage|major headlines|hot forum.{0,20}|recent (?:posts|articles|stories|entries|news|tweets)|archives?|categories|blogroll|meta|post navigation|(?:previous|next|older|newer) (?:post|article|story|posts|entries|page|comments)(?:\s.{0,80})?|in this section|read (?:next|more stories|also|more on this|this next)|what to read next|up next|next up|don['’]t miss(?:\s.{0,30})?|in other news|elsewhere on.{0,40}|also (?:on|in|of interest).{0,40}|see also|photo galler(?:y|ies)|photos?|videos?|galleries|(?:(?:prev(?:ious)?|first|pages?:?) )?(?:\d{1,4} (?:\| )?){2,12}(?:(?:…|\.\.\.) )?(?:\d{1,4} )?(?:next|last)(?: page)?|in pictures|cookies?(?: policy| notice| settings| preferences)?|(?:we|this (?:site|website)) uses? cookies.{0,200}|powered by .{0,40}|advertise with us|trackbacks?(?:\s.{0,40})?|(?:rss|atom)(?: feed)?(?: (?:for|of) .{0,60})?|pingbacks?(?:\s.{0,40})?|share this(?:\s.{0,30})?|email this.{0,20}|print this.{0,20}|your email address will not be published.{0,80}|required fields are marked.{0,20}|notify me of .{0,60}|weather|sections|quick links|useful links|site index|classifieds|jobs|marketplace|today['’]s paper|download (?:our|the) app.{0,30}|help|faq|more)$`)
	copyrightRe = regexp.MustCompile(`(?i)^.{0,40}(?:©|\(c\)\s*\d{4}|copyright\s+(?:©|\(c\)|\d{4})|all rights reserved)`)
)

// heading tells what the line announces as a heading, and the number of
// comments it states, -1 for none. shown is the number it says are on this
// page.
func (l *line) heading() (kind headingKind, count, shown int) {
	return l.kind, l.count, l.shown
}

// classify finds what heading tells.
func (l *line) classify() (kind headingKind, count, shown int) {
	count, shown = -1, -1
	if l.blank() || l.rule || l.quote {
		return
	}
	t := l.raw
	if len(t) > 240 {
		return
	}
	if low := strings.ToLower(t); containsAny(low, "©", "(c)", "copyright", "rights reserved") && copyrightRe.MatchString(t) {
		return hEnd, -1, -1
	} else if (len(t) > 110 || len(t) > 60 && sentenceEnd(t)) && !containsAny(low, "comment", "response", "thought", "repl", "discussion", "conversation", "moderat", "expressed", "log in", "sign", "regist", "cookie", "email", "e-mail", "required fields") {
		return
	}
	t = l.text
	if l.bul == "·" || l.num != "" && l.bul == "" {
		t = strings.TrimLeft(l.raw, " \t·")
	}
	t = strings.ToLower(strings.TrimSpace(t))
	t = strings.TrimRight(t, " .:!?…>»▼▾⌄+-–|")
	t = strings.TrimLeft(t, " «<#>=*|[–-▼▾💬🗨\uFE0F")
	t = strings.TrimRight(t, "]*= ")
	t = strings.TrimSpace(t)
	if t == "" || strings.Count(t, " ") > 24 {
		return
	}
	digits := strings.IndexFunc(t, unicode.IsDigit) >= 0
	if m := match(showingRe, t, digits); m != nil {
		return hComments, atoi(m[3]), atoi(m[2]) - max(atoi(m[1])-1, 0)
	}
	if m := match(countOfRe, t, digits); m != nil {
		return hComments, atoi(m[1]), -1
	}
	if closedRe.MatchString(t) {
		return hClosed, 0, -1
	}
	if m := countFirstRe.FindStringSubmatch(t); m != nil {
		n := atoi(m[1])
		if n == 0 {
			return hClosed, 0, -1
		}
		return hComments, n, -1
	}
	if m := match(countLastRe, t, digits); m != nil {
		n := atoi(m[1])
		if n == 0 {
			return hClosed, 0, -1
		}
		return hComments, n, -1
	}
	if formRe.MatchString(t) {
		return hForm, -1, -1
	}
	if plainHeadRe.MatchString(t) {
		return hComments, -1, -1
	}
	if endRe.MatchString(t) {
		return hEnd, -1, -1
	}
	return
}

// match spares the regular expression where it cannot match.
func match(re *anchored, s string, may bool) []string {
	if !may {
		return nil
	}
	return re.FindStringSubmatch(s)
}

func containsAny(s string, subs ...string) bool {
	for _, x := range subs {
		if strings.Contains(s, x) {
			return true
		}
	}
	return false
}

// atoi reads "1,234", "1.2k", "one", "no".
func atoi(s string) int {
	switch s {
	case "":
		return 0
	case "one":
		return 1
	case "no", "zero":
		return 0
	}
	if v, _, n := scanCount(strings.ToUpper(s)); n == len(s) {
		return v
	}
	v := 0
	for _, r := range s {
		if r >= '٠' && r <= '٩' {
			r = r - '٠' + '0'
		}
		if r >= '0' && r <= '9' && v < 1e8 {
			v = v*10 + int(r-'0')
		}
	}
	return v
}
