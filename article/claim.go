package article

import (
	"cmp"
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"
)

// maxProposals caps ProposeClaims; claimText caps how much of a body it reads.
const (
	maxProposals = 8
	claimText    = 64 << 10
	claimWords   = 28 // a longer sentence is no claim to put to a reader
)

// ProposeClaims reads statements that a reader could agree or disagree with
// off the page, best first, at most eight: the title (a question becomes its
// statement, "X not Y" becomes "X is not a Y"), what the summary and the body
// report or quote somebody as saying, and what they call for. A pronoun that
// opens a statement is replaced by the page's subject where that is plain, else
// the statement is left out.
//
// It knows English only. A title with no English verb is proposed last, as a
// target phrase unless it ends like a sentence. The result is nil for a
// page with neither title nor text.
func ProposeClaims(a *Article) []Claim {
	var p proposer
	title := headline(a.Title)
	p.subject = subjectOf(title)
	p.title(title)
	for i, s := range sentences(a.Summary) {
		if !sameText(s, a.Title) {
			p.sentence(s, 6-min(float64(i)*.5, 1.5))
		}
	}
	body := a.Body
	if len(body) > claimText {
		body = strings.ToValidUTF8(body[:claimText], "")
	}
	for i, s := range sentences(body) {
		if !sameText(s, a.Title) {
			p.sentence(s, 4-min(float64(i)*.05, 1.5))
		}
	}
	slices.SortStableFunc(p.found, func(a, b candidate) int { return cmp.Compare(b.score, a.score) })
	var out []Claim
	var keys []string
	for _, c := range p.found {
		k := strings.TrimPrefix(claimKey(c.text), "the")
		if k != "" && len(out) < maxProposals && !slices.ContainsFunc(keys, func(o string) bool { return strings.HasPrefix(k, o) || strings.HasPrefix(o, k) }) {
			keys = append(keys, k)
			out = append(out, Claim{Text: c.text, Source: ClaimProposed})
		}
	}
	if words := strings.Fields(title); len(words) > 0 && len(out) < maxProposals && !p.titled {
		sentence := len(words) >= 3 && (strings.ContainsAny(title[len(title)-1:], ".!?") || finite(words) > 0)
		if text := strings.TrimRight(title, ".!? "); claimKey(text) != "" {
			out = append(out, Claim{Text: text, Source: ClaimProposed, Target: !sentence})
		}
	}
	return out
}

type candidate struct {
	text  string
	score float64
}

type proposer struct {
	subject string // the title's subject: "China" of "China not enemy …"
	titled  bool   // the title gave a statement
	found   []candidate
}

func wordSet(words string) map[string]bool {
	m := make(map[string]bool)
	for _, w := range strings.Fields(words) {
		m[w] = true
	}
	return m
}

