package article

import (
	"strings"
	"testing"
)

func TestPseudonyms(t *testing.T) {
	p, err := NewPseudonymiser([]byte("0123456789abcdef"))
	if err != nil {
		t.Fatal(err)
	}
	marta, jo, ferry := p.Name("marta"), p.Name("jo.k"), p.Name("Old Ferryman")
	if marta == jo || !strings.HasPrefix(marta, "user-") || len(marta) != len("user-")+12 {
		t.Errorf("pseudonyms %q, %q", marta, jo)
	}
	for _, same := range []string{"Marta", "@marta", " u/marta ", "/u/Marta"} {
		if p.Name(same) != marta {
			t.Errorf("%q is %s, want %s", same, p.Name(same), marta)
		}
	}
	if p.Name("") != "" {
		t.Error("nobody has a pseudonym")
	}
	q, _ := NewPseudonymiser([]byte("another key of 16+ bytes"))
	if q.Name("marta") == marta {
		t.Error("two keys give one pseudonym")
	}
	p.meet("Old Ferryman")
	for in, want := range map[string]string{
		"@Marta I agree":              "@" + marta + " I agree",
		"Yes, @marta, and @jo.k.":     "Yes, @" + marta + ", and @" + jo + ".",
		"@Old Ferryman It does":       "@" + ferry + " It does",
		"@Old Ferrymans":              "@" + p.Name("old") + " Ferrymans",
		"mail me: a@marta.example":    "mail me: a@marta.example",
		"see /u/marta or u/marta":     "see u/" + marta + " or u/" + marta,
		"https://x.example/u/marta @": "https://x.example/u/marta @",
		"@marta@other.example hi":     "@" + p.Name("marta@other.example") + " hi",
		"no one":                      "no one",
		"＠marta":                      "@" + marta,
		"50 € @ noon":                 "50 € @ noon",
	} {
		if got := p.Text(in); got != want {
			t.Errorf("%q becomes %q, want %q", in, got, want)
		}
	}
	if _, err := NewPseudonymiser([]byte("short")); err == nil {
		t.Error("a short key is taken")
	}
}

// TestPseudonymsLeaveNoName reads every fixture and looks for the authors'
// names in what is left.
func TestPseudonymsLeaveNoName(t *testing.T) {
	for _, name := range exportFixtures(t) {
		var authors []string
		for rec := range readFile(t, name) {
			if rec.Comment != nil && len(rec.Comment.Author) > 2 {
				authors = append(authors, rec.Comment.Author)
			}
		}
		p, _ := NewPseudonymiser([]byte("0123456789abcdef"))
		for rec := range p.Apply(readFile(t, name)) {
			if c := rec.Comment; c != nil {
				for _, a := range authors {
					if c.Author == a || strings.Contains(c.Text, "@"+a) || strings.Contains(c.ID+c.ParentID+c.ArticleID, "did:plc") {
						t.Errorf("%s: %q is left in %+v", name, a, c)
					}
				}
			}
			if rec.Rejection != nil && rec.Rejection.Text != "" {
				t.Errorf("%s: rejection with text %q", name, rec.Rejection.Text)
			}
		}
	}
}

func FuzzPseudonyms(f *testing.F) {
	f.Add("@Old Ferryman, u/x and /u/y @a.b-c@d ＠")
	f.Fuzz(func(t *testing.T, s string) {
		p, _ := NewPseudonymiser([]byte("0123456789abcdef"))
		p.meet("Old Ferryman")
		p.meet(s)
		p.Text(s)
	})
}
