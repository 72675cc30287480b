package report

import (
	"bufio"
	"fmt"
	"io"
	"math"
	"slices"
	"strings"

	"standpoint/analyze"
)

// TerminalOptions steer the terminal report.
type TerminalOptions struct {
	Width int      // cells of a line; less than MinWidth counts as MinWidth
	Color bool     // use colour, bold and underline
	Notes []string // what to know of the run as a whole, printed last
}

// MinWidth is the narrowest terminal report, in cells.
const MinWidth = 72

// FullReports is the number of articles up to which each gets a report of its
// own; more than that share a table of one line each.
const FullReports = 5

// Terminal writes the report for people at a terminal. No line is wider than
// opt.Width. total is the summary of all articles together for the table's
// last row; nil leaves it out. An article without comments says so.
func Terminal(w io.Writer, sums []*analyze.Summary, total *analyze.Summary, opt TerminalOptions) error {
	t := &terminal{w: bufio.NewWriter(w), width: max(opt.Width, MinWidth), color: opt.Color}
	if len(sums) == 0 {
		t.line("No articles.")
	}
	if len(sums) <= FullReports {
		for i, s := range sums {
			if i > 0 {
				t.line("")
				t.line(t.dim(strings.Repeat("─", t.width)))
				t.line("")
			}
			t.article(s)
		}
		if t.quoted {
			t.line("")
			t.wrapped("", t.legend(), "")
		}
	}
	if len(sums) > 1 {
		if len(sums) <= FullReports {
			t.line("")
			t.line(t.dim(strings.Repeat("─", t.width)))
			t.line("")
		}
		t.table(sums, total)
	}
	for i, note := range opt.Notes {
		if i == 0 {
			t.line("")
		}
		t.wrapped("! ", note, sgrWarning)
	}
	return t.w.Flush()
}

type terminal struct {
	w      *bufio.Writer
	width  int
	color  bool
	quoted bool // a comment was quoted
}

// ANSI attributes. The colours are the nearest of the 256 to those of the
// charts, told apart by colour-blind readers too.
const (
	sgrBold     = "1"
	sgrDim      = "2"
	sgrEvidence = "1;4"
	sgrAgainst  = "38;5;166"
	sgrFavor    = "38;5;32"
	sgrNeutral  = "38;5;245"
	sgrWarning  = "33"
)

// paint gives clean text an attribute if colour is on.
func (t *terminal) paint(sgr, s string) string {
	if !t.color || s == "" || sgr == "" {
		return s
	}
	return "\x1b[" + sgr + "m" + s + "\x1b[0m"
}

func (t *terminal) bold(s string) string { return t.paint(sgrBold, s) }
func (t *terminal) dim(s string) string  { return t.paint(sgrDim, s) }

// line writes one line; a write error stays in the writer until Flush.
func (t *terminal) line(s string) {
	t.w.WriteString(strings.TrimRight(s, " "))
	t.w.WriteByte('\n')
}

// wrapped writes text, cleaned, broken into lines under the indent that the
// first one begins with, all in one attribute.
func (t *terminal) wrapped(indent, text, sgr string) {
	w := shown(indent)
	for i, l := range wrap(glyphs(text, nil), t.width-w) {
		if i == 1 {
			indent = strings.Repeat(" ", w)
		}
		t.line(indent + t.paint(sgr, join(l)))
	}
}

// day is the date alone of an RFC 3339 date.
func day(published string) string { return published[:min(len(published), len("2006-01-02"))] }

// claim prints the claim and where it came from.
func (t *terminal) claim(s *analyze.Summary) {
	switch {
	case s.Claim == "":
		t.line("No claim: stance was not judged.")
	case s.ClaimIsTarget:
		t.wrapped("Target ("+claimFrom(s)+"): ", clip(s.Claim, 5*t.width), "")
	default:
		t.wrapped("Claim ("+claimFrom(s)+"): ", clip(s.Claim, 5*t.width), "")
	}
}