// These tables are never written after they are built.
var (
	copulas     = wordSet("is are was were isn't aren't wasn't weren't")
	modals      = wordSet("should must can could will would may might cannot can't won't shouldn't mustn't couldn't wouldn't ought")
	auxVerbs    = wordSet("has have had do does did don't doesn't didn't hasn't haven't")
	obligations = wordSet("should must ought shouldn't mustn't cannot can't")
	sayVerbs    = wordSet("say says said argue argues argued claim claims claimed believe believes believed insist insists insisted warn warns warned stress stressed stresses state stated states note noted notes " +
		"add added adds maintain maintains maintained contend contends contended think thinks thought hope hopes hoped suggest suggests suggested admit admits admitted declare declares declared explained explains observed tells told")
	urgeVerbs = wordSet("urge urges urged wants want wanted asks asked demands tells")
	// plainVerbs are finite verbs of claims that carry no auxiliary.
	plainVerbs = wordSet("needs need deserves deserve helps help hurts hurt harms harm makes make causes cause kills kill saves save works fails fail threatens threaten protects protect improves improve ruins ruin " +
		"destroys destroy costs cost brings bring gives give takes take matters matter belongs belong undermines undermine benefits benefit lacks lack wastes waste owes owe means mean leads lead pays pay puts put ignores ignore keeps keep poses pose")
	evaluative = wordSet("victim enemy ally threat danger failure mistake answer solution problem crisis wrong right fair unfair good bad better worse best worst necessary unnecessary needed important essential dangerous safe harmful useful useless " +
		"legal illegal responsible guilty innocent waste success disaster hope friend foe hero villain perpetrator target unjust just cruel misunderstanding inefficient pity risk burden needs need deserves deserve too enough never always no not")
	claimPronouns = wordSet("it they he she this that these those we i you there who which")
	smallWords    = wordSet("a an the of in on at for from with by and or but to as his her its their our my your this that these those")
	// gerunds gives the base verb of what people call for.
	gerunds = func() map[string]string {
		m := make(map[string]string)
		for _, b := range strings.Fields("abolish accept adopt allow boycott block build call cancel clean close collect cooperate create cut defend delay develop end enforce establish expand extend fight find fire fix fund give halt help hire impeach implement improve increase introduce invest investigate join keep lift limit lower maintain make open pass pay postpone privatize protect provide punish raise recognize reduce reform regulate reject release remove repeal replace restore restrict review scrap sell share spend stop strengthen support suspend tax test tighten treat turn upgrade use vaccinate vote work ban") {
			stem := strings.TrimSuffix(b, "e")
			m[stem+"ing"] = b
			m[b+b[len(b)-1:]+"ing"] = b
		}
		return m
	}()
)

// headline is a title without the site's name and the label before it.
func headline(t string) string {
	t = strings.Join(strings.Fields(t), " ")
	for _, sep := range []string{" | ", " – ", " — ", " - ", " » "} {
		if i := strings.LastIndex(t, sep); i > 0 && len(strings.Fields(t[:i])) >= 3 && len(strings.Fields(t[i+len(sep):])) <= 4 {
			t = t[:i]
			break
		}
	}
	if head, rest, ok := strings.Cut(t, ": "); ok {
		switch strings.ToLower(head) {
		case "opinion", "editorial", "comment", "commentary", "analysis", "poll", "debate", "letter", "op-ed", "viewpoint", "column", "the debate", "your view", "live":
			t = rest
		}
	}
	return strings.Trim(t, " \"“”")
}

func (p *proposer) add(text string, score float64) {
	text, ok := p.polish(text)
	if !ok {
		return
	}
	words := strings.Fields(strings.ToLower(text))
	var plus float64
	for _, w := range words {
		w = strings.Trim(w, ",;:\"“”()")
		switch {
		case obligations[w]:
			plus = max(plus, 2)
		case evaluative[w]:
			plus = max(plus, 1.5)
		case copulas[w]:
			plus = max(plus, .3)
		}
		switch w {
		case "them", "they", "it", "this", "these", "their", "its", "one":
			score -= .5 // leans on words that the reader does not see
		}
		if strings.ContainsAny(w, "0123456789") {
			score -= .5 // figures are reported, not argued
		}
	}
	if p.subject != "" && strings.Contains(strings.ToLower(text), strings.ToLower(p.subject)) {
		plus += .5
	}
	if len(words) > 16 {
		plus -= .15 * float64(len(words)-16)
	}
	p.found = append(p.found, candidate{text, score + plus})
}

