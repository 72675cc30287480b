package article

import "strings"

// facebookFormat reads posts with their comments, and pages of comments, as
// the Graph API gives them
// (https://developers.facebook.com/docs/graph-api/reference/comment).
func facebookFormat() Format {
	return platform("facebook", "Facebook: posts and comments of the Graph API",
		func(head []byte) bool {
			return hasKeys(head, "created_time", "message") && (hasKeys(head, "data") || hasKeys(head, "from"))
		},
		stateless, func(_ struct{}, s *sink, v jsonValue) {
			article := ""
			visit := func(v jsonValue, parent string) (string, jsonValue) {
				replies := v.get("comments", "data")
				if facebookPost(v) {
					article = s.article(Article{ID: v.get("id").text(), Title: oneLine(v.get("name").text()), Summary: v.get("message").text(), Byline: v.get("from", "name").text(),
						URL: first(v.get("permalink_url").text(), v.get("link").text()), Published: jsonDate(v.get("created_time"))})
					return "", replies
				}
				id := v.get("id").text()
				a := article
				if a == "" { // "POST_COMMENT"
					a, _, _ = strings.Cut(id, "_")
					if a == id {
						a = ""
					}
				}
				a = s.article(Article{ID: a})
				if id == "" {
					id = s.freshID()
				}
				s.comment(&Comment{ArticleID: a, Line: v.line(), ID: id, ParentID: first(v.get("parent", "id").text(), parent), Author: v.get("from", "name").text(),
					Text: v.get("message").text(), Posted: jsonDate(v.get("created_time")), Up: parseCount(first(v.get("like_count").text(), v.get("likes", "summary", "total_count").text()))})
				return id, replies
			}
			if list := v.get("data"); list.is(jsonArray) {
				walkReplies(list, "", visit)
				return
			}
			id, list := visit(v, "")
			walkReplies(list, id, visit)
		})
}

// facebookPost tells a post from a comment: only the latter can be a reply.
func facebookPost(v jsonValue) bool {
	for _, key := range [...]string{"parent", "comment_count", "can_remove", "can_hide", "user_likes", "can_comment", "like_count"} {
		if v.get(key).d != nil {
			return false
		}
	}
	return v.get("comments").is(jsonObject)
}

// mastodonFormat reads the context of a status, and statuses one after the
// other, the status that opens the thread first
// (https://docs.joinmastodon.org/methods/statuses/#context).
func mastodonFormat() Format {
	type state struct {
		root map[string]string // article of a status, by its id
		last string            // the article last opened
	}
	return platform("mastodon", "Mastodon: statuses and the context of a status",
		func(head []byte) bool {
			return hasKeys(head, "ancestors", "descendants") || hasKeys(head, "in_reply_to_id", "account", "content")
		},
		func(*sink) *state { return &state{root: map[string]string{}} },
		func(st *state, s *sink, v jsonValue) {
			up := func(v jsonValue) string { return v.get("in_reply_to_id").text() }
			post := func(v jsonValue) {
				id := v.get("id").text()
				a := s.article(Article{ID: id, URL: first(v.get("card", "url").text(), v.get("url").text(), v.get("uri").text()), Title: oneLine(plainText(v.get("card", "title").text())),
					Summary: plainText(v.get("content").text()), Byline: first(v.get("account", "display_name").text(), v.get("account", "acct").text()), Published: jsonDate(v.get("created_at"))})
				st.root[id], st.last = a, a
			}
			comment := func(v jsonValue) {
				id, parent := v.get("id").text(), up(v)
				a, ok := st.root[parent]
				if !ok {
					if a = st.last; a == "" {
						a = s.article(Article{ID: parent})
						st.last = a
					}
				}
				if len(st.root) >= repeatWindow { // forget old threads
					clear(st.root)
				}
				st.root[strings.Clone(id)] = a
				s.comment(&Comment{ArticleID: a, Line: v.line(), ID: id, ParentID: plainParent(parent, a), Author: first(v.get("account", "acct").text(), v.get("account", "username").text()),
					Title: v.get("spoiler_text").text(), Text: v.get("content").text(), Posted: jsonDate(v.get("created_at")), Up: parseCount(v.get("favourites_count").text())})
			}
			status := func(_ string, v jsonValue) bool {
				switch {
				case !v.get("content").some():
					s.strange(st.last, v, "the record is not a status")
				case up(v) == "":
					post(v)
				default:
					comment(v)
				}
				return !s.stopped
			}
			replies := v.get("descendants")
			if !replies.is(jsonArray) {
				status("", v)
				return
			}
			above := false
			v.get("ancestors").each(func(_ string, r jsonValue) bool { above = true; return status("", r) })
			// A context does not hold the status itself. If that opens the thread
			// and was not given before, the first reply names it.
			ids := map[string]bool{}
			replies.each(func(_ string, r jsonValue) bool { ids[r.get("id").text()] = true; return true })
			replies.each(func(_ string, r jsonValue) bool {
				p := up(r)
				if p == "" || ids[p] {
					return true
				}
				if _, known := st.root[p]; !known && !above {
					st.last = s.article(Article{ID: p})
					st.root[p] = st.last
				}
				return false
			})
			replies.each(status)
		})
}

