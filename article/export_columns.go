package article

import (
	"fmt"
	"maps"
	"slices"
	"strings"
)

// role is what a column of an export holds.
type role uint8

const (
	roleNone role = iota
	roleText
	roleTitle
	roleID
	roleParent
	roleAuthor
	rolePosted
	roleUp
	roleDown
	roleArticle
	roleURL
	roleArticleTitle
	roleSummary
	roleByline
	rolePublished
	roleBody
	roleClaim
	roleTarget
	roleGone // the comment is marked as deleted or spam
	roleCount
)

// roles names every role as --map spells it, with the column names that are
// recognised for it: in any case, and with any punctuation or none ("Comment
// Body", "comment_body" and "commentBody" are one). The first name that is
// there wins, so the surest stand first.
var roles = [roleCount]struct {
	name    string
	columns string
}{
	roleText: {"text", "text commenttext commentbody commentcontent commentmessage body comment content message fulltext textoriginal textdisplay rawmessage bodymarkdown cooked posttext postbody postcontent " +
		"tweettext tweet replytext comments reviewtext reviewbody review reply post com kommentar kommentartext commentaire comentario commento reactie opmerking texto texte testo tekst inhalt nachricht meinung mensaje"},
	roleTitle: {"title", "commenttitle commentsubject subject commentheadline posttitle reviewtitle summarytitle title"},
	roleID:    {"id", "commentid postnumber id messageid replyid tweetid reviewid contentuuid commentkey cid uuid key kommentarid objectid nr no"},
	roleParent: {"parent", "parentid parentcommentid inreplyto inreplytoid replytopostnumber replytoid isreplyto inreplytocommentid replytocommentid replyto commentparent inreplytostatusid parentuuid " +
		"parentkey parentpostid parent responseto responsetoid resto antwortauf"},
	roleAuthor: {"author", "authorname commentauthor authordisplayname userdisplayname displayname author username screenname nickname nick commenter commentby user poster by from fromname name userhandle " +
		"reviewername owner handle userid authorid authorusername postedby actoruuid autor auteur autore verfasser benutzer benutzername nutzer nutzername usuario utente"},
	rolePosted: {"posted", "createdutc createdat timeparsed createdate createddate timestamp commentdate commentpublished posteddate createdtime created publishedat dateposted postedat posted postdate datetime date time " +
		"createtime writtenat submitteddate commenteddate commentedat datecreated creationdate updatedat isodatetime datum fecha"},
	roleUp: {"up", "votesup upvotes upvotecount ups likes likecount totallikes commentlikecount thumbsup posvotes recommendations recommendationcount numrecommends up positivevotes points score votes favoritecount favouritescount " +
		"diggcount numlikes reactions reactioncount"},
	roleDown:         {"down", "votesdown downvotes downvotecount downs dislikes dislikecount totaldislikes thumbsdown negvotes down negativevotes"},
	roleArticle:      {"article", "articleid linkid storyid threadid submissionid discussionid conversationid articlekey assetid videoid newsid pageid postid documentid docid contentid topicid article artikelid thread post"},
	roleURL:          {"url", "articleurl storyurl pageurl asseturl linkurl url link sourceurl weburl uri"},
	roleArticleTitle: {"article_title", "articletitle articleheadline headline storytitle linktitle threadtitle pagetitle videotitle newstitle debatetitle discussiontitle"},
	roleSummary:      {"article_description", "articledescription articlesummary articleabstract abstract summary snippet standfirst teaser description"},
	roleByline:       {"article_author", "articleauthor byline articlebyline"},
	rolePublished:    {"article_published", "articlepublished articledate articlepubdate pubdate publicationdate publisheddate published"},
	roleBody:         {"article_body", "articlebody articletext articlecontent"},
	roleClaim:        {"claim", "claim articleclaim"},
	roleTarget:       {"target", "target topicphrase"},
	roleGone:         {"deleted", "isdeleted deleted isremoved removed isspam spam"},
}

// MapFields lists the fields that Options.Map can name, in order.
func MapFields() []string {
	var out []string
	for r := roleText; r < roleCount; r++ {
		out = append(out, roles[r].name)
	}
	return out
}

// Column says how a column of an export is read.
type Column struct {
	Name  string // as the export spells it
	Field string // one of MapFields; "" when the column is not used
}