// polish makes a clause a sentence to put to a reader, or says that it is none.
func (p *proposer) polish(s string) (string, bool) {
	s = strings.TrimSpace(s)
	for {
		t := strings.TrimSpace(strings.TrimLeft(s, ",;:-–—\"“”'‘’"))
		for _, pre := range []string{"that ", "and ", "but ", "so ", "why ", "because ", "moving forward, ", "however, ", "additionally, ", "meanwhile, ", "of course, ", "yes, ", "no, ", "still, ", "yet ", "in fact, ", "for example, ", "this is because, ", "like any other "} {
			if len(t) >= len(pre) && strings.EqualFold(t[:len(pre)], pre) && !(pre == "that " && copulas[strings.ToLower(firstWord(t[len(pre):]))]) && !(pre == "why " && strings.EqualFold(firstWord(t[len(pre):]), "not")) {
				t = t[len(pre):]
				break
			}
		}
		if t == s {
			break
		}
		s = t
	}
	marks := " ,;:.!?…\"“”'‘’-–—"
	if strings.Contains(s, " '") || strings.Contains(s, " ‘") {
		marks = " ,;:.!?…\"“”-–—" // a quoted end keeps its mark
	}
	s = strings.TrimRight(s, marks)
	// a further sentence hangs on: "…, and is eager to"
	for _, cut := range []string{", and ", ", but ", "; ", " -- ", " — ", ", because ", ", which ", ", saying ", ", as ", ", while ", ", who ", " and that "} {
		if i := strings.Index(s, cut); i > 0 && len(strings.Fields(s[:i])) >= 4 && finite(strings.Fields(s[:i])) > 0 {
			s = s[:i]
		}
	}
	words := strings.Fields(s)
	if len(words) < 3 || len(words) > claimWords {
		return "", false
	}
	v := finite(words)
	if v <= 0 || v+1 >= len(words) && !plainVerbs[strings.ToLower(words[v])] {
		return "", false
	}
	switch first := strings.ToLower(words[0]); {
	case strings.HasSuffix(words[v-1], ",") && smallWords[first] && first != "a" && first != "the":
		return "", false // "In 1971, has never …": the subject is missing
	case first == "it" && v == 1 && copulas[strings.ToLower(words[1])] && dummyIt(words[2:]):
		// "it is wrong to …": it stands for nothing
	case first == "it" || first == "they":
		if p.subject == "" || first == "they" && !strings.HasSuffix(p.subject, "s") {
			return "", false
		}
		words[0] = p.subject
	case first == "we" && !strings.Contains(" "+strings.ToLower(s)+" ", " should ") && !strings.Contains(s, " must ") && !strings.Contains(s, " need"):
		return "", false // about the speaker
	case first == "we" || first == "there":
	case first == "us" || first == "them" || first == "here" || first == "me" || first == "him":
		return "", false
	case claimPronouns[first] || first == "what" || first == "when" || first == "if" || first == "where" || first == "how" || first == "why" || first == "while" || first == "although" || first == "as":
		return "", false
	}
	for i, w := range words {
		if i > 0 && modals[strings.ToLower(words[i-1])] {
			continue // "should say yes"
		}
		if l := strings.ToLower(strings.Trim(w, ",.;:\"“”")); l == "he" || l == "she" || l == "i" || l == "him" || l == "my" || sayVerbs[l] && l != "claim" && l != "claims" && l != "hope" && l != "state" && l != "states" && l != "note" {
			return "", false // still bound to who said it
		}
	}
	s = strings.Join(words, " ")
	if strings.Count(s, "\"")%2 == 1 || strings.Count(s, "“") != strings.Count(s, "”") || strings.Count(s, "(") != strings.Count(s, ")") {
		s = strings.NewReplacer("\"", "", "“", "", "”", "", "(", "", ")", "").Replace(s)
	}
	if s = strings.Join(strings.Fields(s), " "); s == "" {
		return "", false
	}
	r, n := utf8.DecodeRuneInString(s)
	if !strings.ContainsFunc(firstWord(s)[n:], unicode.IsUpper) {
		s = string(unicode.ToUpper(r)) + s[n:]
	}
	return s, true
}

// dummyIt reports whether "it is" goes on as in "it is wrong to".
func dummyIt(rest []string) bool {
	for i, w := range rest {
		if w == "to" || w == "that" || w == "for" {
			return i > 0
		}
		if i > 3 {
			break
		}
	}
	return false
}

func firstWord(s string) string {
	w, _, _ := strings.Cut(s, " ")
	return w
}

// finite is the index of the first word that can be the verb of a claim, 0 when
// the first word is it, -1 for none. Verbs after "who", "that" or "which" and
// infinitives are passed over.
func finite(words []string) int {
	skip := false
	for i, w := range words {
		l := strings.ToLower(strings.Trim(w, ",.;:!?\"“”()"))
		prev := ""
		if i > 0 {
			prev = strings.ToLower(words[i-1])
		}
		switch {
		case i > 0 && (l == "who" || l == "which" || l == "that" || l == "where" || l == "when" || l == "because" || l == "if" || l == "why" || l == "what"):
			skip = true
		case copulas[l] || modals[l] || auxVerbs[l] || plainVerbs[l] && !smallWords[prev]:
			if !skip {
				return i
			}
			skip = false
		}
	}
	return -1
}

