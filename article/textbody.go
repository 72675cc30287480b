package article

import (
	"regexp"
	"strings"
	"unicode"
)

var (
	byRe       = regexp.MustCompile(`^(?i:by|(?:interview|analysis|opinion|comment|review|essay|words|reporting|commentary|column|special report) by|بقلم|كتب|автор|текст|作者|文|written by|reported by|posted by|author|story by|report by|words by|text by|article by|published by|(?:ein (?:kommentar|gastbeitrag|essay|bericht|interview) |eine (?:kolumne|analyse|reportage|rezension) )von|von|(?:une? (?:tribune|article|analyse|chronique) )?(?:de|par)|por|di|door|av|escrito por|scritto da)(?:\s*[:：]\s*|\s+)(.{2,120})$`)
	cjkByRe    = regexp.MustCompile(`(?:作者|记者|記者|文／|文/)\s*[:：]?\s*([^\s:：|]{2,20})`)
	affilRe    = regexp.MustCompile(`^(\p{Lu}[\p{L}.'’-]+(?: (?:\p{Lu}[\p{L}.'’-]*|de|van|von|der|da|di|la|bin|al)){1,3}),? (?:(?i:in|for|from) )?(.{2,60})$`)
	aboutRe    = regexp.MustCompile(`^(?i:about(?: the author| the writer)?:?)(?:\s+(.{2,50}))?$`)
	topicsRe   = regexp.MustCompile(`^(?i:topics?|tags?|keywords?|subjects?|tagged(?: with| as)?|labels?|entry tags|tagged|archivado en|tags da matéria|теги|метки|标签|タグ|etichette|trefwoorden|taggar|tagi|themen|schlagwörter|mots[- ]clés|temas|etiquetas)\s*:\s*(.+)$`)
	summaryRe  = regexp.MustCompile(`^(?i:summary|abstract|in brief|tl;dr|deck|standfirst|excerpt|description|zusammenfassung|résumé|resumen)\s*[:—–-]\s*(.+)$`)
	urlRe      = regexp.MustCompile(`^(?i:(?:canonical(?: url)?|url|link|permalink|source|original(?: article)?|address|article url|web address|read (?:it|this) (?:online|at)|available at|short ?link|retrieved from|from)\s*:?\s*)?<?(https?://\S+?)>?$`)
	promoRe    = regexp.MustCompile(`(?i)^(?:(?:follow|like|find|join) .{1,60} on (?:twitter|facebook|instagram|linkedin|google\+|youtube|telegram)|(?:click|tap) here (?:to|for)\b|(?:download|get) .{0,30}\bapp\b|(?:subscribe|register|sign up|log in|sign in) (?:now|today|to|for|here)\b|this (?:site|website) uses cookies|(?:support|donate|become a (?:member|subscriber|supporter))\b.{0,100}$|read (?:more|also|next|the full)\s*:|(?:see|read) also\b|(?:watch|listen|video|audio|gallery|photos?|related|more|background|in pictures|explainer|infographic|podcast)\s*:|(?:share|print|email|save) this\b|send (?:tips|feedback|comments|corrections)|(?:accept|reject|manage) (?:all )?cookies|skip to (?:main )?content|you are here|(?:story|article) continues below|advertis|supported by$|image (?:source|caption|credit)|getty images$|reuters$|loading\b|continue reading\b|a version of this .{0,60} appears in print|to read (?:the|this) (?:full|whole|rest)|(?:become a|already a) (?:subscriber|member)|this (?:interview|article|story|post|column|conversation|transcript|report|piece) (?:was|has been|is) .{0,60}(?:edited|shortened|condensed|updated|corrected|translated|amended)|live updates have ended|分享到|字号|contact .{2,60} at \S+@\S+|\S+@\S+\.\w+$|the author is\b|(?:mr|ms|mrs|dr|mx|prof)\.? \w+ is an? .{0,80}(?:writer|columnist|journalist|professor|reporter|editor|author)\.?$|the .{2,40} is committed to publishing|scroll down (?:for|to)\b|follow @\w+$|.{2,40} is a reader-supported publication|chapters:?$|\d{1,2}:\d\d [^.]{2,60}$|\d{1,3} ?of ?\d{1,3}$|by signing up,? you agree|email address$|allow content provided by|this article includes content|do you have an opinion on|\[[\w .-]{2,40}\]$|chosen by|javascript |please enable|your browser|this (?:article|story) (?:was )?(?:first |originally )?(?:published|appeared)|\d+ (?:min|minute)s? read$)`)
	promoAnyRe = regexp.MustCompile(`(?i)\bnewsletters?\b.{0,80}(?:sign up|subscribe|inbox|get it|delivered|free|daily)|(?:sign up|subscribe|kick off|start) .{0,80}\bnewsletters?\b|we use cookies|unlimited (?:digital )?access|free trial`)
	navRe      = regexp.MustCompile(`(?i)^(?:home(?:page)?|news|world|business|sports?|opinion|politics|entertainment|lifestyle|technology|tech|science|health|travel|video|videos|menu|search|log ?in|sign ?in|sign ?up|register|subscribe|sections|local|culture|life|arts|money|weather|jobs|skip to (?:main )?content|skip navigation|search this site|my account|logout|newsletters?|contact|about|rss|mobile|e-?paper|classifieds|shop|navigation|main menu|edition|u\.?k\.?|u\.?s\.?|international|live|latest|more)$`)
	captionRe1 = regexp.MustCompile(`^(?i:photo|image|picture|caption|file photo|photograph|photo credit|image credit|image caption|photo caption)s?\s*(?::|\bby\b|courtesy|/)`)
	captionRe2 = regexp.MustCompile(`(?i)\((?:[^()]{0,40}\b(?:photo|images?|reuters|xinhua|afp|getty|file|ap|epa|handout)\b[^()]{0,40})\)$`)
	captionRe3 = regexp.MustCompile(`(?i)\b(?:photograph|photo|picture|image|credit|photo credit|map|graphic|chart|illustration):\s.{2,60}$`)
	updatedRe  = regexp.MustCompile(`(?i)\b(?:updated|modified|last (?:updated|modified|edited))\b`)
	domainRe   = regexp.MustCompile(`\s+\((?:self\.\w+|[a-z0-9-]+(?:\.[a-z0-9-]+)+)\)$`)
	homeRe     = regexp.MustCompile(`^(?i:(?:you are here:? )?(?:home ?(?:page)?|front page|start(?:seite)?|accueil|inicio|início|forsiden?)) +(?:[>»›/→]|>>|::) +\S`)
	crumbRe    = regexp.MustCompile(`^[^.!?]{1,40}(?:\s*[>»/›]\s*[^.!?]{1,40})+$`)
)