// plainName folds a column name to its letters and digits in lower case.
func plainName(s string) string {
	return strings.Map(func(r rune) rune {
		switch {
		case r >= 'a' && r <= 'z', r >= '0' && r <= '9', r >= 0x80:
			return r
		case r >= 'A' && r <= 'Z':
			return r + 'a' - 'A'
		}
		return -1
	}, s)
}

// columns finds what each of the names holds: first by what the user says,
// then by the usual names. head are the first rows, to settle whose title a
// column "title" is.
func columns(names []string, given map[string]string, head []Row) (map[string]role, error) {
	out := make(map[string]role, len(names))
	var taken [roleCount]bool
	for _, field := range slices.Sorted(maps.Keys(given)) {
		r := slices.IndexFunc(roles[:], func(x struct{ name, columns string }) bool { return x.name == plainField(field) })
		if r <= 0 {
			return nil, fmt.Errorf("--map names %q, which is not a field; the fields are %s", field, strings.Join(MapFields(), ", "))
		}
		want := given[field]
		if want == "" { // "--map title=" leaves the field empty
			taken[r] = true
			continue
		}
		i := slices.Index(names, want)
		if i < 0 {
			i = slices.IndexFunc(names, func(n string) bool { return plainName(n) == plainName(want) && plainName(n) != "" })
		}
		if i < 0 {
			return nil, fmt.Errorf("--map %s=%s names a column that is not there; the columns are %s", field, want, quoteList(names))
		}
		if was := out[names[i]]; was != roleNone {
			return nil, fmt.Errorf("--map uses the column %q both as %s and as %s", names[i], roles[was].name, roles[r].name)
		}
		out[names[i]], taken[r] = role(r), true
	}
	plain := map[string]string{}
	for _, n := range slices.Backward(names) {
		if _, used := out[n]; !used && plainName(n) != "" {
			plain[plainName(n)] = n
		}
	}
	for r := roleText; r < roleCount; r++ {
		if taken[r] {
			continue
		}
		for c := range strings.FieldsSeq(roles[r].columns) {
			if n, ok := plain[c]; ok {
				out[n], taken[r] = r, true
				delete(plain, c)
				break
			}
		}
	}
	if !taken[roleText] {
		return nil, fmt.Errorf("no column is known to hold the comments; the columns are %s. Say which one with --map text=COLUMN", quoteList(names))
	}
	// Beside an article, a "title" that does not change is the article's.
	if n, ok := columnOf(out, roleTitle); ok && plainName(n) == "title" && given["title"] == "" && !taken[roleArticleTitle] && titleIsArticles(n, out, head) {
		out[n] = roleArticleTitle
	}
	return out, nil
}

// plainField allows "parent_id" and the like for the names of fields.
func plainField(s string) string {
	switch s = strings.ToLower(strings.TrimSpace(s)); s {
	case "parent_id":
		return "parent"
	case "article_id":
		return "article"
	case "votes_up":
		return "up"
	case "votes_down":
		return "down"
	case "summary":
		return "article_description"
	case "date", "created":
		return "posted"
	}
	return s
}

func columnOf(cols map[string]role, r role) (string, bool) {
	for n, x := range cols {
		if x == r {
			return n, true
		}
	}
	return "", false
}

// titleIsArticles reports whether, in the first rows, the title is the same
// for all comments of an article, and at least one article has two.
func titleIsArticles(column string, cols map[string]role, head []Row) bool {
	by, ok := columnOf(cols, roleArticle)
	if !ok {
		if by, ok = columnOf(cols, roleURL); !ok {
			return false
		}
	}
	titles, again := map[string]string{}, false
	for _, row := range head {
		a, _ := row.Get(by)
		t, _ := row.Get(column)
		if was, ok := titles[a]; ok {
			if was != t {
				return false
			}
			again = again || t != ""
		}
		titles[a] = t
	}
	return again
}

func quoteList(names []string) string {
	if len(names) == 0 {
		return "none"
	}
	var b strings.Builder
	for i, n := range names {
		if i > 0 {
			b.WriteString(", ")
		}
		if i == 30 {
			fmt.Fprintf(&b, "and %d more", len(names)-i)
			break
		}
		fmt.Fprintf(&b, "%q", startOf(n))
	}
	return b.String()
}
