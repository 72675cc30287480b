package article

import (
	"regexp"
	"strings"
)

// leftovers accounts for the lines of the section that no comment holds: text
// above the first and below the last. Below letters and comments signed at
// their ends it is a comment that nobody signed. Elsewhere a comment has a name
// or buttons, so what has none is the page's; but what reads like more than a
// line of the page is rejected by line and reason, for people to look at.
func (p *page) leftovers(r *reading) {
	if r.heads.head >= 0 {
		p.leftover(r, r.start, r.drafts[0].start, false)
	}
	p.leftover(r, r.below, r.limit, true)
}

const (
	reasonPage     = "the page's own words among the comments (an address, a subscription, a policy), not a comment"
	reasonUnsigned = "a line below the last signature that is no sentence and that nobody signed"
	reasonStray    = "text among the comments that no name, time or button marks as a comment"
)

// leftover looks at lines [from,to), paragraph by paragraph.
func (p *page) leftover(r *reading, from, to int, below bool) {
	signed := r.shape == "signed" && below
	reject := func(a, b int, reason string) {
		r.rest = append(r.rest, Rejection{Line: p.lines[a].no, Reason: reason, Text: cut(p.paragraphs(p.plainLines(a, b)), RejectionText)})
	}
	begun, end := -1, 0 // a comment that nobody signed
	done := func() {
		if begun < 0 {
			return
		}
		d := p.readSegment(begun, end, segmentOptions{})
		r.drafts = append(r.drafts, d)
		begun = -1
	}
	for i := from; i < to; {
		l := &p.lines[i]
		if l.rule {
			done()
		}
		if k, _, _ := l.heading(); below && !l.blank() && (k == hEnd || k == hForm || k == hClosed) && p.sectionEnds(i) && !(sentenceEnd(l.text) && p.within(i, to)) {
			break
		}
		if !l.plain() && !l.quote || l.kind != hNone && begun < 0 {
			i++
			continue
		}
		a := i
		if l.kind != hNone {
			i++
		}
		for i < to && (p.lines[i].plain() || p.lines[i].quote) && (p.lines[i].kind == hNone || i > a && !p.sectionEnds(i)) {
			i++
		}
		switch speech := p.speech(a, i); {
		case p.ownWords(a, i):
			done()
			if signed && p.lettered {
				reject(a, i, reasonPage)
			}
		case signed && speech:
			if begun < 0 {
				begun = a
			}
			end = i
		case signed && begun >= 0 && i-a == 1 && signs(&p.lines[a]):
			end = i // the signature, or what stands above the rest of the letter
		case signed:
			done()
			if navLine(&p.lines[a]) || p.footerAt(a, to) {
				signed = false // the foot of the page
			} else if p.lettered {
				reject(a, i, reasonUnsigned)
			}
		case below && r.shape == "tail" && p.named(a, i):
			r.drafts = append(r.drafts, p.readSegment(a, i, segmentOptions{nameFirst: true}))
		case speech && p.long(a, i) && !p.aboutComments(a, i):
			reject(a, i, reasonStray)
		}
	}
	done()
}

func (p *page) plainLines(from, to int) []*line {
	var ls []*line
	for i := from; i < to; i++ {
		ls = append(ls, &p.lines[i])
	}
	return ls
}

// speech reports lines [from,to) that read as sentences.
func (p *page) speech(from, to int) bool {
	for i := from; i < to; i++ {
		if l := &p.lines[i]; l.quote || prose(l) || sentenceEnd(l.text) && strings.Count(l.text, " ") >= 2 {
			return true
		}
	}
	return false
}

// long reports lines [from,to) that say more than a line of the page would: two
// sentences, or one of some length.
func (p *page) long(from, to int) bool {
	n, sentences := 0, 0
	for i := from; i < to && n < 100; i++ {
		t := p.lines[i].text
		n += len(t)
		for k := range min(len(t), 100) {
			if strings.IndexByte(".!?", t[k]) >= 0 && (k+1 == len(t) || t[k+1] == ' ') {
				sentences++
			}
		}
	}
	return n >= 100 || sentences >= 2 && n >= 60
}

// named reports a name over a text: a comment whose buttons are missing.
func (p *page) named(from, to int) bool {
	return to-from >= 2 && properName(p.lines[from].text) && p.speech(from+1, to) && !p.speech(from, from+1)
}

// ownRe reads what a paper says of its letters and of itself.
var ownRe = anchor(`^(?i:(?:[^.!?]{0,40}\b)?(?:mailto:|e-?mail (?:us|your|letters)|letters?(?: to the editor)? (?:may|must|should|will|can|are|were)(?: also| all)? (?:be |include|not |exceed|limited|edited|selected|published|welcome)|we (?:welcome|reserve|invite|encourage|publish|edit|do not publish)|send (?:us |your |letters)|write to (?:us|the editor|the letters)|to (?:submit|send|write|respond|comment|subscribe|have your letter)|please (?:include|send|write|keep your|note that)|submissions?|include your|subscribe (?:to|now|today|here|for|from)|subscriptions?|(?:for|due to|because of) (?:reasons of )?(?:space|length|clarity)|(?:die )?redaktion (?:behält|freut)|leserbriefe (?:geben|sind|bitte|an)|schreiben sie uns|écrivez-nous|envíe|stuur uw|the (?:editor|editors|newspaper|publisher) (?:reserves?|may|will)|(?:the )?(?:views|opinions) (?:expressed|of|in)\b).*|.{0,160}\b(?:edited|shortened|condensed) for (?:length|space|clarity|style|grammar)\b.*|.{0,80}\S@\S+\.\w{2,}\W*|.{0,80}\bhttps?://\S+\W*)$`)

// ownWords reports that the page speaks in lines [from,to).
func (p *page) ownWords(from, to int) bool {
	var all strings.Builder
	for i := from; i < to && all.Len() < 600; i++ {
		l := &p.lines[i]
		if promo(l.text) || captioned(l.text) || len(l.text) < 400 && ownRe.MatchString(l.text) {
			return true
		}
		all.WriteString(l.text + " ")
	}
	t := strings.TrimSpace(all.String())
	return to-from > 1 && len(t) < 600 && ownRe.MatchString(t)
}

var commentingRe = regexp.MustCompile(`(?i)\b(?:comment(?:s|ing|ers?)?|moderat\w+|javascript|discussions?|netiquette|guidelines|subscri\w+|regist\w+|log(?:ged)? ?in|sign(?:ed)? ?(?:in|up)|cookies?|privacy|copyright|all times are|kommentar\w*|abonn\w+|anmeld\w+|commentaires?|comentarios?|suscri\w+|reacties)\b|modér|комментари|评论|評論|コメント|댓글`)

// aboutComments reports that lines [from,to) speak of commenting itself, as the
// rules of a page do.
func (p *page) aboutComments(from, to int) bool {
	for i := from; i < to; i++ {
		if t := p.lines[i].text; len(t) < 1000 && commentingRe.MatchString(t) {
			return true
		}
	}
	return false
}

// within reports that line i, which reads as a heading of the page, stands in
// somebody's text: "What do you think?" between two paragraphs.
func (p *page) within(i, to int) bool {
	a, b := p.prevFull(i, 0), p.nextFull(i, to)
	if a < 0 || b < 0 || p.said[p.lines[i].raw] > 2 || !p.lines[a].plain() || !sentenceEnd(p.lines[a].text) {
		return false
	}
	l := &p.lines[b]
	return l.plain() && l.kind == hNone && l.bul == "" && l.num == "" && prose(l) && p.long(b, b+1) && !p.ownWords(b, b+1) && !p.aboutComments(b, b+1)
}