// promo reports a line in which the site sells itself.
func promo(t string) bool {
	return promoRe.MatchString(t) || containsAny(strings.ToLower(t), "newsletter", "unlimited", "free trial", "cookies") && promoAnyRe.MatchString(t)
}

// captioned reports the caption of a picture, told by its credit.
func captioned(t string) bool {
	return captionRe1.MatchString(t) || strings.HasSuffix(t, ")") && captionRe2.MatchString(t[max(0, len(t)-100):]) ||
		containsAny(t, "hoto: ", "hotograph: ", "icture: ", "mage: ", "redit: ", "Map: ", "raphic: ", "Chart: ", "llustration: ") && captionRe3.MatchString(t)
}

// article reads title, summary, byline, date, topics and body from the lines
// before cut; what follows the comments is only searched for a stated address.
func (p *page) article(cut int) Article {
	var a Article
	used := make([]bool, len(p.lines))
	ti := p.title(&a, used, cut)
	p.facts(&a, used, ti, cut)
	p.body(&a, used, ti, cut)
	return a
}

// prose reports a line that reads as a paragraph.
func prose(l *line) bool {
	n := len(l.text)
	return l.plain() && l.bul == "" && (n >= 60 && sentenceEnd(l.text) || n >= 140 || n >= 25 && sentenceEnd(l.text) && strings.Count(l.text, " ") >= 4)
}