// subjectOf is the title's subject when it is short and plain: what stands
// before its verb or its "not".
func subjectOf(title string) string {
	words := strings.Fields(title)
	v := finite(words)
	for i, w := range words {
		if strings.EqualFold(w, "not") && (v < 0 || i < v) {
			v = i
			break
		}
	}
	if v <= 0 || v > 4 {
		return ""
	}
	for _, w := range words[:v] {
		if l := strings.ToLower(w); claimPronouns[l] || l == "why" || l == "how" || l == "what" || strings.ContainsAny(w, ",:;?") {
			return ""
		}
	}
	return strings.Join(words[:v], " ")
}

func (p *proposer) title(t string) {
	if parts := sentences(t); len(parts) > 1 && len(parts) < 4 {
		for _, part := range parts {
			p.title(part)
		}
		return
	}
	t = untagged(t)
	if i := strings.Index(t, " ("); i > 0 && strings.HasSuffix(t, ")") {
		t = t[:i]
	}
	words := strings.Fields(t)
	if len(words) < 3 {
		return
	}
	n := len(p.found)
	const top = 7.5
	first := strings.ToLower(words[0])
	switch {
	case unicode.IsDigit(rune(first[0])) && (strings.EqualFold(words[1], "things") || strings.EqualFold(words[1], "reasons") || strings.EqualFold(words[1], "ways")):
		return // a list
	case strings.HasSuffix(t, "?"):
		if s := askedStatement(words); s != "" {
			p.subject = subjectOf(s)
			p.add(s, top+.5)
		}
	case first == "why" && len(words) > 3:
		p.add(strings.Join(words[1:], " "), top)
	case modals[first] && first != "will" && first != "may":
		// "Should X", with the mark left out
		if s := askedStatement(words); s != "" {
			p.add(s, top)
		}
	default:
		if s := withCopula(words); s != "" {
			p.add(s, top+1)
			break
		}
		// "Mayor: pool must stay", "Pool must stay, says mayor"
		if head, rest, ok := strings.Cut(t, ": "); ok {
			p.add(rest, top)
			p.add(head, top-.5)
			break
		}
		if gerundOf(first) && finite(words) < 0 {
			p.add("We should "+strings.ToLower(words[0])+t[len(words[0]):], top)
			break
		}
		if s := intended(words); s != "" {
			p.add(s, top-1.5)
		}
		if finite(words) > 0 {
			p.add(t, top-.5)
		}
		p.sentence(t, top-.5)
	}
	p.titled = len(p.found) > n
}

// intended turns what a headline says somebody will do ("City to close pool",
// "Council votes 6-5 to close pool") into what they should.
func intended(words []string) string {
	for i := 1; i+1 < len(words) && i < 8; i++ {
		l := strings.ToLower(words[i])
		if l != "to" {
			if i > 1 && (modals[l] || copulas[l]) {
				return ""
			}
			continue
		}
		if smallWords[strings.ToLower(words[i+1])] {
			return "" // "returns the bronzes to the people"
		}
		subj := words[:i]
		for k := 1; k < len(subj); k++ {
			switch v := strings.ToLower(subj[k]); v {
			case "votes", "vote", "voted", "plans", "plan", "moves", "move", "wants", "want", "decides", "decide", "agrees", "agree", "set":
				return strings.Join(subj[:k], " ") + " should " + strings.Join(words[i+1:], " ")
			}
		}
		if i <= 4 && finite(words) < 0 {
			return strings.Join(subj, " ") + " should " + strings.Join(words[i+1:], " ")
		}
		return ""
	}
	return ""
}

