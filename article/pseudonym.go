package article

import (
	"crypto/hmac"
	"crypto/sha256"
	"encoding/base32"
	"fmt"
	"hash"
	"iter"
	"strings"
	"unicode"
	"unicode/utf8"
)

// MinKeyBytes is the shortest key that NewPseudonymiser takes.
const MinKeyBytes = 16

// Pseudonymiser replaces the names of people by keyed hashes. The same name
// gets the same pseudonym wherever the same key is used, and nobody without
// the key can tell a name from its pseudonym, nor try names out.
//
// A pseudonym is "user-" and the first 60 bits, in base32, of HMAC-SHA256
// (RFC 2104) of the name in lower case without a leading "@", "u/" or "/u/".
// Two of ten million names share one with a chance below 1 in 20,000.
//
// It is not for concurrent use.
type Pseudonymiser struct {
	mac hash.Hash
	// names holds the authors' names of more than one word that were met, by
	// their first word, to find them after an "@".
	names map[string][]string
	known int
}

// maxNames caps how many names of several words are remembered.
const maxNames = 1 << 17

// NewPseudonymiser makes a Pseudonymiser with a secret key of MinKeyBytes or
// more. The key is not kept in any output.
func NewPseudonymiser(key []byte) (*Pseudonymiser, error) {
	if len(key) < MinKeyBytes {
		return nil, fmt.Errorf("the key for pseudonyms has %d bytes; give at least %d random ones, for instance from: head -c 32 /dev/urandom", len(key), MinKeyBytes)
	}
	return &Pseudonymiser{mac: hmac.New(sha256.New, key), names: map[string][]string{}}, nil
}

// Name is the pseudonym of a name; "" for "".
func (p *Pseudonymiser) Name(name string) string {
	if name = plainPerson(name); name == "" {
		return ""
	}
	return "user-" + p.hash(name)
}

var pseudonymEncoding = base32.NewEncoding("abcdefghijklmnopqrstuvwxyz234567").WithPadding(base32.NoPadding)

func (p *Pseudonymiser) hash(s string) string {
	p.mac.Reset()
	p.mac.Write([]byte(s))
	return pseudonymEncoding.EncodeToString(p.mac.Sum(nil))[:12]
}

func plainPerson(s string) string {
	s = strings.TrimSpace(s)
	s = strings.TrimPrefix(strings.TrimPrefix(s, "/u/"), "u/")
	return strings.ToLower(strings.TrimSpace(strings.TrimPrefix(s, "@")))
}

// Apply replaces, in every record of a stream,
//
//   - the author of a comment, and of a post that opens a thread (the byline
//     of an article whose ID is its own; bylines of pages are public and stay);
//   - "@name", "u/name" and "/u/name" in titles and texts. A name of several
//     words is found after "@" if an author of that name was met before; of
//     any other the first word is taken;
//   - ids of comments and articles that hold an account (Bluesky's "at://…"),
//     and the addresses of such articles.
//
// The texts of rejections are taken out: they can be records with names in
// them. Names that people write without an "@" stay.
func (p *Pseudonymiser) Apply(seq iter.Seq2[Record, error]) iter.Seq2[Record, error] {
	return func(yield func(Record, error) bool) {
		for rec, err := range seq {
			switch {
			case rec.Article != nil:
				a := rec.Article
				if a.OwnID {
					p.meet(a.Byline)
					a.Byline = p.Name(a.Byline)
					if id := p.id(a.ID); id != a.ID || namesAccount(a.URL) {
						a.ID, a.URL = id, ""
					}
				}
				a.Title, a.Summary, a.Body = p.Text(a.Title), p.Text(a.Summary), p.Text(a.Body)
			case rec.Comment != nil:
				c := rec.Comment
				p.meet(c.Author)
				c.Author = p.Name(c.Author)
				c.Title, c.Text = p.Text(c.Title), p.Text(c.Text)
				c.ID, c.ParentID, c.ArticleID = p.id(c.ID), p.id(c.ParentID), p.id(c.ArticleID)
				if c.CopyOf != nil {
					c.CopyOf.ArticleID, c.CopyOf.CommentID = p.id(c.CopyOf.ArticleID), p.id(c.CopyOf.CommentID)
				}
			case rec.Rejection != nil:
				rec.Rejection.ArticleID = p.id(rec.Rejection.ArticleID)
				rec.Rejection.Text = ""
			}
			if !yield(rec, err) {
				return
			}
		}
	}
}