// navLine reports a line of links to elsewhere.
func navLine(l *line) bool {
	t := l.text
	if len(t) > 300 {
		return false
	}
	if navRe.MatchString(t) {
		return true
	}
	if homeRe.MatchString(t) {
		return true
	}
	if sentenceEnd(t) {
		return false
	}
	if parts := strings.Split(t, " | "); len(parts) > 1 && len(t) < 80 {
		short := true
		for _, x := range parts {
			short = short && len(strings.Fields(x)) <= 2
		}
		if short {
			return true
		}
	}
	if strings.Contains(t, "   ") && len(t) < 80 && !strings.Contains(t, ". ") {
		return true
	}
	if strings.HasPrefix(t, "« ") && !strings.Contains(t, "»") || strings.HasSuffix(t, " »") && !strings.Contains(t, "«") {
		return true // the posts before and after
	}
	if strings.Count(t, "  ") == 2 && !strings.Contains(t, ". ") && len(t) < 80 {
		short := true
		for _, x := range strings.Split(t, "  ") {
			short = short && strings.Count(strings.TrimSpace(x), " ") <= 1
		}
		if short {
			return true
		}
	}
	if strings.Count(t, "|") >= 2 || strings.Count(t, " · ") >= 2 || strings.Count(t, " • ") >= 2 || strings.Count(t, "  ") >= 3 {
		return true
	}
	return len(t) < 120 && strings.ContainsAny(t, ">»›") && crumbRe.MatchString(t)
}