// claims prints the claim that all articles with comments share, or that they
// differ.
func (t *terminal) claims(sums []*analyze.Summary) {
	var one *analyze.Summary
	for _, s := range sums {
		switch {
		case s.Found == 0:
		case one == nil:
			one = s
		case s.Claim != one.Claim || s.ClaimSource != one.ClaimSource:
			t.wrapped("", "Each article was judged against its own claim: see column claim of articles.csv.", "")
			return
		}
	}
	if one != nil {
		t.claim(one)
	}
}

func (t *terminal) article(s *analyze.Summary) {
	t.wrapped("", clip(name(s), 3*t.width), sgrBold)
	var meta []string
	for _, m := range []string{s.Source, day(s.Published)} {
		if m != "" && m != name(s) {
			meta = append(meta, m)
		}
	}
	if len(meta) > 0 {
		t.wrapped("", clip(strings.Join(meta, " · "), 2*t.width), sgrDim)
	}
	if s.Claim != "" || s.Found > 0 {
		t.claim(s)
	}
	t.line("")
	if s.Found == 0 {
		t.line("No comments found on this page.")
		t.warnings(s)
		return
	}
	t.line(fmt.Sprintf("%s found: %s scored, %s rejected.", counted(s.Found, "comment"), count(s.Scored), count(s.Rejected)))
	if s.Scored > 0 {
		t.line("")
		t.stance(s)
		t.line("")
		t.sentiment(s)
		t.telling(s, analyze.Against, "Most telling comments against the "+kind(s), sgrAgainst)
		t.telling(s, analyze.Favor, "Most telling comments in favor of the "+kind(s), sgrFavor)
	}
	t.warnings(s)
	t.line("")
	if m := methods(s); m != "" && s.Scored > 0 {
		t.wrapped("", m, sgrDim)
	}
}

func kind(s *analyze.Summary) string {
	if s.ClaimIsTarget {
		return "target"
	}
	return "claim"
}

// Columns of the tables under an article, right of the bar.
const (
	nameW  = 11 // with its indent
	countW = 12
	shareW = 8
	rangeW = 17
)

func (t *terminal) head(title, n, share, interval string) {
	left := padRight(title, t.width-countW-shareW-rangeW)
	t.line(t.bold(left) + t.dim(padLeft(n, countW)+padLeft(share, shareW)+padLeft(interval, rangeW)))
}

func (t *terminal) stance(s *analyze.Summary) {
	t.head("Stance toward the "+kind(s), "comments", "share", "95% interval")
	most := float64(slices.Max(s.Stances[:]))
	rows := []struct {
		name   string
		stance analyze.Stance
		share  analyze.Estimate
		sgr    string
		fill   string
	}{
		{"against", analyze.Against, s.AgainstShare, sgrAgainst, "█"},
		{"neutral", analyze.NeutralStance, s.NeutralShare, sgrNeutral, "█"},
		{"favor", analyze.Favor, s.FavorShare, sgrFavor, "█"},
		{"unclear", analyze.Unclear, s.UnclearShare, sgrDim, "░"},
	}
	for _, r := range rows {
		n := s.Stances[r.stance]
		share, interval := "–", "–"
		if r.stance == analyze.Unclear {
			share, interval = percent(r.share.Value)+"%", "of all scored"
		} else if sided(s) > 0 {
			share, interval = percent(r.share.Value)+"%", percent(r.share.Low)+" to "+percent(r.share.High)+"%"
		}
		t.row(r.name, r.sgr, bar(float64(n)/most, t.barW(), r.fill), count(n), share, interval)
	}
	if n := sided(s); n > 0 && n < s.Scored {
		t.wrapped("  ", fmt.Sprintf("Shares: of the %s with a clear stance, unclear ones left out.", counted(n, "comment")), sgrDim)
	}
}

func (t *terminal) barW() int { return t.width - nameW - countW - shareW - rangeW }

func (t *terminal) row(name, sgr, bar, n, share, interval string) {
	t.line(padRight("  "+name, nameW) + t.paint(sgr, bar) + strings.Repeat(" ", t.barW()-shown(bar)) +
		padLeft(n, countW) + padLeft(share, shareW) + padLeft(interval, rangeW))
}

