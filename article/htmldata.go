package article

import (
	"encoding/json"
	"sort"
	"strconv"
	"strings"

	"golang.org/x/net/html"
	"golang.org/x/net/html/atom"
)

// scripts are the data that a page carries beside its text.
type scripts struct {
	linked []any // JSON-LD
	state  []any // other JSON, such as what the page was built from
}

// maxState bounds the scripts of unknown JSON that are read.
const maxState = 16 << 20

func readScripts(root *html.Node) scripts {
	var s scripts
	size := 0
	for n := root; n != nil; n = following(n, root) {
		if n.Type != html.ElementNode || n.DataAtom != atom.Script || n.FirstChild == nil {
			continue
		}
		t := strings.ToLower(attr(n, "type"))
		text := n.FirstChild.Data
		switch {
		case strings.Contains(t, "ld+json"):
			if v, ok := looseJSON(text); ok {
				s.linked = append(s.linked, v)
			}
		case strings.Contains(t, "json"):
			if size += len(text); size < maxState {
				if v, ok := looseJSON(text); ok {
					s.state = append(s.state, v)
				}
			}
		case t == "" || strings.Contains(t, "javascript"):
			// window.__STATE__ = {…};
			text = strings.TrimSpace(text)
			i := strings.IndexByte(text, '=')
			if i < 0 || i > 80 || len(text) < 200 || !strings.Contains(text[:i], "__") {
				continue
			}
			if size += len(text); size < maxState {
				if v, ok := looseJSON(strings.TrimSuffix(strings.TrimSpace(text[i+1:]), ";")); ok {
					s.state = append(s.state, v)
				}
			}
		}
	}
	return s
}

// looseJSON parses one JSON value; what follows it and comment marks around it
// do no harm, nor do line ends in strings.
func looseJSON(s string) (any, bool) {
	s = strings.TrimSpace(s)
	for _, p := range []string{"<!--", "//<![CDATA[", "/*<![CDATA[*/", "<![CDATA["} {
		s = strings.TrimSpace(strings.TrimPrefix(s, p))
	}
	if s == "" || s[0] != '{' && s[0] != '[' {
		return nil, false
	}
	var v any
	if json.NewDecoder(strings.NewReader(s)).Decode(&v) == nil {
		return v, true
	}
	s = strings.Map(func(r rune) rune {
		if r < ' ' {
			return ' '
		}
		return r
	}, s)
	if json.NewDecoder(strings.NewReader(s)).Decode(&v) == nil {
		return v, true
	}
	return nil, false
}

// objects calls f for every object in v, those outside first. f returns
// whether to look inside. Keys go in the order of the alphabet.
func objects(v any, f func(m map[string]any) bool) {
	switch v := v.(type) {
	case []any:
		for _, e := range v {
			objects(e, f)
		}
	case map[string]any:
		if !f(v) {
			return
		}
		for _, k := range sortedKeys(v) {
			objects(v[k], f)
		}
	}
}

func sortedKeys(m map[string]any) []string {
	keys := make([]string, 0, len(m))
	for k := range m {
		keys = append(keys, k)
	}
	sort.Strings(keys)
	return keys
}

func typed(m map[string]any, types ...string) bool {
	var have []string
	switch t := m["@type"].(type) {
	case string:
		have = []string{t}
	case []any:
		for _, x := range t {
			if s, ok := x.(string); ok {
				have = append(have, s)
			}
		}
	}
	for _, h := range have {
		h = h[strings.LastIndexAny(h, "/:#")+1:]
		for _, t := range types {
			if h == t || t == "*Article" && (strings.HasSuffix(h, "Article") || h == "BlogPosting" || h == "DiscussionForumPosting" || h == "LiveBlogPosting" || h == "SocialMediaPosting" || h == "Question" || h == "Report" || h == "Posting") {
				return true
			}
		}
	}
	return false
}

// str is the text of the first key that has one; of an object it is the name,
// of a list the first entry.
func str(m map[string]any, keys ...string) string {
	for _, k := range keys {
		if s := textOf(m[k], 0); s != "" {
			return s
		}
	}
	return ""
}