// title finds the title among the lines before the first paragraph. A line
// that comes twice, or that a "Title | Site" line begins with, is it for
// certain; else the first long enough line is likely.
func (p *page) title(a *Article, used []bool, cut int) int {
	type cand struct {
		i     int
		score float64
		text  string
	}
	seen := map[string]int{}
	var cands []cand
	first := true
	proses := 0
	for i, n := 0, 0; i < cut && n < 60; i++ {
		l := &p.lines[i]
		if l.blank() || l.rule || l.junk {
			continue
		}
		n++
		// A title that begins with a year or a number is no list item.
		t := strings.TrimSpace(l.raw)
		if l.bul != "" {
			t = l.text
		}
		for _, pre := range []string{"Title:", "Headline:", "TITLE:", "HEADLINE:"} {
			if strings.HasPrefix(t, pre) {
				t = strings.TrimSpace(t[len(pre):])
				used[i] = true
				a.Title = t
				for j := i + 1; j < cut && j < i+8; j++ {
					if p.lines[j].text == t {
						used[j] = true
					}
				}
				return i
			}
		}
		if l.m != nil || byRe.MatchString(t) || topicsRe.MatchString(t) || summaryRe.MatchString(t) || urlRe.MatchString(t) {
			first = false
			continue
		}
		if prose(l) && len(t) > 110 || proses >= 2 {
			break
		}
		if prose(l) {
			proses++
		}
		if navLine(l) || promo(t) || len(t) > 250 {
			continue
		}
		if k, _, _ := l.heading(); k != hNone && k != hEnd {
			continue
		}
		ws := len(strings.Fields(t))
		s := 1.5 * float64(min(ws, 8)) / 8
		if width(t) > 12 && ws < 3 && !isASCII(t) {
			s = 1.2 // scripts without spaces
		}
		if first {
			s += 0.3
		}
		if strings.ToUpper(t) == t && strings.ToLower(t) != t && ws < 6 {
			s -= 0.8 // the name of a section
		}
		first = false
		if strings.HasSuffix(t, ".") {
			s -= 1
		}
		if l.bul != "" {
			s -= 0.5
		}
		if startsLower(t) {
			s -= 0.3
		}
		if _, ok := p.dateIn(t); ok && len(t) < 60 {
			s -= 1
		}
		if j := p.nextFull(i, cut); j == i+1 && p.lines[j].timed() && peopleNames(t) {
			s -= 1 // a byline
		}
		if l.ind == 0 && strings.HasPrefix(t, "# ") {
			t = strings.TrimSpace(t[2:])
			s += 1
		}
		if _, ok := seen[t]; ok {
			for k := range cands {
				if cands[k].text == t && (ws >= 3 || !isASCII(t)) {
					cands[k].score += 2
				}
			}
			continue
		}
		seen[t] = i
		// Followed by a byline, a date or a summary.
		j := p.nextFull(i, cut)
		for k := 0; k < 3 && j >= 0; k++ {
			n := &p.lines[j]
			if n.m != nil && (n.m.hasTime || n.m.key == "author") || byRe.MatchString(n.text) || summaryRe.MatchString(n.text) {
				s += 0.5
				break
			}
			j = p.nextFull(j, cut)
		}
		// Earlier is likelier among equals.
		s -= 0.04 * float64(len(cands))
		cands = append(cands, cand{i, s, t})
	}
	for k := range cands {
		head := siteTitle(cands[k].text)
		if head == cands[k].text {
			continue
		}
		for q := range cands {
			if q != k && strings.EqualFold(cands[q].text, head) {
				cands[q].score += 2
				cands[k].score -= 1
			}
		}
	}
	best := -1
	for k := range cands {
		if best < 0 || cands[k].score > cands[best].score {
			best = k
		}
	}
	if best < 0 {
		return -1
	}
	c := cands[best]
	a.Title = siteTitle(c.text)
	if g := domainRe.FindString(a.Title); g != "" && len(g) < len(a.Title)/2 {
		a.Title = strings.TrimSpace(strings.TrimSuffix(a.Title, g))
	}
	last := c.i
	// A broken title goes on on the next line; an unbroken page has no such.
	if p.wrap > 0 && c.i+1 < cut {
		if n := &p.lines[c.i+1]; n.plain() && fills(&p.lines[c.i], n, p.wrap) && !sentenceEnd(n.text) && len(n.text) < p.wrap*2/3 {
			a.Title += " " + n.text
			last = c.i + 1
			used[last] = true
		}
	}
	for i := 0; i < cut && i < last+30; i++ {
		t := strings.TrimSpace(p.lines[i].raw)
		if t == c.text || strings.EqualFold(t, a.Title) || siteTitle(t) == a.Title && t != "" {
			used[i] = true
			if i > last {
				last = i
			}
		}
	}
	for i := 0; i < c.i; i++ {
		l := &p.lines[i]
		if l.m == nil || !l.m.hasTime {
			if !byRe.MatchString(l.text) && !summaryRe.MatchString(l.text) && !topicsRe.MatchString(l.text) && !urlRe.MatchString(l.text) && !prose(l) {
				used[i] = true
			}
		}
	}
	return last
}

func isASCII(s string) bool {
	for i := 0; i < len(s); i++ {
		if s[i] >= 0x80 {
			return false
		}
	}
	return true
}

// siteTitle cuts the name of the site from "Title | Site".
func siteTitle(t string) string {
	for _, sep := range []string{" | ", " :: ", " — ", " – ", " - ", " · ", " • "} {
		i := strings.LastIndex(t, sep)
		if i <= 0 {
			continue
		}
		head, tail := t[:i], t[i+len(sep):]
		// A site's name is short and the title is not.
		if len(strings.Fields(tail)) > 4 || len(strings.Fields(head)) < 3 || len(tail) > 40 {
			continue
		}
		r := []rune(tail)
		if sep != " | " && sep != " :: " && (!unicode.IsUpper(r[0]) || strings.ContainsAny(tail, "?!,")) {
			continue
		}
		if j := strings.Index(head, sep); j > 0 && sep == " | " && len(strings.Fields(head[:j])) >= 3 {
			head = head[:j]
		}
		return strings.TrimSpace(head)
	}
	return t
}

