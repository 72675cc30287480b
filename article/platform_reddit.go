package article

import (
	"io"
	"strings"
)

// redditFormat reads the monthly dumps of comments (RC_*) and submissions
// (RS_*), one JSON object a line, and threads as the site serves them at
// …/comments/ID.json. Fields are those of https://www.reddit.com/dev/api/ and
// https://github.com/reddit-archive/reddit/wiki/JSON: "t1_" marks a comment,
// "t3_" a submission.
func redditFormat() Format {
	return Format{
		Name: "reddit",
		Doc:  "Reddit: dumps of comments and submissions, and threads saved as .json",
		Sniff: func(_ string, head []byte) bool {
			return isJSON(head) && (hasKeys(head, "kind", "Listing") || hasKeys(head, "link_id", "body", "parent_id") ||
				hasKeys(head, "subreddit") && (hasKeys(head, "selftext") || hasKeys(head, "body", "link_id")))
		},
		Read: export(func(s *sink, r io.Reader, head []byte, opt Options) error {
			if startsWith(head, "[") || hasKeys(head, "kind", "Listing") {
				return documents(s, r, opt, func(v jsonValue) { redditThread(s, v) })
			}
			var doc jsonDoc
			return jsonLines(r, func(rec jsonRecord) bool {
				problem := rec.problem
				if problem == "" {
					if err := doc.parse(rec.raw, maxRowNodes); err != nil {
						problem = err.Error()
					}
				}
				if problem != "" {
					return s.reject("", rec.line, problem, rec.raw)
				}
				redditThing(s, doc.root(), rec.line, "")
				return !s.stopped
			})
		}),
	}
}

// redditThread visits a listing with the replies nested in it.
func redditThread(s *sink, v jsonValue) {
	visit := func(v jsonValue, parent string) (string, jsonValue) {
		switch v.get("kind").str() {
		case "Listing":
			return parent, v.get("data", "children")
		case "more": // ids of replies that the site did not send: not in this input
			return "", jsonValue{}
		}
		line := v.line()
		if data := v.get("data"); data.is(jsonObject) {
			v = data
		}
		return redditThing(s, v, line, parent), v.get("replies", "data", "children")
	}
	_, list := visit(v, "")
	walkReplies(list, "", visit)
}

// redditThing passes on a comment or a submission and returns its id.
func redditThing(s *sink, v jsonValue, line int, parent string) string {
	if !v.is(jsonObject) {
		s.reject("", line, "the record is not a JSON object", v.raw())
		return ""
	}
	// One pass over the many fields.
	var id, link, up, author, body, title, selftext, url, permalink, linkTitle, score, ups, downs, created string
	var isComment, isPost bool
	v.each(func(key string, f jsonValue) bool {
		switch key {
		case "id":
			id = f.text()
		case "link_id":
			link = f.text()
		case "parent_id":
			up = f.text()
		case "author":
			author = f.text()
		case "body":
			body, isComment = f.text(), true
		case "title":
			title, isPost = f.text(), true
		case "selftext":
			selftext = f.text()
		case "url":
			url = f.text()
		case "permalink":
			permalink = f.text()
		case "link_title":
			linkTitle = f.text()
		case "score":
			score = f.text()
		case "ups":
			ups = f.text()
		case "downs":
			downs = f.text()
		case "created_utc":
			created = f.text()
		}
		return true
	})
	if author == "[deleted]" || author == "[removed]" {
		author = ""
	}
	link = strings.TrimPrefix(link, "t3_")
	switch {
	case isComment:
		if link == "" {
			link = baseID(s.name)
		}
		if known, ok := s.articles[link]; ok {
			link = known
		} else {
			link = s.article(Article{ID: link, Title: oneLine(plainText(linkTitle)), URL: "https://www.reddit.com/comments/" + link + "/"})
		}
		c := Comment{ID: id, ArticleID: link, Line: line, Author: author, Text: body, Posted: parseDate(created, false)}
		if c.Up, c.Down = parseCount(score), parseCount(downs); score == "" {
			c.Up = parseCount(ups)
		}
		if c.ID == "" {
			c.ID = s.freshID()
		}
		if p, ok := strings.CutPrefix(up, "t1_"); ok {
			c.ParentID = p
		} else if up == "" {
			c.ParentID = parent
		}
		if why := deletedText(body); why != "" {
			s.reject(link, line, why, id)
		} else {
			s.comment(&c)
		}
		return c.ID
	case isPost:
		a := Article{ID: id, Title: oneLine(plainText(title)), Byline: author, Published: parseDate(created, false), URL: url}
		if deletedText(selftext) == "" {
			a.Body = plainText(selftext)
		}
		if permalink != "" && (url == "" || strings.Contains(url, permalink)) {
			a.URL = "https://www.reddit.com" + permalink
		}
		s.article(a)
		return ""
	}
	s.reject("", line, "the record is neither a comment nor a submission", v.raw())
	return id
}
