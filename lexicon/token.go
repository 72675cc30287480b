// Package lexicon splits text into tokens and holds the project's word lists.
package lexicon

// Kind says what a token is.
type Kind uint8

const (
	Word     Kind = iota // letters, with inner apostrophes and hyphens: "don't", "well-kept"
	Number               // "42,000", "8.85", "9/11"
	Punct                // one run of the same mark: "!", "!!!", "?!" is two tokens
	Emoji                // one grapheme
	Emoticon             // ":-)", "<3"
	URL                  // "https://…", "www.…"
	Mention              // "@name"
	Hashtag              // "#tag"
	Break                // a blank line: ends a sentence whatever came before
)

// Token is a piece of a text. Text[Start:End] is its surface form.
type Token struct {
	Start, End int32
	Kind       Kind
}