// bar is a bar of share × width cells, in eighths of a cell for a solid one.
// Anything above zero shows.
func bar(share float64, width int, fill string) string {
	if share <= 0 {
		return ""
	}
	eighths := max(int(math.Round(share*float64(width)*8)), 1)
	if fill != "█" {
		return strings.Repeat(fill, max(1, (eighths+4)/8))
	}
	b := strings.Repeat(fill, eighths/8)
	if r := eighths % 8; r > 0 {
		b += string([]rune("▏▎▍▌▋▊▉")[r-1])
	}
	return b
}

func (t *terminal) sentiment(s *analyze.Summary) {
	n := sentimentScored(s)
	if n == 0 {
		t.line(t.bold("Sentiment"))
		t.line("  No comment was scored for sentiment.")
		return
	}
	t.head("Sentiment", "comments", "", "")
	most := float64(slices.Max(s.Sentiments[:]))
	for _, l := range []analyze.Label{analyze.Negative, analyze.Neutral, analyze.Positive} {
		k := s.Sentiments[l]
		t.row(LabelName(l), "", bar(float64(k)/most, t.barW(), "█"), count(k), "", "")
	}
	if k := s.Sentiments[analyze.Unscored]; k > 0 {
		t.row("no score", sgrDim, bar(float64(k)/most, t.barW(), "░"), count(k), "", "")
	}
	t.wrapped("  ", fmt.Sprintf("Mean %s, 95%% interval %s to %s, on a scale from −1 (negative) to +1.", signed(s.MeanSentiment), signed(s.SentimentLow), signed(s.SentimentHigh)), "")
	t.line("  " + t.dim("−1 ") + spark(s.Hist) + t.dim(" +1   how many comments at each score"))
}

// spark is the histogram as one character a bin. An empty bin is a dot; the
// fullest is a whole cell.
func spark(hist [analyze.HistogramBins]int) string {
	most := slices.Max(hist[:])
	var b strings.Builder
	for _, n := range hist {
		if n == 0 {
			b.WriteRune('·')
			continue
		}
		b.WriteRune([]rune("▁▂▃▄▅▆▇█")[(n*8-1)/most])
	}
	return b.String()
}

// quoteLines caps the lines of a quoted comment.
const quoteLines = 4

func (t *terminal) telling(s *analyze.Summary, st analyze.Stance, title, sgr string) {
	if len(s.Telling[st]) == 0 {
		return
	}
	t.line("")
	t.wrapped("", title, sgrBold)
	for i, told := range s.Telling[st] {
		v := &told.Judgment.Verdict
		who := told.Author
		if strings.TrimSpace(who) == "" {
			who = "unnamed"
		}
		about := fmt.Sprintf("comment %s", plain(told.CommentID))
		if p := side(v); p != nil {
			about += fmt.Sprintf(", %.0f%% sure", min(float64(*p)*100, 99)) // nothing is sure
		}
		if l := told.Judgment.Sentiment.Label; l != analyze.Unscored {
			about += ", sounds " + LabelName(l)
		}
		about = clip(about, t.width-30)
		lead := fmt.Sprintf("  %d. ", i+1)
		room := t.width - shown(lead) - shown(about) - 3
		reply := ""
		if told.ReplyTo != "" {
			reply = " " + clip("to "+plain(told.ReplyTo), room/2-1)
		}
		who = clip(who, room-shown(reply))
		t.line(lead + t.paint(sgr, who) + reply + t.dim(" ("+about+")"))
		why, marks := because(told.Full, v)
		t.quote("     ", told.Full, marks)
		if why != "" {
			t.wrapped("     ", why, sgrDim)
		}
	}
}

// quote prints the comment, or the part of it about its strongest evidence,
// with the evidence marked.
func (t *terminal) quote(indent, full string, marks []analyze.Evidence) {
	t.quoted = true
	width := t.width - shown(indent)
	g := glyphs(full, marks)
	room := quoteLines*width - 3*width/4 // lines seldom fill up
	if cells(g) > room {
		g = excerpt(g, full, marks, room)
	}
	if !t.color {
		g = bracket(g)
	}
	for i, l := range wrap(g, width) {
		if i == quoteLines {
			break
		}
		t.line(indent + t.marked(l))
	}
}

