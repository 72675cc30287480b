package article

// hackerNewsFormat reads item trees and search results of the Algolia API
// (https://hn.algolia.com/api).
func hackerNewsFormat() Format {
	return platform("hackernews", "Hacker News: item trees and search results of the Algolia API",
		func(head []byte) bool {
			return hasKeys(head, "created_at_i", "children") || hasKeys(head, "created_at_i", "story_id") || hasKeys(head, "hits", "objectID", "comment_text")
		},
		stateless, func(_ struct{}, s *sink, v jsonValue) {
			if hits := v.get("hits"); hits.is(jsonArray) {
				hits.each(func(_ string, h jsonValue) bool {
					a := hackerNewsStory(s, h.get("story_id").text(), Article{Title: h.get("story_title").text(), URL: h.get("story_url").text()})
					hackerNewsComment(s, h, a, "")
					return !s.stopped
				})
				return
			}
			var a string
			visit := func(v jsonValue, parent string) (string, jsonValue) {
				if v.get("type").str() == "pollopt" {
					return "", jsonValue{}
				}
				return hackerNewsComment(s, v, a, parent), v.get("children")
			}
			if kind := v.get("type").str(); kind == "comment" {
				a = hackerNewsStory(s, v.get("story_id").text(), Article{})
				id, list := visit(v, "")
				walkReplies(list, id, visit)
				return
			}
			a = hackerNewsStory(s, v.get("id").text(), Article{Title: v.get("title").text(), URL: v.get("url").text(), Byline: v.get("author").text(),
				Published: jsonDate(v.get("created_at")), Body: plainText(v.get("text").text())})
			walkReplies(v.get("children"), "", visit)
		})
}

func hackerNewsStory(s *sink, id string, a Article) string {
	a.ID = id
	if a.URL == "" && id != "" {
		a.URL = "https://news.ycombinator.com/item?id=" + id
	}
	return s.article(a)
}

func hackerNewsComment(s *sink, v jsonValue, article, parent string) string {
	c := Comment{ArticleID: article, Line: v.line(), ID: first(v.get("id").text(), v.get("objectID").text()), ParentID: plainParent(v.get("parent_id").text(), article),
		Author: v.get("author").text(), Text: first(v.get("text").text(), v.get("comment_text").text()), Posted: jsonDate(v.get("created_at")), Up: parseCount(v.get("points").text())}
	if c.ID == "" {
		c.ID = s.freshID()
	}
	if c.ParentID == "" {
		c.ParentID = parent
	}
	if why := deletedText(c.Text); c.Text == "" && c.Author == "" || why != "" {
		s.reject(article, c.Line, first(why, "the comment was deleted or is dead"), c.ID)
	} else {
		s.comment(&c)
	}
	return c.ID
}