// blueskyFormat reads threads as app.bsky.feed.getPostThread gives them
// (https://docs.bsky.app/docs/api/app-bsky-feed-get-post-thread).
func blueskyFormat() Format {
	return platform("bluesky", "Bluesky: threads of app.bsky.feed.getPostThread",
		func(head []byte) bool {
			return strings.Contains(string(head), `"app.bsky.feed.`) && hasKeys(head, "thread")
		},
		stateless, func(_ struct{}, s *sink, v jsonValue) {
			s.plain = true
			top := v.get("thread")
			var above []jsonValue // from the post asked for up to the first of the thread
			for p := top; p.get("post").is(jsonObject); p = p.get("parent") {
				above = append(above, p)
			}
			if len(above) == 0 {
				s.strange("", v, "the thread has no post: it was deleted or is hidden")
				return
			}
			root := above[len(above)-1].get("post")
			a := s.article(Article{ID: root.get("uri").text(), URL: first(root.get("record", "embed", "external", "uri").text(), blueskyURL(root)),
				Title: root.get("record", "embed", "external", "title").text(), Summary: root.get("record", "text").text(),
				Byline: first(root.get("author", "displayName").text(), root.get("author", "handle").text()), Published: jsonDate(root.get("record", "createdAt"))})
			visit := func(v jsonValue, parent string) (string, jsonValue) {
				post := v.get("post")
				if !post.is(jsonObject) {
					why := "the post was deleted"
					if v.get("blocked").is(jsonTrue) {
						why = "the post is blocked"
					}
					s.reject(a, v.line(), why, v.get("uri").text())
					return v.get("uri").text(), jsonValue{}
				}
				id := post.get("uri").text()
				s.comment(&Comment{ArticleID: a, Line: v.line(), ID: id, ParentID: plainParent(first(post.get("record", "reply", "parent", "uri").text(), parent), a),
					Author: post.get("author", "handle").text(), Text: post.get("record", "text").text(), Posted: jsonDate(post.get("record", "createdAt")), Up: parseCount(post.get("likeCount").text())})
				return id, v.get("replies")
			}
			for i := len(above) - 2; i >= 0; i-- {
				visit(above[i], "")
			}
			walkReplies(top.get("replies"), root.get("uri").text(), visit)
		})
}

// blueskyURL is the address of a post on the web.
func blueskyURL(post jsonValue) string {
	uri := post.get("uri").text()
	return "https://bsky.app/profile/" + post.get("author", "handle").text() + "/post/" + uri[strings.LastIndexByte(uri, '/')+1:]
}
