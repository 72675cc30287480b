package report

import (
	"bufio"
	"fmt"
	"io"
	"regexp"
	"strings"

	"standpoint/analyze"
)

// Markdown writes the report for write-ups, in CommonMark with the tables of
// GitHub. charts are the paths of images to show, relative to where the
// Markdown will lie; total is the summary of all articles together, nil for
// none; notes are warnings about the whole run.
func Markdown(w io.Writer, sums []*analyze.Summary, total *analyze.Summary, charts, notes []string) error {
	m := &markdown{bufio.NewWriter(w)}
	m.line("# Reader comments: stance and sentiment")
	m.line("")
	m.line("| article | comments | against | neutral | favor | unclear | mean sentiment |")
	m.line("| --- | ---: | ---: | ---: | ---: | ---: | ---: |")
	for _, s := range sums {
		m.row(escapeMarkdown(name(s)), s)
	}
	if total != nil && len(sums) > 1 {
		m.row("**All articles**", total)
	}
	m.line("")
	m.line("Comments are those scored. Against, neutral and favor are shares of the comments whose stance toward the article's claim is clear, " +
		"with their 95% Wilson intervals in brackets; unclear is a share of all scored comments. Sentiment runs from −1 (negative) to +1 (positive).")
	for i, note := range notes {
		if i == 0 {
			m.line("")
		}
		m.line("- " + escapeMarkdown(note))
	}
	for _, c := range charts {
		m.line("")
		m.line("![" + escapeMarkdown(c) + "](<" + strings.NewReplacer("<", "%3C", ">", "%3E", "\n", "%0A").Replace(c) + ">)")
	}
	for _, s := range sums {
		m.article(s)
	}
	return m.Flush()
}

type markdown struct{ *bufio.Writer }

func (m *markdown) line(s string) { m.WriteString(s + "\n") }

func (m *markdown) row(title string, s *analyze.Summary) {
	share := func(e analyze.Estimate, n int) string {
		if n == 0 {
			return "–"
		}
		return fmt.Sprintf("%s%% [%s, %s]", percent(e.Value), percent(e.Low), percent(e.High))
	}
	mean := "–"
	if sentimentScored(s) > 0 {
		mean = fmt.Sprintf("%s [%s, %s]", signed(s.MeanSentiment), signed(s.SentimentLow), signed(s.SentimentHigh))
	}
	m.line(fmt.Sprintf("| %s | %s | %s | %s | %s | %s | %s |", title, count(s.Scored),
		share(s.AgainstShare, sided(s)), share(s.NeutralShare, sided(s)), share(s.FavorShare, sided(s)), share(s.UnclearShare, s.Scored), mean))
}

func (m *markdown) article(s *analyze.Summary) {
	m.line("")
	m.line("## " + escapeMarkdown(name(s)))
	m.line("")
	if s.Claim != "" {
		m.line(fmt.Sprintf("%s (%s): %s", strings.ToUpper(kind(s)[:1])+kind(s)[1:], claimFrom(s), escapeMarkdown(s.Claim)))
		m.line("")
	}
	if s.Found == 0 {
		m.line("No comments found on this page.")
		return
	}
	m.line(fmt.Sprintf("%s found: %s scored, %s rejected. Against %s, neutral %s, favor %s, unclear %s. Negative %s, neutral %s, positive %s.",
		counted(s.Found, "comment"), count(s.Scored), count(s.Rejected),
		count(s.Stances[analyze.Against]), count(s.Stances[analyze.NeutralStance]), count(s.Stances[analyze.Favor]), count(s.Stances[analyze.Unclear]),
		count(s.Sentiments[analyze.Negative]), count(s.Sentiments[analyze.Neutral]), count(s.Sentiments[analyze.Positive])))
	m.telling(s, analyze.Against, "Most telling comments against the "+kind(s))
	m.telling(s, analyze.Favor, "Most telling comments in favor of the "+kind(s))
	if len(s.Warnings) > 0 {
		m.line("")
		m.line("Mind:")
		m.line("")
		for _, w := range s.Warnings {
			m.line("- " + escapeMarkdown(w))
		}
	}
	if by := methods(s); by != "" && s.Scored > 0 {
		m.line("")
		m.line(escapeMarkdown(by))
	}
}

func (m *markdown) telling(s *analyze.Summary, st analyze.Stance, title string) {
	if len(s.Telling[st]) == 0 {
		return
	}
	m.line("")
	m.line("### " + title)
	for _, told := range s.Telling[st] {
		who := escapeMarkdown(told.Author)
		if who == "" {
			who = "unnamed"
		}
		v := &told.Judgment.Verdict
		why, marks := because(told.Full, v)
		g := glyphs(told.Full, marks)
		const room = 600
		if cells(g) > room {
			g = excerpt(g, told.Full, marks, room)
		}
		m.line("")
		m.line("> " + escapeMarkdown(join(bracket(g))))
		m.line(">")
		m.line(fmt.Sprintf("> — %s, comment %s", who, escapeMarkdown(told.CommentID)))
		if why != "" {
			m.line(">")
			m.line("> " + escapeMarkdown(why))
		}
	}
}

var (
	markup      = regexp.MustCompile("[\\\\`*_\\[\\]<>#|~&!$@]|://|www\\.")
	blockMarkup = regexp.MustCompile(`^([-+=]|[0-9]+[.)])`)
)

// escapeMarkdown is s on one line, cleaned, with nothing that Markdown would
// read as markup, a link or a mention.
func escapeMarkdown(s string) string {
	s = markup.ReplaceAllStringFunc(plain(s), func(x string) string {
		if x == "www." {
			return `www\.`
		}
		return `\` + x
	})
	return blockMarkup.ReplaceAllStringFunc(s, func(x string) string { return x[:len(x)-1] + `\` + x[len(x)-1:] })
}