// facts finds byline, date, summary, topics, address.
func (p *page) facts(a *Article, used []bool, ti, cut int) {
	dateRank := 0
	setDate := func(w when, rank int) {
		if w.rel || w.date.IsZero() {
			return
		}
		if w.date.HasTime {
			rank++
		}
		if rank > dateRank {
			a.Published, dateRank = w.date, rank
		}
	}
	byline := func(s string) bool {
		if a.Byline != "" {
			return true
		}
		if n := authorOf(s); n != "" {
			a.Byline = n
			return true
		}
		return false
	}
	full, begun := 0, false
	lastProse := -1
	for i := 0; i < cut; i++ {
		if prose(&p.lines[i]) && len(p.lines[i].text) >= 60 {
			lastProse = i
		}
	}
	for i := 0; i < cut; i++ {
		l := &p.lines[i]
		if l.blank() || len(l.raw) > 1500 {
			if !l.blank() {
				begun = true
			}
			continue
		}
		t := strings.TrimSpace(l.raw)
		full++
		near := full < 30 && !begun || i > lastProse
		if g := topicsRe.FindStringSubmatch(t); g != nil && len(t) < 400 {
			for _, x := range strings.FieldsFunc(g[1], func(r rune) bool {
				return r == ',' || r == ';' || r == '|' || r == '•' || r == '·' || r == '、' || r == '\t' || r == '\u2003'
			}) {
				x = strings.Trim(strings.TrimSpace(x), "#.")
				if x != "" {
					a.Topics = append(a.Topics, x)
				}
			}
			used[i] = true
			continue
		}
		if g := summaryRe.FindStringSubmatch(t); g != nil && a.Summary == "" && !begun {
			a.Summary = strings.TrimSpace(g[1])
			used[i] = true
			for j := i + 1; j < cut && !p.lines[j].blank() && p.wrap > 0; j++ {
				a.Summary += " " + p.lines[j].text
				used[j] = true
			}
			continue
		}
		if g := urlRe.FindStringSubmatch(t); g != nil {
			if a.URL == "" && near {
				a.URL = g[1]
			}
			used[i] = true
			continue
		}
		if used[i] {
			continue
		}
		if near && len(t) < 160 {
			g := byRe.FindStringSubmatch(t)
			if g == nil {
				g = cjkByRe.FindStringSubmatch(t)
			}
			if g != nil && (!unicode.IsLower([]rune(g[1])[0]) || strings.HasPrefix(g[1], "the ")) || l.m != nil && l.m.key == "author" {
				val := t
				if g != nil {
					val = g[1]
				} else if l.m.value != "" {
					val = l.m.value
				}
				if byline(val) {
					used[i] = true
					if w, ok := p.dateIn(t); ok {
						setDate(w, 2)
					}
					continue
				}
			}
			if w, ok := p.dateIn(t); ok && (l.m != nil || len(t) < 90 && !sentenceEnd(t)) {
				rank := 4
				if updatedRe.MatchString(t) {
					rank = 1
				}
				if i > lastProse {
					rank = 1
				}
				if i <= ti && ti >= 0 {
					rank = 3
				}
				setDate(w, rank)
				used[i] = true
				// "Jane Doe | March 3, 2012", "Jane Doe, March 3, 2012"
				if l.m != nil && len(l.m.chunks) > 0 && a.Byline == "" && i > ti {
					for _, c := range l.m.chunks {
						if c.field == "author" || properName(c.text) && len(strings.Fields(c.text)) >= 2 && !updatedRe.MatchString(c.text) {
							if byline(c.text) {
								break
							}
						}
					}
				}
				continue
			}
			if l.m != nil && l.m.hasTime {
				used[i] = true
				continue
			}
		}
		if prose(l) && i > ti && !begun {
			// The deck may be prose as well: byline or date follow it.
			begun = true
			j := i
			for k := 0; k < 2 && j >= 0; k++ {
				if j = p.nextFull(j, cut); j >= 0 && len(p.lines[j].raw) < 160 && !prose(&p.lines[j]) {
					n := &p.lines[j]
					_, dated := p.dateIn(n.raw)
					if byRe.MatchString(strings.TrimSpace(n.raw)) || dated || n.m != nil && n.m.hasTime {
						begun = false
					}
				}
			}
		}
	}
	// The author's name on a line of its own, with "About NAME" after it, or
	// between title and text, or "NAME, Paper" around the text.
	for i := max(ti, -1) + 1; i < cut; i++ {
		l := &p.lines[i]
		if g := aboutRe.FindStringSubmatch(strings.TrimSpace(l.raw)); g != nil && i > lastProseBefore(p, i) {
			name := g[1]
			if name != "" && properName(name) {
				if a.Byline == "" {
					a.Byline = name
				}
			} else if j := p.prevFull(i, 0); name == "" && j >= 0 && properName(p.lines[j].text) && a.Byline == "" {
				a.Byline = p.lines[j].text
			}
		}
	}
	if a.Byline == "" {
		p.bareByline(a, used, ti, cut, lastProse)
	}
	// A deck: one paragraph between the title and byline or date.
	if a.Summary == "" && ti >= 0 {
		p.deck(a, used, ti, cut)
	}
}

