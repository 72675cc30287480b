package article

import (
	"regexp"
	"slices"
	"strings"
	"unicode"
)

// letters takes the last line of letters to the editor for what names their
// writers: "NAME, PLACE", "Name withheld", a name over a place. Sentences end in
// such lines as well, so it wants a heading that speaks of letters, at least two
// of them below it, each alone under a whole sentence, and no times, which
// comments have. Where signatures stand right under the text, any short line
// that does is one.
func (p *page) letters() {
	head := slices.IndexFunc(p.lines, func(l line) bool {
		return l.kind == hComments && len(l.raw) < 60 && containsAny(strings.ToLower(l.raw), "letters", "leserbriefe")
	})
	blank := func(i int) bool { return i < 0 || i >= len(p.lines) || p.lines[i].blank() }
	if head < 0 || !p.proseBefore(head) && (!blank(head-1) || !blank(head+1) || !strings.Contains(p.lines[head].raw, " ")) {
		if head >= 0 && !blank(head-1) && !blank(head+1) && !p.proseBefore(head) {
			p.lines[head].kind = hNone // of a menu
		}
		return
	}
	ends := func(i int) bool { return blank(i) || p.lines[i].rule }
	signed := map[int]string{}
	var short []int // lines that may sign as well
	under, known := 0, 0
	for i := head + 1; i < len(p.lines); i++ {
		l := &p.lines[i]
		if l.m != nil && l.m.hasTime && l.m.timeAt > 0 {
			return
		}
		if l.kind == hEnd && p.sectionEnds(i) && !p.within(i, len(p.lines)) {
			break
		}
		if l.blank() {
			continue
		}
		j := p.prevFull(i, head+1)
		if l.bul != "" && !strings.ContainsAny(l.bul, "-–—") || l.num != "" || j < 0 || !sentenceEnd(p.lines[j].text) {
			continue
		}
		name := ""
		switch {
		case ends(i + 1):
			if name = signer(l.raw); name == "" {
				name = withheld(l.raw)
			}
			if name == "" && j == i-1 && signs(l) {
				short = append(short, i)
			}
		case ends(i+2) && properName(l.text) && strings.Contains(l.text, " ") && placeName(p.lines[i+1].raw):
			name = l.text
		}
		if name == "" {
			continue
		}
		signed[i] = name
		if known++; j == i-1 {
			under++
		}
	}
	if known > 0 && under == known {
		for _, i := range short {
			signed[i] = cleanName(p.lines[i].text)
		}
	}
	if len(signed) < 2 {
		return
	}
	p.lettered = true
	for i, name := range signed {
		l := &p.lines[i]
		l.m = &meta{ok: true, chunks: []chunk{{text: name, field: "author"}}, key: "author", value: name, sig: "Kauthor"}
		l.kind, l.count, l.shown, l.removed, l.junk = hNone, -1, -1, false, false
		if !ends(i + 1) {
			p.lines[i+1].m = &meta{ok: true, badges: 1, sig: "B"} // the place
		}
	}
}

// sectionEnds reports whether the heading at line i ends what stands above it:
// a word or two inside a text do not.
func (p *page) sectionEnds(i int) bool {
	return i == 0 || !p.lines[i-1].plain()
}

// signer is the name in "NAME, PLACE", "" if the line is something else: both
// begin with capitals and are no sentence.
func signer(s string) string {
	name, place, ok := strings.Cut(strings.TrimLeft(s, "-–—~ \t"), ", ")
	if !ok || len(s) > 80 || sentenceEnd(place) || strings.ContainsAny(s, "?!:;\"“”") {
		return ""
	}
	if !placeName(place) || !placeName(name) || len(strings.Fields(name)) < 2 {
		return ""
	}
	return name
}

// placeName reports up to five words with capitals, as names of people and
// places have them.
func placeName(s string) bool {
	words := strings.Fields(s)
	if !nameish(s, true) || len(words) == 0 || len(words) > 5 || sentenceEnd(s) {
		return false
	}
	for _, w := range words {
		if r := r0(w); !unicode.IsUpper(r) && !slices.Contains([]string{"and", "de", "von", "van", "der", "of", "on", "upon", "the", "near", "&", "la", "le"}, w) {
			return false
		}
	}
	return true
}

// withheldRe reads what stands in place of a writer's name, and what follows
// the name that the paper knows more of than it prints.
var (
	withheldRe = anchor(`^(?i:(?:(?:writer|author|correspondent)['’]?s? )?(?:full )?names?(?:(?: and|,| &) (?:full )?(?:address(?:es)?|town|email|e-mail))? (?:withheld|with-held|not (?:given|supplied|for publication)|supplied|provided|known|on file)(?:[ ,].{1,40})?|address(?:es)? (?:supplied|withheld|provided)|unsigned|no name (?:given|supplied)|anonymous(?:ly)?|anon|(?:via|by) e-?mail|name (?:ist |und anschrift )?(?:sind )?der redaktion bekannt|anonym|nom (?:et adresse )?(?:connus?|fournis?|retenus?)(?: .{1,30})?|anonyme|nombre (?:omitido|reservado)|anónimo|anônimo|anonimo|naam (?:en adres )?bij (?:de )?redactie bekend|anoniem)$`)
	knownRe    = regexp.MustCompile(`(?i)^(.{2,50}?),? [(\[][^()\[\]]{0,20}(?:supplied|withheld|provided|bekannt|via e-?mail|by e-?mail)[^()\[\]]{0,20}[)\]]$`)
)

// withheld reads "(Name withheld)", "Anonymous, Leeds" and "Jane Doe (address
// supplied)": the words in place of the name, or the name; "" for another line.
func withheld(s string) string {
	s = strings.Trim(s, " \t-–—~*_")
	if len(s) > 90 || len(s) < 4 {
		return ""
	}
	if g := knownRe.FindStringSubmatch(s); g != nil {
		if name := withheld(g[1]); name != "" {
			return name
		}
		return cleanName(g[1])
	}
	bare := strings.TrimSpace(strings.TrimRight(strings.Trim(s, "()[] "), ". "))
	if withheldRe.MatchString(bare) {
		return bare
	}
	if name, place, ok := strings.Cut(bare, ", "); ok && placeName(place) && withheldRe.MatchString(name) {
		return name
	}
	return ""
}

// signs reports a line that may be a signature of any kind: few words that are
// no sentence, and no address of the paper.
func signs(l *line) bool {
	t := strings.TrimLeft(l.text, "-–—~ ")
	r := r0(t)
	return len(t) <= 60 && len(strings.Fields(t)) <= 6 && t != "" && l.m == nil && l.kind == hNone && !sentenceEnd(t) &&
		(unicode.IsUpper(r) || !unicode.IsLower(r) && unicode.IsLetter(r)) && !strings.ContainsAny(t, ":@/?!|=")
}