// untagged drops the speaker that a headline hangs on: "…, says mayor",
// "…, engineers tell county".
func untagged(t string) string {
	i := strings.LastIndex(t, ", ")
	if i < 0 {
		return t
	}
	tail := strings.Fields(strings.ToLower(t[i+2:]))
	if len(tail) > 6 {
		return t
	}
	for _, w := range tail {
		switch w = strings.Trim(w, ".!"); {
		case sayVerbs[w], w == "tell", w == "demand", w == "demands", w == "hears", w == "finds":
			return t[:i]
		}
	}
	return t
}

// withCopula fills in the verb that a headline saves: "China not enemy in fight
// against X" is "China is not an enemy in the fight against X".
func withCopula(words []string) string {
	at := -1
	for i, w := range words {
		l := strings.ToLower(w)
		if l == "not" && i > 0 && i < 4 && i+1 < len(words) {
			at = i
			break
		}
		if copulas[l] || modals[l] || auxVerbs[l] || plainVerbs[l] {
			return ""
		}
	}
	if at < 0 {
		return ""
	}
	next := strings.ToLower(words[at+1])
	if strings.HasSuffix(words[at-1], ",") || modals[strings.ToLower(words[at-1])] || next == "to" || next == "so" || next == "just" || next == "only" || strings.HasSuffix(next, "ly") {
		return ""
	}
	be := "is"
	if subj := strings.ToLower(words[at-1]); strings.HasSuffix(subj, "s") && !strings.HasSuffix(subj, "ss") && !strings.HasSuffix(subj, "us") && !strings.HasSuffix(subj, "is") {
		be = "are"
	}
	out := append(slices.Clone(words[:at]), be, "not")
	rest := slices.Clone(words[at+1:])
	if be == "is" && countNoun(next) {
		out = append(out, articleFor(next))
	}
	for i, w := range rest {
		out = append(out, w)
		if i > 0 && i+1 < len(rest) && (w == "in" || w == "of") && bareNouns[rest[i+1]] {
			out = append(out, "the") // "in fight", "of war"
		}
	}
	return strings.Join(out, " ")
}

// bareNouns are nouns that headlines rob of their "the"; countNouns those that
// want "a".
var (
	bareNouns  = wordSet("fight battle war struggle race search wake face centre center middle")
	countNouns = wordSet("enemy friend ally threat danger answer solution problem failure success mistake victim target hero villain crime joke game right choice option priority risk burden disaster crisis cure place toy bank country city drug weapon monopoly democracy state guarantee excuse reason substitute luxury partner rival leader threat thief liar terrorist criminal")
)

func countNoun(w string) bool { return countNouns[strings.Trim(w, ",.;:!?")] }

func articleFor(w string) string {
	if w != "" && strings.ContainsRune("aeiou", rune(w[0])) {
		return "an"
	}
	return "a"
}

// askedStatement turns "Should X be banned?" into "X should be banned"; "" when
// the end of the subject cannot be told.
func askedStatement(words []string) string {
	w := slices.Clone(words)
	for i := range w {
		w[i] = strings.TrimRight(w[i], "?")
	}
	first := strings.ToLower(w[0])
	if (first == "is" || first == "are") && len(w) > 3 && strings.EqualFold(w[1], "it") {
		return strings.Join(append([]string{"It", first}, w[2:]...), " ")
	}
	if !(modals[first] || first == "is" || first == "are") || len(w) < 3 {
		return ""
	}
	end := 0
	for i := 2; i < len(w) && i < 12; i++ {
		l, prev := strings.ToLower(w[i]), strings.ToLower(w[i-1])
		if smallWords[prev] || prev == "more" {
			if !(modals[first] && prev == "to") {
				continue
			}
		}
		if modals[first] {
			if l == "be" || l == "have" || l == "get" || gerundOf(l) || claimPronouns[prev] || plainVerbs[l] {
				end = i
			}
		} else if smallWords[l] && (l == "a" || l == "an" || l == "the") || evaluative[l] || l == "really" || strings.HasSuffix(l, "ing") && len(l) > 5 || strings.HasSuffix(l, "ed") || claimPronouns[prev] || l == "to" {
			end = i
		}
		if end > 0 {
			break
		}
	}
	if end == 0 {
		if end = len(w) - 1; modals[first] {
			// "Should Brookhaven cap rents": the name ends where small letters begin
			end = 2
			for end < len(w)-1 && unicode.IsUpper([]rune(w[end])[0]) {
				end++
			}
			if smallWords[strings.ToLower(w[1])] || end == len(w)-1 {
				return ""
			}
		}
	}
	out := slices.Clone(w[1:end])
	out = append(out, first)
	return strings.Join(append(out, w[end:]...), " ")
}

