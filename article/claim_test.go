package article

import (
	"strings"
	"testing"
	"unicode/utf8"
)

func TestProposeClaims(t *testing.T) {
	for _, tc := range []struct {
		name                 string
		title, summary, body string
		want                 []string // the best ones, in order
		target               bool     // of the first
	}{
		{name: "statement", title: "The harbour must stay open", want: []string{"The harbour must stay open"}},
		{name: "site name and label", title: "Opinion: The harbour must stay open | The Daily Tide", want: []string{"The harbour must stay open"}},
		{name: "question", title: "Should dogs be allowed on the ferry?", want: []string{"Dogs should be allowed on the ferry"}},
		{name: "question about a name", title: "Should Northport ban leaf blowers?", want: []string{"Northport should ban leaf blowers"}},
		{name: "is question", title: "Is the harbour safe?", want: []string{"The harbour is safe"}},
		{name: "missing verb", title: "Robots not enemy in fight against litter", want: []string{"Robots are not enemy in the fight against litter"}},
		{name: "missing verb and article", title: "Norway not enemy in fight against litter", want: []string{"Norway is not an enemy in the fight against litter"}},
		{name: "speaker in title", title: "Harbour should close at night, mayor says", want: []string{"Harbour should close at night"}},
		{name: "plan", title: "City to close the night ferry", want: []string{"City should close the night ferry"}},
		{name: "vote", title: "Council votes 5-4 to keep the pool", want: []string{"Council should keep the pool"}},
		{name: "order", title: "Ban leaf blowers from the park", want: []string{"We should ban leaf blowers from the park"}},
		{name: "why", title: "Why the night ferry is a mistake", want: []string{"The night ferry is a mistake"}},
		{name: "pronoun is the subject",
			title:   "Norway not enemy in fight against litter",
			summary: "The country is blamed for beach litter but a Norwegian official says it is a victim too, and is eager to help.",
			want:    []string{"Norway is not an enemy in the fight against litter", "Norway is a victim too"}},
		{name: "apposition and speaker",
			title: "Beach litter hinges on ocean currents",
			body:  "Norway, as a major victim of ocean litter, urgently needs to work with its neighbours, an official of the coast guard said on Monday.",
			want:  []string{"Norway is a major victim of ocean litter", "Norway urgently needs to work with its neighbours"}},
		{name: "called for", title: "Storm damage", body: "To remedy that, she called for strengthening the sea wall by next year.", want: []string{"We should strengthen the sea wall"}},
		{name: "urged", title: "Storm damage", body: "He urged the council to repair the sea wall.", want: []string{"The council should repair the sea wall"}},
		{name: "quoted", title: "Storm damage", body: "\"The sea wall should be repaired before winter,\" she said.", want: []string{"The sea wall should be repaired before winter"}},
		{name: "no verb", title: "A stadium for the Rovers", want: []string{"A stadium for the Rovers"}, target: true},
		{name: "another language", title: "Гавань должна работать", want: []string{"Гавань должна работать"}, target: true},
		{name: "nothing", want: nil},
		{name: "he is not resolved", title: "Mayor of Northport", body: "The mayor said he is innocent.", want: []string{"Mayor of Northport"}, target: true},
	} {
		t.Run(tc.name, func(t *testing.T) {
			got := ProposeClaims(&Article{Title: tc.title, Summary: tc.summary, Body: tc.body})
			var texts []string
			for _, c := range got {
				texts = append(texts, c.Text)
				if c.Source != ClaimProposed {
					t.Errorf("source of %q is %q", c.Text, c.Source)
				}
			}
			if len(texts) < len(tc.want) || tc.want == nil && len(texts) > 0 {
				t.Fatalf("got %q, want %q first", texts, tc.want)
			}
			for i, w := range tc.want {
				if texts[i] != w {
					t.Fatalf("got %q, want %q first", texts, tc.want)
				}
			}
			if len(got) > 0 && got[0].Target != tc.target {
				t.Errorf("Target of %q is %v", got[0].Text, got[0].Target)
			}
		})
	}
}

func FuzzProposeClaims(f *testing.F) {
	f.Add("Should dogs be allowed?", "An official says it is a victim too.", "\"We must act,\" he said. He called for closing it.")
	f.Add("X not y", "", "A, as a b, c, d said.")
	f.Add("Ünï not “", "“", ", said")
	f.Fuzz(func(t *testing.T, title, summary, body string) {
		claims := ProposeClaims(&Article{Title: title, Summary: summary, Body: body})
		if len(claims) > maxProposals {
			t.Fatalf("%d claims", len(claims))
		}
		for _, c := range claims {
			if strings.TrimSpace(c.Text) == "" || strings.Contains(c.Text, "\n") {
				t.Errorf("claim %q", c.Text)
			}
			if utf8.ValidString(title) && utf8.ValidString(summary) && utf8.ValidString(body) && !utf8.ValidString(c.Text) {
				t.Errorf("claim %q is not UTF-8", c.Text)
			}
		}
	})
}