func textOf(v any, depth int) string {
	if depth > 3 {
		return ""
	}
	switch v := v.(type) {
	case string:
		return strings.TrimSpace(v)
	case float64:
		return strconv.FormatFloat(v, 'f', -1, 64)
	case map[string]any:
		for _, k := range []string{"name", "displayName", "display_name", "username", "userName", "screenName", "nickname", "@value", "@id", "id", "text", "html"} {
			if s := textOf(v[k], depth+1); s != "" {
				return s
			}
		}
	case []any:
		for _, e := range v {
			if s := textOf(e, depth+1); s != "" {
				return s
			}
		}
	}
	return ""
}

func num(m map[string]any, keys ...string) int {
	for _, k := range keys {
		switch v := m[k].(type) {
		case float64:
			if v > -1e9 && v < 1e9 {
				return int(v)
			}
		case string:
			if n, ok := firstCount(v); ok {
				return n
			}
		case []any:
			return len(v)
		}
	}
	return 0
}

var (
	textKeys   = []string{"commentText", "text", "commentBody", "body", "content", "message", "comment", "bodyHtml", "body_html", "html", "description", "articleBody", "rawText", "raw", "contentHtml", "textContent"}
	nameKeys   = []string{"author", "creator", "user", "authorName", "author_name", "userDisplayName", "displayName", "display_name", "username", "userName", "screenName", "nickname", "owner", "commenter", "postedBy"}
	dateKeys   = []string{"dateCreated", "datePublished", "commentTime", "createdAt", "created_at", "created", "createDate", "creationDate", "publishedAt", "postedAt", "date", "timestamp", "time", "dateString", "submittedAt"}
	upKeys     = []string{"upvoteCount", "upVotes", "upvotes", "likeCount", "likes", "likesCount", "likes_count", "recommendations", "recommendCount", "numRecommends", "thumbsUp", "votesUp", "up", "score", "points"}
	downKeys   = []string{"downvoteCount", "downVotes", "downvotes", "dislikeCount", "dislikes", "thumbsDown", "votesDown", "down"}
	idKeys     = []string{"@id", "identifier", "commentId", "commentID", "comment_id", "id", "_id", "uuid", "url"}
	parentKeys = []string{"parentItem", "parentId", "parentID", "parent_id", "parentCommentId", "parent_comment_id", "parent", "inReplyTo", "inReplyToId", "replyTo"}
	nestKeys   = []string{"comment", "comments", "replies", "children", "responses", "reply", "suggestedAnswer", "acceptedAnswer", "nodes", "edges", "items", "data", "list", "node"}
)

// linkedComments reads the schema.org comments of JSON-LD.
func linkedComments(vs []any) []hcomment {
	var out []hcomment
	var walk func(v any, parent, depth int)
	walk = func(v any, parent, depth int) {
		if depth > 1000 {
			return
		}
		switch v := v.(type) {
		case []any:
			for _, e := range v {
				walk(e, parent, depth+1)
			}
		case map[string]any:
			if typed(v, "Comment", "UserComments", "Answer") {
				// Answers without a writer are those of the site (FAQ).
				if h, ok := jsonComment(v); ok && h.author != "" {
					h.parent = parent
					parent = len(out)
					out = append(out, h)
				}
			}
			for _, k := range sortedKeys(v) {
				if k != "author" && k != "parentItem" && k != "creator" {
					walk(v[k], parent, depth+1)
				}
			}
		}
	}
	for _, v := range vs {
		walk(v, -1, 0)
	}
	linkParents(out)
	return out
}

// stateComments reads comments from JSON that pages are built from: the
// largest list of objects that have a text and a writer.
func stateComments(vs []any) []hcomment {
	var best []hcomment
	var list func(v any, parent, depth int, out []hcomment) []hcomment
	list = func(v any, parent, depth int, out []hcomment) []hcomment {
		if depth > 1000 {
			return out
		}
		switch v := v.(type) {
		case []any:
			for _, e := range v {
				out = list(e, parent, depth+1, out)
			}
		case map[string]any:
			if h, ok := jsonComment(v); ok && h.author != "" && (h.timed || h.id != "") {
				h.parent = parent
				parent = len(out)
				out = append(out, h)
			}
			for _, k := range nestKeys {
				switch v[k].(type) {
				case []any, map[string]any:
					out = list(v[k], parent, depth+1, out)
				}
			}
		}
		return out
	}
	for _, v := range vs {
		objects(v, func(m map[string]any) bool {
			for _, k := range sortedKeys(m) {
				l := strings.ToLower(k)
				if !strings.Contains(l, "comment") && !strings.Contains(l, "replies") && l != "posts" {
					continue
				}
				if out := list(m[k], -1, 0, nil); len(out) > len(best) {
					best = out
				}
			}
			return true
		})
	}
	if len(best) < 2 {
		return nil
	}
	linkParents(best)
	return best
}

