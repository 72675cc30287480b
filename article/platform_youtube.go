package article

// youtubeFormat reads what yt-dlp --write-comments writes (info.json; fields
// under "comments" in https://github.com/yt-dlp/yt-dlp, extractor/common.py)
// and pages of the Data API: commentThreads.list and comments.list
// (https://developers.google.com/youtube/v3/docs/commentThreads).
func youtubeFormat() Format {
	return platform("youtube", "YouTube: info.json of yt-dlp --write-comments, pages of the Data API",
		func(head []byte) bool {
			return hasKeys(head, "kind", "youtube#commentThreadListResponse") || hasKeys(head, "kind", "youtube#commentThread") || hasKeys(head, "kind", "youtube#comment") ||
				hasKeys(head, "kind", "youtube#commentListResponse") || hasKeys(head, "id", "title", "formats") && (hasKeys(head, "format_id") || hasKeys(head, "format")) || hasKeys(head, "extractor", "webpage_url")
		},
		stateless, func(_ struct{}, s *sink, v jsonValue) {
			if list := v.get("items"); list.is(jsonArray) {
				list.each(func(_ string, item jsonValue) bool { youtubeItem(s, item); return !s.stopped })
			} else if v.get("snippet").some() {
				youtubeItem(s, v)
			} else {
				ytdlp(s, v)
			}
		})
}

func ytdlp(s *sink, v jsonValue) {
	s.plain = true
	list := v.get("comments")
	if !list.is(jsonArray) {
		s.strange("", v, "the video has no list of comments; get it with yt-dlp --write-comments")
		return
	}
	date := jsonDate(v.get("timestamp"))
	if date.IsZero() {
		date = jsonDate(v.get("upload_date"))
	}
	a := s.article(Article{ID: v.get("id").text(), Title: v.get("title").text(), URL: v.get("webpage_url").text(),
		Byline: first(v.get("uploader").text(), v.get("channel").text()), Published: date, Body: plainText(v.get("description").text())})
	list.each(func(_ string, c jsonValue) bool {
		return s.comment(&Comment{ArticleID: a, Line: c.line(), ID: c.get("id").text(), ParentID: plainParent(c.get("parent").text(), a),
			Author: c.get("author").text(), Text: first(c.get("text").text(), plainText(c.get("html").text())), Posted: jsonDate(c.get("timestamp")),
			Up: parseCount(c.get("like_count").text()), Down: parseCount(c.get("dislike_count").text())})
	})
}

func youtubeItem(s *sink, item jsonValue) {
	snippet := item.get("snippet")
	video := snippet.get("videoId").text()
	one := func(c jsonValue, parent string) {
		sn := c.get("snippet")
		if !sn.is(jsonObject) {
			s.strange("", c, "the record has no snippet; ask the API for part=snippet")
			return
		}
		id := first(sn.get("videoId").text(), video, baseID(s.name))
		url := ""
		if id != baseID(s.name) {
			url = "https://www.youtube.com/watch?v=" + id
		}
		a := s.article(Article{ID: id, URL: url})
		s.comment(&Comment{ArticleID: a, Line: c.line(), ID: c.get("id").text(), ParentID: first(sn.get("parentId").text(), parent),
			Author: sn.get("authorDisplayName").text(), Text: first(sn.get("textOriginal").text(), sn.get("textDisplay").text()),
			Posted: jsonDate(sn.get("publishedAt")), Up: parseCount(sn.get("likeCount").text())})
	}
	top := snippet.get("topLevelComment")
	if !top.some() {
		one(item, "")
		return
	}
	one(top, "")
	item.get("replies", "comments").each(func(_ string, c jsonValue) bool {
		one(c, top.get("id").text())
		return !s.stopped
	})
}