func lastProseBefore(p *page, i int) int {
	for j := i - 1; j >= 0 && j > i-8; j-- {
		if prose(&p.lines[j]) {
			return j
		}
	}
	return -1
}

// bareByline reads a name that stands without "By": under the title, or after
// the text, alone or as "NAME, Paper".
func (p *page) bareByline(a *Article, used []bool, ti, cut, lastProse int) {
	try := func(i int, alone bool) bool {
		l := &p.lines[i]
		t := strings.TrimSpace(l.raw)
		if used[i] || !l.plain() || l.bul != "" || len(t) > 90 || sentenceEnd(t) {
			return false
		}
		if g := affilRe.FindStringSubmatch(t); g != nil && strings.Contains(t, ",") && properName(g[1]) && !properNameIsPlace(g[1]) {
			a.Byline = g[1]
			used[i] = true
			return true
		}
		if alone && peopleNames(t) && !navLine(l) {
			if k, _, _ := l.heading(); k != hNone || !isASCII(t) && width(t) < 5 {
				return false
			}
			a.Byline = t
			used[i] = true
			return true
		}
		return false
	}
	if ti >= 0 {
		i := ti
		for range 5 {
			i = p.nextFull(i, cut)
			if i < 0 || prose(&p.lines[i]) && len(p.lines[i].text) > 140 {
				break
			}
			// Alone, it must have the date or staff title beside it.
			j := p.nextFull(i, cut)
			beside := j >= 0 && (p.lines[j].m != nil && p.lines[j].m.hasTime || staffRe.MatchString(p.lines[j].text))
			if h := p.prevFull(i, 0); h > ti && p.lines[h].m != nil && p.lines[h].m.hasTime {
				beside = true
			}
			if try(i, beside) {
				return
			}
		}
	}
	if lastProse >= 0 {
		i := lastProse
		for range 3 {
			i = p.nextFull(i, cut)
			if i < 0 {
				return
			}
			if try(i, true) {
				return
			}
			if k, _, _ := p.lines[i].heading(); k != hNone {
				return
			}
		}
	}
}

var staffRe = regexp.MustCompile(`(?i)^(?:staff (?:writer|reporter)|(?:\w+ ){0,3}(?:correspondent|reporter|editor|writer|columnist|bureau|contributor))$`)

func properNameIsPlace(s string) bool { return strings.ToUpper(s) == s }

// authorOf cuts affiliation, date and staff titles from a byline.
func authorOf(s string) string {
	s = strings.TrimSpace(s)
	for _, sep := range []string{" | ", " • ", " · ", " – ", " — ", " - ", " on ", " at ", " for ", " in ", " (", " [", " <", ", ", "; ", " / ", " @", "  "} {
		if i := strings.Index(s, sep); i > 0 {
			s = s[:i]
		}
	}
	s = strings.Trim(s, " ,.:;|")
	if low := strings.ToLower(s); strings.HasPrefix(low, "by ") {
		s = strings.TrimSpace(s[3:])
	}
	for _, post := range []string{" Staff Writer", " Staff Reporter", " Correspondent", " Reporter", " Staff writer", " Staff reporter"} {
		s = strings.TrimSuffix(s, post)
	}
	if s == "" || width(s) > 60 || len(strings.Fields(s)) > 7 {
		return ""
	}
	return s
}