func (p *Pseudonymiser) id(id string) string {
	if strings.HasPrefix(id, "at://") {
		return "post-" + p.hash(id)
	}
	return id
}

// namesAccount reports whether an address leads to somebody's account.
func namesAccount(url string) bool {
	return strings.Contains(url, "bsky.app/profile/") || strings.Contains(url, "/@") || strings.Contains(url, "/user/") || strings.Contains(url, "/users/")
}

// meet remembers a name of several words.
func (p *Pseudonymiser) meet(name string) {
	name = plainPerson(name)
	first, rest, ok := strings.Cut(name, " ")
	if !ok || rest == "" || p.known >= maxNames {
		return
	}
	for _, n := range p.names[first] {
		if n == name {
			return
		}
	}
	if len(p.names[first]) < 100 {
		p.names[first] = append(p.names[first], name)
		p.known++
	}
}

// Text replaces the mentions in a text.
func (p *Pseudonymiser) Text(s string) string {
	if !strings.ContainsAny(s, "@＠") && !strings.Contains(s, "u/") {
		return s
	}
	var b strings.Builder
	done := 0 // s[:done] is written
	for i := 0; i < len(s); {
		var from int
		switch {
		case s[i] == '@':
			from = i + 1
		case strings.HasPrefix(s[i:], "＠"):
			from = i + len("＠")
		case strings.HasPrefix(s[i:], "/u/"):
			from = i + 3
		case strings.HasPrefix(s[i:], "u/"):
			from = i + 2
		default:
			i++
			continue
		}
		// Inside a word it is an e-mail address or part of a path.
		if before, _ := utf8.DecodeLastRuneInString(s[:i]); i > 0 && (nameRune(before) || before == '/' || before == '.') {
			i = from
			continue
		}
		to := p.mention(s, from, s[i] != '@' && !strings.HasPrefix(s[i:], "＠"))
		if to == from {
			i = from
			continue
		}
		b.WriteString(s[done:i])
		if s[i] == 'u' || s[i] == '/' {
			b.WriteString("u/")
		} else {
			b.WriteByte('@')
		}
		b.WriteString(p.Name(s[from:to]))
		done, i = to, to
	}
	if done == 0 {
		return s
	}
	b.WriteString(s[done:])
	return b.String()
}

// mention is where the name that begins at from ends.
func (p *Pseudonymiser) mention(s string, from int, path bool) int {
	end := from
	for end < len(s) {
		r, n := utf8.DecodeRuneInString(s[end:])
		if !nameRune(r) && !(end > from && (r == '-' || r == '.' || r == '@' && !path) && followed(s[end+n:])) {
			break
		}
		end += n
	}
	if path || end == from {
		return end
	}
	best := end
	for _, name := range p.names[strings.ToLower(s[from:end])] {
		if to := from + len(name); to <= len(s) && to > best && strings.EqualFold(s[from:to], name) {
			if next, _ := utf8.DecodeRuneInString(s[to:]); to == len(s) || !nameRune(next) {
				best = to
			}
		}
	}
	return best
}

func nameRune(r rune) bool {
	return r == '_' || unicode.IsLetter(r) || unicode.IsDigit(r) || unicode.Is(unicode.Mn, r)
}

// followed reports whether a name goes on.
func followed(s string) bool {
	r, _ := utf8.DecodeRuneInString(s)
	return nameRune(r)
}
