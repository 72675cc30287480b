package article

import (
	"fmt"
	"math/rand/v2"
	"slices"
	"strings"
	"testing"
)

const (
	leftTop = "Ferry fares to rise in spring\n\nBy Ada Quill\n3 March 2012\n\nThe harbour board voted on Monday to raise the fare for the crossing from April on, and nobody was pleased.\n\n"
	letter1 = "The fare is too high already. My son walks the long way round to school to save it, and he is six years old.\n"
	letter2 = "A ferry that nobody can pay for is a monument. The board should think again before April, while there are people left to ask.\n"
	letter3 = "I have worked on that boat for thirty years. It has never earned its keep, and it never will, whatever the board writes down.\n"
)

// leftPage reads a page and lists its comments as "author: start of the text"
// and its rejections as "line: start of the text".
func leftPage(t *testing.T, page string) (comments, rejected []string) {
	t.Helper()
	_, cs, rs := parseText(page, Options{})
	for _, c := range cs {
		words := strings.Fields(c.Text)
		comments = append(comments, c.Author+": "+strings.Join(words[:min(3, len(words))], " "))
	}
	for _, r := range rs {
		lines := strings.Split(page, "\n")
		if r.Line < 1 || r.Line > len(lines) || r.Reason == "" {
			t.Fatalf("rejection %+v", r)
		}
		rejected = append(rejected, cut(lines[r.Line-1], 16))
	}
	return comments, rejected
}

func TestLeftovers(t *testing.T) {
	head := leftTop + "Letters to the editor\n\n"
	jane, omar := "\nJane Birch, Marlow\n\n", "\nOmar Reed, Port Ellis\n\n"
	for name, c := range map[string]struct {
		page     string
		comments []string
		rejected []string
	}{
		"all are signed":       {head + letter1 + jane + letter2 + omar, []string{"Jane Birch: The fare is", "Omar Reed: A ferry that"}, nil},
		"last: name withheld":  {head + letter1 + jane + letter2 + omar + letter3 + "\nName withheld\n", []string{"Jane Birch: The fare is", "Omar Reed: A ferry that", "Name withheld: I have worked"}, nil},
		"first: name supplied": {head + letter1 + "\n(Name and address supplied)\n\n" + letter2 + omar, []string{"Name and address supplied: The fare is", "Omar Reed: A ferry that"}, nil},
		"anonymous of a place": {head + letter1 + jane + letter2 + "\nAnonymous, Port Ellis\n", []string{"Jane Birch: The fare is", "Anonymous: A ferry that"}, nil},
		"address supplied":     {head + letter1 + jane + letter2 + "\nOmar Reed (address supplied)\n", []string{"Jane Birch: The fare is", "Omar Reed: A ferry that"}, nil},
		"no signature at all":  {head + letter1 + jane + letter2 + omar + letter3, []string{"Jane Birch: The fare is", "Omar Reed: A ferry that", ": I have worked"}, nil},
		"two without, a rule":  {head + letter1 + jane + letter2 + omar + letter3 + "\n-----\n\n" + letter1, []string{"Jane Birch: The fare is", "Omar Reed: A ferry that", ": I have worked", ": The fare is"}, nil},
		"of two paragraphs":    {head + letter1 + jane + letter2 + omar + letter3 + "\n" + letter1 + "\n© 2012 The Marlow Packet\n", []string{"Jane Birch: The fare is", "Omar Reed: A ferry that", ": I have worked"}, nil},
		"signed right below": {head + letter1 + "Jane Birch, Marlow\n\n" + letter2 + "A Tired Commuter\n\n" + letter3 + "Omar Reed, Port Ellis\n",
			[]string{"Jane Birch: The fare is", "A Tired Commuter: A ferry that", "Omar Reed: I have worked"}, nil},
		"name over place": {head + letter1 + "Jane Birch\nMarlow\n\n" + letter2 + "Omar Reed\nPort Ellis\n\n" + letter3 + "Name withheld\n",
			[]string{"Jane Birch: The fare is", "Omar Reed: A ferry that", "Name withheld: I have worked"}, nil},
		"the paper's address": {head + letter1 + jane + letter2 + omar + "Letters may be edited for length. Write to the editor at letters@packet.example.\n",
			[]string{"Jane Birch: The fare is", "Omar Reed: A ferry that"}, []string{"Letters may be e"}},
		"unsigned, then the paper": {head + letter1 + jane + letter2 + omar + letter3 + "\nSubscribe to the Packet from two crowns a week.\n",
			[]string{"Jane Birch: The fare is", "Omar Reed: A ferry that", ": I have worked"}, []string{"Subscribe to the"}},
		"a stray line": {head + letter1 + jane + letter2 + omar + "Tide tables for April\n",
			[]string{"Jane Birch: The fare is", "Omar Reed: A ferry that"}, []string{"Tide tables for "}},
		"the section ends": {head + letter1 + jane + letter2 + omar + "Related articles\n\nA new mast for the harbour master. It is taller than the last one was, and it leans.\n",
			[]string{"Jane Birch: The fare is", "Omar Reed: A ferry that"}, nil},
		"by and date below": {leftTop + "3 comments\n\n" + letter1 + "by kestrel on 3 March 2012 at 10:14\n\n" + letter2 + "by osprey on 3 March 2012 at 11:40\n\n" + letter3,
			[]string{"kestrel: The fare is", "osprey: A ferry that", ": I have worked"}, nil},
		"buttons cut off": {leftTop + "Comments\n\nJane Birch\n" + letter1 + "Like · Reply\n\nOmar Reed\n" + letter2 + "Like · Reply\n\nIda Moss\n" + letter3,
			[]string{"Jane Birch: The fare is", "Omar Reed: A ferry that", "Ida Moss: I have worked"}, nil},
		"text above the first": {leftTop + "Comments\n\n" + letter3 + "\nkestrel, 3 March 2012 at 10:14\n" + letter1 + "\nosprey, 3 March 2012 at 11:40\n" + letter2,
			[]string{"kestrel: The fare is", "osprey: A ferry that"}, []string{"I have worked on"}},
		"the reader asks": {leftTop + "Comments\n\nkestrel, 3 March 2012 at 10:14\n" + letter1 + "\nWhat do you think?\n\n" + letter2 + "\nReply Report\n\nosprey, 3 March 2012 at 11:40\n" + letter3 + "\nWhat do you think?\n\n" + letter2 + "\nReply Report\n",
			[]string{"kestrel: The fare is", "osprey: I have worked"}, nil},
		"related in the middle": {leftTop + "Comments\n\nkestrel, 3 March 2012 at 10:14\n" + letter1 + "\nReply Report\n\nosprey, 3 March 2012 at 11:40\n" + letter2 + "\nReply Report\n\nMore from the harbour\n\nA new mast\n\nGulls again\n\nidris, 4 March 2012 at 09:05\n" + letter3 + "\nReply Report\n",
			[]string{"kestrel: The fare is", "osprey: A ferry that", "idris: I have worked"}, nil},
	} {
		t.Run(name, func(t *testing.T) {
			comments, rejected := leftPage(t, c.page)
			if !slices.Equal(comments, c.comments) {
				t.Errorf("comments\n got %q\nwant %q", comments, c.comments)
			}
			if !slices.Equal(rejected, c.rejected) {
				t.Errorf("rejected\n got %q\nwant %q", rejected, c.rejected)
			}
		})
	}
}