// gerundOf reports whether a word is a base verb that people call for.
func gerundOf(l string) bool {
	return gerunds[strings.TrimSuffix(l, "e")+"ing"] == l
}

// sentence looks for what a sentence reports, quotes, calls for or asserts.
func (p *proposer) sentence(s string, score float64) {
	s = withoutLabel(s)
	words := strings.Fields(s)
	if len(words) < 3 || len(words) > 80 {
		return
	}
	l := make([]string, len(words))
	for i, w := range words {
		l[i] = strings.ToLower(strings.Trim(w, ",.;:!?\"“”()"))
	}
	subject := p.subject
	defer func() { p.subject = subject }()
	p.subject = p.pronounFor(words, l)

	n := len(p.found)
	for q := range quotes(s) {
		if finite(strings.Fields(q)) > 0 {
			p.add(q, score)
		}
	}
	for i := range l {
		if i+2 >= len(l) {
			break
		}
		switch {
		case (l[i] == "calls" || l[i] == "called" || l[i] == "calling" || l[i] == "call") && l[i+1] == "for":
			rest := strings.Join(words[i+2:], " ")
			rest = cutAt(rest, " by ", ", ", "; ")
			if b, ok := gerunds[strings.ToLower(firstWord(rest))]; ok {
				p.add("We should "+b+strings.TrimPrefix(rest, firstWord(rest)), score+.5)
			} else if len(strings.Fields(rest)) >= 2 {
				p.add("There should be "+rest, score)
			}
		case urgeVerbs[l[i]] && i > 0:
			for j := i + 2; j < len(l)-1 && j < i+7; j++ {
				if l[j] == "to" {
					whom := strings.Join(words[i+1:j], " ")
					if strings.EqualFold(whom, "us") {
						whom = "We"
					}
					p.add(whom+" should "+strings.Join(words[j+1:], " "), score)
					break
				}
			}
		case sayVerbs[l[i]] && i > 0 && !strings.HasSuffix(words[i-1], ",\"") && !strings.ContainsAny(words[i], ",."):
			rest := words[i+1:]
			if l[i] == "pointed" && l[i+1] == "out" {
				rest = words[i+2:]
			}
			clause := strings.Join(rest, " ")
			if finite(rest) > 0 && !strings.HasPrefix(clause, "\"") && !strings.HasPrefix(clause, "“") {
				p.add(clause, score+.3)
			}
		}
	}
	// "CLAUSE, an official said on Tuesday"
	if i := strings.LastIndex(s, ", "); i > 0 {
		tail := strings.Fields(strings.ToLower(s[i+2:]))
		for k, w := range tail {
			if tail[0] != "who" && k < 14 && sayVerbs[strings.Trim(w, ".,")] {
				head := s[:i]
				if !p.apposition(head, score+.7) {
					p.add(head, score+.2)
				}
				break
			}
		}
	}
	if len(p.found) == n {
		p.apposition(s, score+.5)
		// the page's own assertion: only if it argues
		for _, w := range l {
			if obligations[w] || evaluative[w] && w != "not" && w != "too" && w != "no" {
				p.add(s, score-.5)
				break
			}
		}
	}
}

// withoutLabel drops a dateline ("OSLO — …") or a speaker's name ("Ann Lee: …").
func withoutLabel(s string) string {
	for _, sep := range []string{" — ", "--", " – ", " - "} {
		if head, rest, ok := strings.Cut(s, sep); ok && len(head) < 40 && head == strings.ToUpper(head) && rest != "" {
			return strings.TrimSpace(rest)
		}
	}
	if head, rest, ok := strings.Cut(s, ": "); ok && len(strings.Fields(head)) <= 3 && strings.ToLower(head) != head {
		return rest
	}
	return s
}

