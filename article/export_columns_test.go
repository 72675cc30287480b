package article

import (
	"slices"
	"strings"
	"testing"
)

// TestUsualColumns reads the headers that people meet: what scrapers, research
// data sets and export buttons write.
func TestUsualColumns(t *testing.T) {
	for _, tc := range []struct{ name, header, want string }{
		{"newspaper comments", "approveDate,articleID,articleWordCount,commentBody,commentID,commentSequence,commentTitle,createDate,depth,inReplyTo,parentID,recommendations,status,userDisplayName,userID",
			"article=articleID text=commentBody id=commentID title=commentTitle posted=createDate parent=parentID up=recommendations author=userDisplayName"},
		{"civil comments", "id,comment_text,created_date,publication_id,parent_id,article_id,rating,likes,disagree",
			"id=id text=comment_text posted=created_date parent=parent_id article=article_id up=likes"},
		{"video comments", "id,replyCount,likeCount,publishedAt,authorName,text,authorChannelId,authorChannelUrl,isReply,isReplyTo,isReplyToName",
			"id=id up=likeCount posted=publishedAt author=authorName text=text parent=isReplyTo"},
		{"video scraper", "cid,text,time,author,channel,votes,photo,heart,reply,time_parsed", "id=cid text=text author=author up=votes posted=time_parsed"},
		{"page comments", "position\tpost_id\tpost_by\tcomment_id\tcomment_by\tcomment_message\tcomment_published\tcomment_like_count",
			"article=post_id id=comment_id author=comment_by text=comment_message posted=comment_published up=comment_like_count"},
		{"news scraper", "article_id,comment_counter,comment_author,timestamp,post_time,comment_text,TotalVotes,posVotes,negVotes", "article=article_id author=comment_author posted=timestamp text=comment_text up=posVotes down=negVotes"},
		{"German", "Nr;Artikel-ID;Benutzername;Datum;Kommentar", "id=Nr article=Artikel-ID author=Benutzername posted=Datum text=Kommentar"},
		{"form answers", "Timestamp,What do you think of the new bridge?,Name", ""},
		{"in our own words", "text", "text=text"},
	} {
		d := sniffDialect([]byte(tc.header + "\n"))
		if d.comma == 0 {
			d.comma = ','
		}
		names := strings.Split(tc.header, string(d.comma))
		cols, err := columns(names, nil, nil)
		var got []string
		for _, n := range names {
			if r := cols[n]; r != roleNone {
				got = append(got, roles[r].name+"="+n)
			}
		}
		if tc.want == "" {
			if err == nil {
				t.Errorf("%s: no error", tc.name)
			}
			continue
		}
		want := strings.Fields(tc.want)
		slices.Sort(want)
		slices.Sort(got)
		if err != nil || !slices.Equal(got, want) {
			t.Errorf("%s: %v\ngot  %q\nwant %q", tc.name, err, got, want)
		}
	}
}

// TestUsualJSON reads the shapes in which comment services answer.
func TestUsualJSON(t *testing.T) {
	for _, tc := range []struct{ name, input, want string }{
		{"Disqus interface", `{"cursor":{"hasNext":false},"code":0,"response":[{"id":"1","parent":null,"author":{"name":"Marta"},"raw_message":"Yes","message":"<p>Yes</p>","createdAt":"2019-05-02T08:15:00","thread":"77","likes":2,"dislikes":1,"isDeleted":false},{"id":"2","parent":1,"author":{"name":"Jo"},"message":"<p>No</p>","raw_message":"No","createdAt":"2019-05-02T09:15:00","thread":"77","likes":0,"dislikes":0,"isDeleted":true}]}`,
			"article 77\n1 77/1 by=\"Marta\" at=\"2019-05-02T08:15:00Z\" +2-1 \"Yes\"\n1 77 rejected: the comment is marked as deleted or spam\n"},
		{"GraphQL", `{"data":{"story":{"id":"s1","url":"https://news.example/b","comments":{"edges":[{"cursor":"x","node":{"id":"1","body":"<p>Yes</p>","author":{"username":"marta"},"createdAt":"2019-05-02T08:15:00Z","replies":{"edges":[{"node":{"id":"2","body":"No","author":{"username":"jo"}}}]}}}]}}}}`,
			"article in\n1 in/1 by=\"marta\" at=\"2019-05-02T08:15:00Z\" \"Yes\"\n1 in/2 > 1 by=\"jo\" \"No\"\n"},
		{"conversation", `{"conversation":{"comments":[{"id":"a","user_id":"u1","content":[{"type":"text","text":"Yes"},{"type":"text","text":"indeed"}],"written_at":1556784900,"replies":[{"id":"b","user_id":"u2","content":[{"text":"No"}],"replies":[]}]}],"users":{"u1":{"display_name":"M"}}}}`,
			"article in\n1 in/a by=\"u1\" at=\"2019-05-02T08:15:00Z\" \"Yes indeed\"\n1 in/b > a by=\"u2\" \"No\"\n"},
		{"forum topic", `{"post_stream":{"posts":[{"id":501,"name":"","username":"marta","created_at":"2019-05-02T08:15:00.000Z","cooked":"<p>Yes</p>","post_number":1,"reply_to_post_number":null},{"id":502,"username":"jo","cooked":"<p>No</p>","post_number":2,"reply_to_post_number":1}]},"id":9,"title":"The bridge","tags":[]}`,
			"article 9 title=\"The bridge\"\n1 9/1 by=\"marta\" at=\"2019-05-02T08:15:00Z\" \"Yes\"\n1 9/2 > 1 by=\"jo\" \"No\"\n"},
		{"a row with a history beside it", `{"kommentar":"Ja","user":{"name":"Marta","posts":[{"text":"old"}]}}`, "article in\n1 in/in-1 by=\"Marta\" \"Ja\"\n"},
	} {
		f, _ := formatFor("in.json", tc.input)
		if got := listing(f.Read("in.json", strings.NewReader(tc.input), Options{})); f.Name != "json" || got != tc.want {
			t.Errorf("%s, as %s: got\n%swant\n%s", tc.name, f.Name, got, tc.want)
		}
	}
}