// TestNoLineIsLost builds pages from the pieces that threads are made of, with
// some of them missing or out of place, and looks for every sentence: it stands
// in a comment, in a rejection, or in the article.
func TestNoLineIsLost(t *testing.T) {
	names := []string{"kestrel", "Ida Moss", "osprey_77", "Jane Birch", "Omar Reed", "gull", "Wim Castle", "tern"}
	stray := []string{"What do you think?", "-----", "Comments?", "Share this with a friend.", "Photos", "More on that below", "* * *", "Any thoughts?"}
	for seed := range uint64(400) {
		r := rand.New(rand.NewPCG(seed, 6))
		n := 0
		last := false
		text := func() string {
			n++
			s := fmt.Sprintf("Token%dx of the harbour board says that the crossing should not cost more than it did in the year before the last one.", n)
			if r.IntN(4) == 0 {
				x := stray[r.IntN(len(stray))]
				if last && !sentenceEnd(x) {
					x = stray[0] // there a heading of something else ends the section
				}
				s += "\n\n" + x
				n++
				s += fmt.Sprintf("\n\nToken%dx is what I would like to hear from them, and from everybody who has waited for that boat in the rain this winter.", n)
			}
			return s
		}
		style := seed % 5
		var sb strings.Builder
		sb.WriteString(leftTop)
		if style == 2 {
			sb.WriteString("Letters to the editor\n\n")
		} else {
			sb.WriteString("Comments\n\n")
		}
		count := 3 + r.IntN(5)
		missing := make([]bool, count) // what marks the comment
		marked := 0
		for k := range count {
			if missing[k] = r.IntN(8) == 0 || k == count-1 && r.IntN(3) == 0; !missing[k] {
				marked = k
			}
		}
		for k := range count {
			last = k >= marked
			name := names[r.IntN(len(names))]
			at := fmt.Sprintf("%d March 2012 at 10:%02d", 3+k, 10+k)
			gone := missing[k]
			switch style {
			case 0: // head, text
				if !gone {
					sb.WriteString(name + ", " + at + "\n")
				}
				sb.WriteString(text() + "\n\n")
			case 1: // head, text, buttons
				sb.WriteString(name + ", " + at + "\n" + text() + "\n\n")
				if !gone {
					sb.WriteString("Reply Report\n\n")
				}
			case 2: // letters
				sb.WriteString(text() + "\n\n")
				if !gone {
					sb.WriteString([]string{"Jane Birch, Marlow", "Omar Reed, Port Ellis", "Name withheld"}[r.IntN(3)] + "\n\n")
				}
			case 3: // signed below
				sb.WriteString(text() + "\n")
				if !gone {
					sb.WriteString("by " + name + " on " + at + "\n")
				}
				sb.WriteString("\n")
			case 4: // a chat
				if !gone {
					sb.WriteString(name + ": ")
				}
				sb.WriteString(text() + "\n\n")
			}
		}
		if r.IntN(2) == 0 {
			sb.WriteString("Letters may be edited for length.\n\n© 2012 The Marlow Packet\n")
		}
		page := sb.String()
		a, cs, rs := parseText(page, Options{})
		kept := a.Title + a.Summary + a.Body
		for _, c := range cs {
			kept += " " + c.Author + " " + c.Title + " " + c.Text
		}
		lines := strings.Split(page, "\n")
		for _, x := range rs {
			kept += " " + x.Text + " " + lines[x.Line-1]
		}
		for i := 1; i <= n; i++ {
			if token := fmt.Sprintf("Token%dx", i); !strings.Contains(kept, token) {
				t.Errorf("seed %d: %s is lost from\n%s", seed, token, page[len(leftTop):])
				break
			}
		}
	}
}