// peopleNames reports one or several full names: "Jo Brandt and Sam Lee".
func peopleNames(t string) bool {
	for _, n := range strings.Split(strings.ReplaceAll(t, " and ", ", "), ", ") {
		if !properName(n) || len(strings.Fields(n)) < 2 {
			return false
		}
	}
	return true
}

// dateIn finds the first absolute date of a short line.
func (p *page) dateIn(s string) (when, bool) {
	for i := 0; i < len(s); i++ {
		if i > 0 && (isWordByte(s[i-1]) || s[i-1] == '/' && i > 1) || !isWordByte(s[i]) && s[i] < 0x80 {
			continue
		}
		if s[i] >= 0x80 && s[i] < 0xC0 {
			continue
		}
		if w, n := p.ds.scan(s[i:]); n > 0 && !w.rel {
			return w, true
		}
	}
	return when{}, false
}

func isWordByte(c byte) bool {
	return c >= '0' && c <= '9' || c >= 'a' && c <= 'z' || c >= 'A' && c <= 'Z' || c >= 0x80
}

// deck takes the paragraph between title and byline or date as the summary.
func (p *page) deck(a *Article, used []bool, ti, cut int) {
	i := ti
	var block []*line
	var at []int
	for {
		i++
		if i >= cut || i > ti+14 {
			return
		}
		l := &p.lines[i]
		if l.blank() {
			if len(block) > 0 {
				break
			}
			continue
		}
		if used[i] || l.m != nil || l.junk || l.rule {
			if len(block) > 0 {
				break
			}
			// Byline or date came first: no deck follows it, but for share lines.
			if l.m != nil && !l.m.hasTime && l.m.key == "" {
				continue
			}
			return
		}
		if len(block) > 0 && p.wrap == 0 {
			break
		}
		block = append(block, l)
		at = append(at, i)
	}
	// What comes next must be byline or date.
	next := -1
	for j := at[len(at)-1] + 1; j < cut; j++ {
		if !p.lines[j].blank() {
			next = j
			break
		}
	}
	if next < 0 {
		return
	}
	n := &p.lines[next]
	if !(used[next] && (byRe.MatchString(n.text) || n.m != nil && (n.m.hasTime || n.m.key == "author") || n.text == a.Byline || strings.HasPrefix(n.text, a.Byline) && a.Byline != "" || !a.Published.IsZero() && len(n.text) < 90)) {
		return
	}
	t := p.paragraphs(block)
	if len(strings.Fields(t)) < 5 && isASCII(t) || len(t) > 500 || navLine(block[0]) || promo(t) || captioned(t) {
		return
	}
	a.Summary = t
	for _, j := range at {
		used[j] = true
	}
}