// apposition reads "China, as a major victim of X, needs Y" as "China is a
// major victim of X" and "China needs Y".
func (p *proposer) apposition(s string, score float64) bool {
	subj, rest, ok := strings.Cut(s, ", ")
	if !ok || len(strings.Fields(subj)) > 4 || smallWords[strings.ToLower(firstWord(subj))] && !strings.HasPrefix(strings.ToLower(subj), "the ") {
		return false
	}
	app, tail, ok := strings.Cut(rest, ", ")
	if !ok {
		return false
	}
	w := strings.Fields(app)
	if len(w) > 1 && strings.EqualFold(w[0], "as") {
		w = w[1:]
	}
	if len(w) < 2 || w[0] != "a" && w[0] != "an" || finite(w) >= 0 {
		return false
	}
	p.add(subj+" is "+strings.Join(w, " "), score)
	p.add(subj+" "+tail, score-.3)
	return true
}

// pronounFor is what "it" stands for in a sentence: the title's subject if the
// sentence speaks of it, else the sentence's own short subject.
func (p *proposer) pronounFor(words, l []string) string {
	if p.subject != "" && !strings.Contains(p.subject, " ") && len(p.subject) >= 4 {
		stem := strings.ToLower(p.subject[:4])
		if utf8.ValidString(stem) {
			for _, w := range l {
				if strings.HasPrefix(w, stem) {
					return p.subject
				}
			}
		}
	}
	v := finite(words)
	if v <= 0 || v > 4 || claimPronouns[l[0]] || sayVerbs[l[v]] {
		return ""
	}
	for _, w := range l[:v] {
		if w == "he" || w == "she" || w == "who" || sayVerbs[w] {
			return ""
		}
	}
	return strings.Join(words[:v], " ")
}

func cutAt(s string, seps ...string) string {
	for _, sep := range seps {
		if i := strings.Index(s, sep); i > 0 {
			s = s[:i]
		}
	}
	return s
}

// quotes yields what stands between quotation marks.
func quotes(s string) func(func(string) bool) {
	return func(yield func(string) bool) {
		for {
			i := strings.IndexAny(s, "\"“")
			if i < 0 {
				return
			}
			_, n := utf8.DecodeRuneInString(s[i:])
			s = s[i+n:]
			j := strings.IndexAny(s, "\"”")
			if j < 0 {
				return
			}
			_, n = utf8.DecodeRuneInString(s[j:])
			if !yield(s[:j]) {
				return
			}
			s = s[j+n:]
		}
	}
}

// sentences splits running text; it is content with being roughly right.
func sentences(text string) []string {
	var out []string
	for para := range strings.SplitSeq(text, "\n") {
		words := strings.Fields(para)
		start := 0
		for i, w := range words {
			t := strings.TrimRight(w, "\"”'’)")
			end := i+1 == len(words)
			if !end && t != "" && strings.ContainsRune(".!?", rune(t[len(t)-1])) {
				r, _ := utf8.DecodeRuneInString(strings.TrimLeft(words[i+1], "\"“'‘("))
				end = !unicode.IsLower(r) && !abbreviation(t)
			}
			if end {
				out = append(out, strings.Join(words[start:i+1], " "))
				start = i + 1
			}
		}
	}
	return out
}

func abbreviation(w string) bool {
	switch strings.ToLower(w) {
	case "mr.", "mrs.", "ms.", "dr.", "prof.", "st.", "sen.", "rep.", "gov.", "gen.", "jr.", "no.", "vs.":
		return true
	}
	return strings.Count(w, ".") > 1 && !strings.HasSuffix(w, "..") || len(w) == 2 && unicode.IsUpper(rune(w[0]))
}

func sameText(a, b string) bool { return claimKey(a) == claimKey(b) }

// claimKey is a claim's letters and digits alone, so that two wordings that
// differ in marks and capitals count as one.
func claimKey(s string) string {
	return strings.Map(func(r rune) rune {
		if unicode.IsLetter(r) || unicode.IsDigit(r) {
			return unicode.ToLower(r)
		}
		return -1
	}, s)
}