// excerpt cuts g to about room cells that hold the strongest mark.
func excerpt(g []glyph, full string, marks []analyze.Evidence, room int) []glyph {
	from := 0
	if len(marks) > 0 {
		// Glyphs lost their offsets; the strongest mark starts about as far into
		// them as into the text, at the next marked glyph.
		first := slices.IndexFunc(g, func(x glyph) bool { return x.marked })
		at := first
		for i := range glyphs(full[:min(max(marks[0].Start, 0), len(full))], nil) {
			at = i + 1
		}
		if first >= 0 && at < len(g) {
			for from = min(max(at, first), len(g)-1); from > 0 && cells(g[from:max(from, min(at, len(g)))]) < room/3; {
				from--
			}
		}
	}
	to, used := from, 0
	for to < len(g) && used+g[to].width <= room {
		used += g[to].width
		to++
	}
	if to < len(g) { // end at a word
		for k := to; k > from && k > to-20; k-- {
			if g[k].text == " " {
				to = k
				break
			}
		}
	} else { // the end is in: take more of what comes before
		for from > 0 && used+g[from-1].width <= room {
			from--
			used += g[from].width
		}
	}
	for k := from; k > 0 && k < min(from+20, to); k++ { // begin at a word
		if g[k-1].text == " " {
			from = k
			break
		}
	}
	out := slices.Clone(trimSpace(g[from:to]))
	dots := glyph{"…", 1, false}
	space := glyph{" ", 1, false}
	if from > 0 {
		out = slices.Insert(out, 0, dots, space)
	}
	if to < len(g) {
		out = append(out, space, dots)
	}
	return out
}

// bracket puts «guillemets» about marked glyphs, for want of underlining.
func bracket(g []glyph) []glyph {
	var out []glyph
	on := false
	for _, x := range g {
		if x.marked != on {
			if x.marked {
				out = append(out, glyph{"«", 1, false})
			} else {
				out = append(out, glyph{"»", 1, false})
			}
			on = x.marked
		}
		out = append(out, x)
	}
	if on {
		out = append(out, glyph{"»", 1, false})
	}
	return out
}

// marked prints a line of glyphs, underlining the marked ones if colour is on.
func (t *terminal) marked(l []glyph) string {
	if !t.color {
		return join(l)
	}
	var b strings.Builder
	for len(l) > 0 {
		n := 1
		for n < len(l) && l[n].marked == l[0].marked {
			n++
		}
		if l[0].marked {
			b.WriteString(t.paint(sgrEvidence, join(l[:n])))
		} else {
			b.WriteString(join(l[:n]))
		}
		l = l[n:]
	}
	return b.String()
}

func (t *terminal) legend() string {
	what := "«…» marks"
	if t.color {
		what = "Underlined are"
	}
	return what + " the words that weighed most, with their weights below: above zero for the claim, below zero against it."
}

// Most pieces of evidence shown for, and against, a verdict.
const (
	shownFor     = 4
	shownAgainst = 2
)

// phraseWidth is how much of a piece of evidence is repeated, in cells: the
// comment quoted above it has it whole.
const phraseWidth = 60

// because names the evidence that weighed most, what speaks for the verdict
// first, and returns the spans it names, strongest first. Evidence that says
// the same several times is named once.
func because(full string, v *analyze.Verdict) (why string, marks []analyze.Evidence) {
	var lists [2][]string // for the verdict, against it
	var times [2][]int
	room := [2]int{shownFor, shownAgainst}
	seen := map[string]int{} // where in its list a piece stands
	for _, e := range v.Evidence {
		from := min(max(e.Start, 0), len(full))
		span := phrase(full[from:min(max(e.End, from), len(full))], phraseWidth)
		p := plain(e.Cue)
		switch {
		case e.Cue == "":
			p = quoted(span)
		case span != "" && !strings.EqualFold(span, e.Cue):
			p += " “" + span + "”"
		}
		if e.Met != "" {
			p += " about “" + clip(e.Met, 30) + "”"
		}
		if p == "" {
			continue
		}
		p += " " + signed(e.Weight)
		side := 0
		if v.Stance == analyze.Favor && e.Weight < 0 || v.Stance == analyze.Against && e.Weight > 0 {
			side = 1
		}
		key := strings.ToLower(p)
		i, ok := seen[key]
		if !ok {
			if len(lists[side]) == room[side] {
				continue
			}
			i = len(lists[side])
			seen[key] = i
			lists[side] = append(lists[side], p)
			times[side] = append(times[side], 0)
		}
		times[side][i]++
		marks = append(marks, e)
	}
	for side, list := range lists {
		for i := range list {
			if n := times[side][i]; n > 1 {
				list[i] += fmt.Sprintf(" (%d times)", n)
			}
		}
	}
	switch {
	case len(lists[0]) > 0 && len(lists[1]) > 0:
		why = "because: " + strings.Join(lists[0], "; ") + "; despite: " + strings.Join(lists[1], "; ")
	case len(lists[0]) > 0:
		why = "because: " + strings.Join(lists[0], "; ")
	case len(lists[1]) > 0:
		why = "despite: " + strings.Join(lists[1], "; ")
	}
	return why, marks
}

