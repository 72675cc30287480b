package article

import "strings"

// nytFormat reads pages of the New York Times community API, versions 2 and 3
// (https://developer.nytimes.com/docs/community-api-product/1/overview).
func nytFormat() Format {
	return platform("nyt", "New York Times community API: pages of comments with their replies",
		func(head []byte) bool {
			return hasKeys(head, "results", "commentBody") && (hasKeys(head, "commentSequence") || hasKeys(head, "commentID"))
		},
		stateless, func(_ struct{}, s *sink, v jsonValue) {
			list := v.get("results", "comments")
			if !list.is(jsonArray) {
				s.strange("", v, "the page has no list results.comments")
				return
			}
			walkReplies(list, "", func(c jsonValue, parent string) (string, jsonValue) {
				url := c.get("assetURL").text()
				a := s.article(Article{ID: first(c.get("assetID").text(), url), URL: url, Title: c.get("assetTitle").text()})
				id := first(c.get("commentID").text(), c.get("commentSequence").text())
				if id == "" {
					id = s.freshID()
				}
				out := Comment{ArticleID: a, Line: c.line(), ID: id, ParentID: first(plainParent(c.get("parentID").text(), a), parent),
					Author: first(c.get("userDisplayName").text(), c.get("display_name").text()), Title: c.get("commentTitle").text(), Text: c.get("commentBody").text(),
					Posted: first3(jsonDate(c.get("createDate")), jsonDate(c.get("approveDate")), jsonDate(c.get("updateDate"))),
					Up:     parseCount(first(c.get("recommendations").text(), c.get("recommendationCount").text()))}
				if status := c.get("status").str(); status != "" && status != "approved" {
					s.reject(a, out.Line, "the comment is not published: its status is "+strings.ToLower(startOf(status)), out.Text)
				} else {
					s.comment(&out)
				}
				return id, c.get("replies")
			})
		})
}

func first3(dates ...Date) Date {
	for _, d := range dates {
		if !d.IsZero() {
			return d
		}
	}
	return Date{}
}

// guardianFormat reads pages of the Guardian's discussion API
// (https://discussion.theguardian.com/discussion-api/, described at
// https://github.com/guardian/discussion-rendering).
func guardianFormat() Format {
	return platform("guardian", "Guardian discussion API: pages of a discussion with responses",
		func(head []byte) bool {
			return hasKeys(head, "userProfile") && (hasKeys(head, "discussion") || hasKeys(head, "numRecommends") || hasKeys(head, "isoDateTime"))
		},
		stateless, func(_ struct{}, s *sink, v jsonValue) {
			d := v.get("discussion")
			list := d.get("comments")
			if !list.is(jsonArray) {
				list = v.get("comments")
			}
			if c := v.get("comment"); c.is(jsonObject) { // one comment alone
				d = c.get("discussion")
				list = v
			}
			a := s.article(Article{ID: d.get("key").text(), URL: d.get("webUrl").text(), Title: d.get("title").text()})
			visit := func(c jsonValue, parent string) (string, jsonValue) {
				id := c.get("id").text()
				if id == "" {
					id = s.freshID()
				}
				out := Comment{ArticleID: a, Line: c.line(), ID: id, ParentID: first(plainParent(c.get("responseTo", "commentId").text(), a), parent),
					Author: c.get("userProfile", "displayName").text(), Text: c.get("body").text(), Up: parseCount(c.get("numRecommends").text()),
					Posted: first3(jsonDate(c.get("isoDateTime")), jsonDate(c.get("date")))}
				if status := c.get("status").str(); status != "" && status != "visible" {
					s.reject(a, out.Line, "the comment was removed by moderators", id)
				} else {
					s.comment(&out)
				}
				return id, c.get("responses")
			}
			if list == v {
				id, replies := visit(v.get("comment"), "")
				walkReplies(replies, id, visit)
				return
			}
			walkReplies(list, "", visit)
		})
}