// body joins the paragraphs of the article.
func (p *page) body(a *Article, used []bool, ti, cut int) {
	var keep []*line
	begun := false
	skipList := false
	for i := ti + 1; i < cut; i++ {
		l := &p.lines[i]
		if l.blank() {
			if len(keep) > 0 && keep[len(keep)-1] != nil {
				keep = append(keep, nil)
			}
			continue
		}
		if used[i] || l.rule || l.junk {
			if l.rule {
				skipList = false
			}
			continue
		}
		t := strings.TrimSpace(l.raw)
		isProse := prose(l)
		if len(t) <= 240 {
			if begun {
				if g := aboutRe.FindStringSubmatch(t); g != nil && (g[1] == "" && len(t) > 5 || sameName(g[1], a.Byline)) {
					break // the author's life follows
				}
			}
			if a.Byline != "" && t == a.Byline {
				continue
			}
			h, _, _ := l.heading()
			switch h {
			case hEnd:
				if !p.proseAhead(i, cut) {
					if begun {
						i = cut
						continue
					}
					continue
				}
				skipList = true
				continue
			case hComments, hForm, hClosed:
				continue
			}
			if l.m != nil {
				if l.m.key == "" || l.m.key == "author" || l.m.key == "date" || l.m.key == "skip" {
					continue
				}
			}
			if navLine(l) || promo(t) || captioned(t) || staffRe.MatchString(t) {
				continue
			}
		}
		if skipList {
			if !isProse || l.bul != "" {
				continue
			}
			skipList = false
		}
		if !begun {
			wrapped := p.wrap > 0 && i+1 < cut && p.lines[i+1].plain() && len(t) > 40
			if !isProse && !wrapped && !(width(t) > 20 && !isASCII(t)) && !(p.proseNext(i, cut) && (i == 0 || p.lines[i-1].blank())) {
				continue
			}
			if l.bul != "" {
				continue // the story in brief
			}
			begun = true
		}
		if n := len(strings.Fields(t)); n >= 9 && len(t) < 140 && p.wrap == 0 && !sentenceEnd(t) && l.bul == "" && l.num == "" && !strings.HasSuffix(t, ":") && p.proseAhead(i, cut) {
			continue // a caption: too long for a heading, no sentence
		}
		if a.Byline != "" && len(t) < 400 && lifeOf(t, a.Byline) && !p.proseAhead(i, cut) {
			break
		}
		keep = append(keep, l)
	}
	// Short lines at the end are furniture: lists of headlines, places, links.
	for n := len(keep); n > 0; n = len(keep) {
		l := keep[n-1]
		if l == nil || !prose(l) && p.wrap == 0 && !sentenceEnd(l.text) && isASCII(l.text) && len(l.text) < 140 && !(n > 1 && keep[n-2] != nil && strings.HasSuffix(keep[n-2].text, ":")) && l.num == "" && !(l.bul != "" && listAfterProse(keep, n-1)) {
			keep = keep[:n-1]
			continue
		}
		break
	}
	a.Body = p.paragraphs(keep)
}

// lifeOf reports a sentence about the author: "Jane Doe writes about …".
func lifeOf(t, name string) bool {
	rest, ok := strings.CutPrefix(t, name+" ")
	if after, slash := strings.CutPrefix(rest, "/ "); slash {
		rest = strings.TrimPrefix(after, strings.Fields(name + " x")[0]+" ")
	}
	if !ok {
		return false
	}
	switch rest[:max(0, strings.IndexByte(rest, ' '))] {
	case "is", "was", "writes", "covers", "reports", "has", "lives", "works", "teaches", "can", "joined":
		return true
	}
	return false
}

// listAfterProse reports that the bullet at k belongs to a list that a
// sentence ending in a colon announces.
func listAfterProse(keep []*line, k int) bool {
	for k--; k >= 0; k-- {
		l := keep[k]
		if l == nil || l.bul != "" {
			continue
		}
		return strings.HasSuffix(l.text, ":")
	}
	return false
}

// proseAhead reports whether two paragraphs of prose stand in the next lines.
func (p *page) proseAhead(i, cut int) bool {
	n := 0
	for j := i + 1; j < cut && j < i+25; j++ {
		l := &p.lines[j]
		if prose(l) && len(l.text) >= 60 && !captioned(l.text[:min(len(l.text), 240)]) && !promo(l.text[:min(len(l.text), 240)]) && !copyrightRe.MatchString(l.text[:min(len(l.text), 240)]) {
			n++
		}
	}
	return n >= 2
}

// proseBefore reports whether prose stands in the lines before i.
func (p *page) proseBefore(i int) bool {
	for j := i - 1; j >= 0 && j > i-30; j-- {
		if prose(&p.lines[j]) && len(p.lines[j].text) >= 60 {
			return true
		}
	}
	return false
}

func (p *page) proseNext(i, cut int) bool {
	j := p.nextFull(i, cut)
	return j >= 0 && prose(&p.lines[j]) && strings.Count(p.lines[i].text, " ") >= 1 && j <= i+2
}