func (t *terminal) warnings(s *analyze.Summary) {
	if len(s.Warnings) == 0 {
		return
	}
	t.line("")
	for _, w := range s.Warnings {
		t.wrapped("! ", w, sgrWarning)
	}
}

// table prints one line an article and the total.
func (t *terminal) table(sums []*analyze.Summary, total *analyze.Summary) {
	const (
		pctW  = 8
		meanW = 7
	)
	nW := len(" comments")
	for _, s := range sums {
		nW = max(nW, shown(count(s.Scored))+1)
	}
	if total != nil {
		nW = max(nW, shown(count(total.Scored))+1)
	}
	titleW := t.width - nW - 4*pctW - meanW
	cols := func(n, a, ne, f, u, m string) string {
		return padLeft(n, nW) + padLeft(a, pctW) + padLeft(ne, pctW) + padLeft(f, pctW) + padLeft(u, pctW) + padLeft(m, meanW)
	}
	row := func(title string, s *analyze.Summary, sgr string) {
		left := padRight(clip(title, titleW-1), titleW)
		if s.Found == 0 {
			t.line(t.paint(sgr, left) + t.dim(" no comments found"))
			return
		}
		a, ne, f, u, m := "–", "–", "–", "–", "–"
		if sided(s) > 0 {
			a, ne, f = whole(s.AgainstShare), whole(s.NeutralShare), whole(s.FavorShare)
		}
		if s.Scored > 0 {
			u = whole(s.UnclearShare)
		}
		if sentimentScored(s) > 0 {
			m = signed(s.MeanSentiment)
		}
		t.line(t.paint(sgr, left) + cols(count(s.Scored), a, ne, f, u, m))
	}
	if len(sums) > FullReports {
		t.claims(sums)
		t.line("")
	}
	t.line(t.bold(padRight(counted(len(sums), "article"), titleW)) + t.dim(cols("comments", "against", "neutral", "favor", "unclear", "mean")))
	warned, without, rejected := 0, 0, 0
	for _, s := range sums {
		row(name(s), s, "")
		rejected += s.Rejected
		if len(s.Warnings) > 0 {
			warned++
		}
		if s.Found == 0 {
			without++
		}
	}
	if total != nil {
		t.line(t.dim(strings.Repeat("─", t.width)))
		row("All articles", total, sgrBold)
	}
	t.line("")
	note := "comments: scored ones. against, neutral, favor: shares of those whose stance toward the article's claim is clear. " +
		"unclear: share of all scored. mean: mean sentiment, from −1 (negative) to +1 (positive)."
	t.wrapped("", note, sgrDim)
	if rejected > 0 {
		t.wrapped("! ", counted(rejected, "comment")+" found could not be read or scored.", sgrWarning)
	}
	if without > 0 {
		t.wrapped("! ", "No comments found on "+counted(without, "page")+".", sgrWarning)
	}
	if warned > 0 && len(sums) > FullReports {
		t.wrapped("! ", counted(warned, "article")+" with warnings, such as too few comments for narrow intervals: see column warnings of articles.csv.", sgrWarning)
	}
	if total != nil {
		if m := methods(total); m != "" {
			t.wrapped("", m, sgrDim)
		}
	}
}

// whole is a share in whole percents.
func whole(e analyze.Estimate) string { return fmt.Sprintf("%.0f%%", e.Value*100) }