func jsonComment(m map[string]any) (hcomment, bool) {
	h := hcomment{parent: -1, depth: -1}
	for _, k := range textKeys {
		if s, ok := m[k].(string); ok && s != "" {
			h.text = fragmentText(s)
			break
		} else if o, ok := m[k].(map[string]any); ok {
			if s := str(o, "html", "text", "raw", "body", "content"); s != "" && k != "comment" {
				h.text = fragmentText(s)
				break
			}
		}
	}
	h.author = trimName(str(m, nameKeys...))
	if len(h.author) > 150 || strings.HasPrefix(h.author, "http") {
		h.author = ""
	}
	for _, k := range dateKeys {
		s := textOf(m[k], 0)
		if t, ok := isoTime(s); ok {
			h.posted, h.timed = t, true
			break
		}
		if t := unixTime(s); !t.IsZero() {
			h.posted, h.timed = t, true
			break
		}
	}
	if h.posted.IsZero() {
		var d hdoc
		for _, k := range dateKeys {
			if s, ok := m[k].(string); ok {
				if w, n := d.findDate(s); n > 0 {
					h.posted, h.timed = w.date, true
					break
				}
			}
		}
	}
	h.up, h.down = num(m, upKeys...), num(m, downKeys...)
	if h.up < 0 {
		h.up, h.down = 0, h.down-h.up
	}
	if is, ok := m["interactionStatistic"]; ok {
		objects(is, func(s map[string]any) bool {
			t := textOf(s["interactionType"], 0)
			if o, ok := s["interactionType"].(map[string]any); ok {
				t = textOf(o["@type"], 0)
			}
			switch n := num(s, "userInteractionCount"); {
			case strings.Contains(t, "Dislike"):
				h.down = n
			case strings.Contains(t, "Like"), strings.Contains(t, "Agree"):
				h.up = n
			}
			return true
		})
	}
	h.id = cleanID(str(m, idKeys...))
	h.parentRef = cleanID(str(m, parentKeys...))
	h.title = oneSpace(str(m, "headline"))
	h.sample = Excerpt(h.text)
	if deleted, ok := m["deleted"].(bool); ok && deleted || isRemoved(h.text) && len(h.text) < 240 {
		h.reason = "the comment was removed; the page does not have its text"
	}
	return h, h.text != ""
}

func linkParents(hs []hcomment) {
	byID := map[string]int{}
	for k := range hs {
		if hs[k].id != "" {
			byID[hs[k].id] = k
		}
	}
	for k := range hs {
		if p, ok := byID[hs[k].parentRef]; ok && p != k && hs[k].parentRef != "" {
			hs[k].parent = p
		}
		steps := 0
		for p := hs[k].parent; p >= 0; p = hs[p].parent {
			if steps++; p == k || steps > 2000 {
				hs[k].parent = -1
				break
			}
		}
	}
}

// textKey is what two copies of a comment have in common.
func textKey(h *hcomment) string {
	s := strings.ToLower(strings.Join(strings.Fields(h.text), " "))
	if len(s) > 120 {
		s = s[:120]
	}
	return s
}

// mergeComments completes what the markup shows with what data of the same
// page says: missing fields of the same comments, then the comments that the
// markup does not show.
func mergeComments(shown, data []hcomment) []hcomment {
	if len(shown) == 0 {
		return data
	}
	at := map[string]int{}
	for k := range shown {
		key := textKey(&shown[k])
		if _, dup := at[key]; !dup && key != "" {
			at[key] = k
		}
	}
	where := make([]int, len(data))
	for k := range data {
		x := &data[k]
		i, ok := at[textKey(x)]
		if !ok {
			where[k] = len(shown)
			h := *x
			if h.parent >= 0 {
				h.parent = where[h.parent]
			}
			shown = append(shown, h)
			continue
		}
		where[k] = i
		h := &shown[i]
		if h.author == "" {
			h.author = x.author
		}
		if h.posted.IsZero() {
			h.posted = x.posted
		}
		if h.up == 0 && h.down == 0 {
			h.up, h.down = x.up, x.down
		}
		if h.parent < 0 && x.parent >= 0 && where[x.parent] < i {
			h.parent = where[x.parent]
		}
	}
	return shown
}
