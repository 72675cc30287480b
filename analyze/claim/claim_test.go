package claim

import (
	"bufio"
	"compress/gzip"
	"encoding/json"
	"flag"
	"io"
	"os"
	"path/filepath"
	"strings"
	"testing"
)

var dataDir = flag.String("data", "", "folder of the stance files (JSONL with claim and counter_claim)")

func TestParse(t *testing.T) {
	for _, tc := range []struct {
		in, positive string
		sign, toward int
		role         Role
		targets      string // phrases joined by " | "
	}{
		{"China is a victim of cybercrime", "China is a victim of cybercrime", +1, +1, Victim, "China | cybercrime"},
		{"China is not a victim of cybercrime.", "China is a victim of cybercrime", -1, +1, Victim, "China | cybercrime"},
		{"China suffers from cybercrime", "China suffers from cybercrime", +1, +1, Victim, "China | cybercrime"},
		{"China isn't the enemy", "China is the enemy", -1, -1, Bad, "China"},
		{"China is to blame for the attacks", "China is to blame for the attacks", +1, -1, Perpetrator, "China | attacks"},
		{"Toll roads are not the answer", "Toll roads are the answer", -1, +1, Good, "Toll roads"},
		{"Ban leaf blowers", "Ban leaf blowers", +1, -1, ShouldNot, "leaf blowers"},
		{"Do not ban leaf blowers", "Ban leaf blowers", -1, -1, ShouldNot, "leaf blowers"},
		{"Don't ban leaf blowers!", "Ban leaf blowers", -1, -1, ShouldNot, "leaf blowers"},
		{"Leaf blowers should be banned", "Leaf blowers should be banned", +1, -1, ShouldNot, "Leaf blowers"},
		{"Leaf blowers should be phased out", "Leaf blowers should be phased out", +1, -1, ShouldNot, "Leaf blowers"},
		{"We should phase out leaf blowers", "We should phase out leaf blowers", +1, -1, ShouldNot, "leaf blowers"},
		{"Leaf blowers should be made illegal", "Leaf blowers should be made illegal", +1, -1, ShouldNot, "Leaf blowers"},
		{"Helmets should be made mandatory", "Helmets should be made mandatory", +1, +1, Should, "Helmets"},
		{"The old bridge should not be torn down", "The old bridge should be torn down", -1, -1, ShouldNot, "old bridge"},
		{"We should abolish daylight saving time", "We should abolish daylight saving time", +1, -1, ShouldNot, "daylight saving time"},
		{"Should leaf blowers be banned?", "Leaf blowers should be banned", +1, -1, ShouldNot, "leaf blowers"},
		{"Is coffee healthy?", "Coffee is healthy", +1, +1, Good, "coffee"},
		{"Does Uber help cities?", "Uber helps cities", +1, +1, Benefit, "Uber | cities"},
		{"Uber doesn't help cities", "Uber helps cities", -1, +1, Benefit, "Uber | cities"},
		{"Uber hurts taxi drivers", "Uber hurts taxi drivers", +1, -1, Harm, "Uber | taxi drivers"},
		{"Speed cameras cause accidents and injuries", "Speed cameras cause accidents and injuries", +1, -1, Harm, "Speed cameras | accidents and injuries"},
		{"Speed cameras reduce pollution", "Speed cameras reduce pollution", +1, +1, Benefit, "Speed cameras | pollution"},
		{"Speed cameras do more harm than good", "Speed cameras do more harm than good", +1, -1, Harm, "Speed cameras | harm"},
		{"It is wrong to keep whales in tanks", "It is wrong to keep whales in tanks", +1, -1, ShouldNot, "whales in tanks"},
		{"It is not fair to tax bicycles", "It is fair to tax bicycles", -1, -1, ShouldNot, "bicycles"},
		{"Night trains are a good solution to the climate crisis", "Night trains are a good solution to the climate crisis", +1, +1, Good, "Night trains | climate crisis"},
		{"Trains are better than planes", "Trains are better than planes", +1, +1, Good, "Trains | planes"},
		{"Trains are no better than planes", "Trains are better than planes", -1, +1, Good, "Trains | planes"},
		{"Zoos are no longer necessary", "Zoos are necessary", -1, +1, Good, "Zoos"},
		{"Zoos should never be closed", "Zoos should be closed", -1, -1, ShouldNot, "Zoos"},
		{"It is not true that zoos should not be closed", "Zoos should be closed", +1, -1, ShouldNot, "zoos"},
		{"I don't think zoos are cruel", "Zoos are cruel", -1, -1, Bad, "zoos"},
		{"There is no evidence for ghosts", "There is evidence for ghosts", -1, 0, NoRole, "evidence for ghosts"},
		{"Nobody should own a tiger", "Somebody should own a tiger", -1, +1, Should, "tiger"},
		{"Lotteries serve no purpose", "Lotteries serve a purpose", -1, +1, Benefit, "Lotteries | purpose"},
		{"Zoos have no place in a modern city", "Zoos have a place in a modern city", -1, 0, NoRole, "Zoos | place in a modern city"},
		{"We need fewer cars", "We need fewer cars", +1, +1, Should, "fewer cars"},
		{"We should fight for the abolition of zoos", "We should fight for the abolition of zoos", +1, -1, ShouldNot, "zoos"},
		{"Stop banning books", "Stop banning books", +1, +1, Should, "books"},
		{"Countries that have tigers should protect them", "Countries that have tigers should protect them", +1, +1, Should, "Countries"},
		{"The money we spend on parades is money well spent", "The money we spend on parades is money well spent", +1, +1, Good, "money we spend on parades"},
		{"Inheritance tax is theft", "Inheritance tax is theft", +1, -1, Bad, "Inheritance tax"},
		{"The new bridge is a triumph of engineering", "The new bridge is a triumph of engineering", +1, +1, Good, "new bridge | engineering"},
		{"Nurses are badly underpaid", "Nurses are badly underpaid", +1, +1, Victim, "Nurses"},
		{"The driver was wrongly convicted", "The driver was wrongly convicted", +1, +1, Victim, "driver"},
		{"Rich heirs are rarely happy", "Rich heirs are happy", -1, +1, Good, "Rich heirs"},
		{"Tunnels are a matter of taste", "Tunnels are a matter of taste", +1, 0, NoRole, "Tunnels | taste"},
		{"Headphones make people lonely", "Headphones make people lonely", +1, -1, Bad, "Headphones | people lonely"},
		{"Trade makes the country richer", "Trade makes the country richer", +1, +1, Good, "Trade | country richer"},
		{"", "", 0, 0, NoRole, ""},
	} {
		p := Parse(tc.in, false)
		var phrases []string
		for _, x := range p.Targets {
			phrases = append(phrases, x.Phrase)
		}
		if got := strings.Join(phrases, " | "); p.Positive != tc.positive || p.Sign != tc.sign || p.Toward != tc.toward || p.Role != tc.role || got != tc.targets {
			t.Errorf("Parse(%q) =\n %q %+d toward %+d %q %q, want\n %q %+d toward %+d %q %q", tc.in, p.Positive, p.Sign, p.Toward, p.Role, got, tc.positive, tc.sign, tc.toward, tc.role, tc.targets)
		}
	}
}

func TestParseTarget(t *testing.T) {
	for _, tc := range []struct {
		in, positive, target string
		sign, toward         int
	}{
		{"nuclear power", "nuclear power", "nuclear power", +1, +1},
		{"ban on plastic bags", "ban on plastic bags", "plastic bags", +1, -1},
		{"abolition of the draft", "abolition of the draft", "draft", +1, -1},
		{"against nuclear power", "nuclear power", "nuclear power", -1, +1},
		{"no homework", "homework", "homework", -1, +1},
		{"handgun ban", "handgun ban", "handgun", +1, -1},
	} {
		p := Parse(tc.in, true)
		if p.Positive != tc.positive || p.Sign != tc.sign || p.Toward != tc.toward || len(p.Targets) != 1 || p.Targets[0].Phrase != tc.target {
			t.Errorf("Parse(%q, target) = %+v", tc.in, p)
		}
		checkNegation(t, tc.in, true)
	}
}

func TestNegate(t *testing.T) {
	for in, want := range map[string]string{
		"China is a victim of cybercrime":    "China is not a victim of cybercrime",
		"We should ban X":                    "We should not ban X",
		"Uber helps cities":                  "Uber does not help cities",
		"Uber did not help cities":           "Uber helped cities",
		"Amazon went too far":                "Amazon did not go too far",
		"Ban leaf blowers":                   "Do not ban leaf blowers",
		"We can trust robots":                "We cannot trust robots",
		"Robots can't be trusted":            "Robots can be trusted",
		"Zoos have a place in a modern city": "Zoos do not have a place in a modern city",
		"It's a good idea":                   "It's not a good idea",
		"Leaf Blowers Should Be Banned":      "Leaf Blowers Should Not Be Banned",
		"Homework for all":                   "No to Homework for all",
		"Nobody is above the law":            "Somebody is above the law",
		"China":                              "No to China",
	} {
		if got := Negate(in, false); got != want {
			t.Errorf("Negate(%q) = %q, want %q", in, got, want)
		}
	}
}

// claims are ours; each must survive being denied and denied again.
const claims = `
China is a victim of cybercrime
China is not an enemy in the fight against cybercrime
We should ban leaf blowers
Leaf blowers should be banned
Ban leaf blowers
Abolish daylight saving time
Keep daylight saving time
Daylight saving time is a nuisance
Uber helps cities
Uber hurts cities
Uber has changed cities for the worse
Uber did nothing wrong
The ferry should be free
Ferries should be free for residents
Fares must not rise again
The mayor lied about the budget
The mayor is lying about the budget
The mayor has lied to us
The mayor must resign
The mayor should never have been elected
Nobody should own a tiger
No one needs a second car
No country should sell weapons
None of the candidates deserves our vote
Neither candidate is fit for office
Not every student needs a laptop
Zoos are cruel
Zoos aren't cruel
Zoos do more harm than good
Zoos do not do more harm than good
Zoos have no place in a modern city
Zoos teach children about animals
Zoos taught me nothing
Trains are better than planes
Trains are no better than planes
Night trains can replace flights
Night trains cannot replace flights
Night trains could be cheaper
Night trains will come back
Night trains won't come back
It is wrong to keep whales in tanks
It is not wrong to eat meat
It is time to close the harbour
It's time for a change
There is no evidence for ghosts
There should be a law against spam
There is a need for more nurses
There are too many cars in the city
I believe that nurses are underpaid
I don't think nurses are underpaid
It is not true that nurses are underpaid
Nurses deserve better pay
Nurses need a pay rise
Nurses don't need a pay rise
Pay nurses more
Stop blaming nurses
Let the stadium rot
Let's build a stadium
Let's not build a stadium
Never trust a politician
The stadium costs too much
The stadium cost too much
The stadium will cost millions
The stadium that they built is ugly
The stadium, which nobody wanted, is empty
The people who built the stadium should pay for it
The money we spend on parades is money well spent
What you eat matters
How we teach reading is wrong
Whether we win is not important
Reading makes children happier
Reading books makes children happier
Homework should be optional
Homework is no longer useful
Homework is far from useless
Homework is anything but useless
Homework causes stress
Homework reduces free time
Homework never helped anyone
Students hate homework
Students should not get homework on weekends
Should students get homework?
Is homework useful?
Does homework help students?
Do we need homework?
Can robots replace teachers?
Will robots take our jobs?
Robots will take our jobs
Robots take jobs from people
Robots took our jobs
Vaccines save lives
Vaccines should be mandatory
Vaccines are safe and effective
Vaccination must remain a choice
The news isn't always true
Journalists ought to disclose their sources
Journalists may protect their sources
Journalists might be wrong
Print is dead
Print is not dead
Newspapers have a future
Newspapers have lost their readers
Newspapers had a good century
The internet broke the music business
Streaming pays artists too little
Artists get too little from streaming
Piracy does not harm artists
Piracy is theft
Copyright lasts too long
The treaty must be signed
The treaty should not have been signed
The treaty was a mistake
The treaty is being ignored
The treaty needs to be rewritten
The treaty does not go far enough
Whales matter
Whales do matter
Homework for all
Fewer cars, more trees
To vote is a duty
This house would close the harbour
This house believes that the harbour should stay open
Yes, the harbour should close
No, the harbour should not close
Harbours, like airports, need subsidies
If the harbour closes, the town will die
Harbour workers' fears are legitimate
Taxing sugar would make us healthier
A sugar tax is unfair to the poor
The poor pay the sugar tax
Sugar is a drug
iPhones are overpriced
The U.S. should join the treaty
Kein Zoo ist gut
Η Κίνα είναι θύμα`

func TestNegationRoundTrip(t *testing.T) {
	n, framed := 0, 0
	for c := range strings.Lines(claims) {
		c = strings.TrimSpace(c)
		if c == "" {
			continue
		}
		n++
		checkNegation(t, c, false)
		if neg := Negate(c, false); strings.HasPrefix(neg, "It is not true that") && !strings.HasPrefix(c, "It is not") {
			framed++
			t.Logf("no verb found: %s", c)
		}
	}
	if n < 100 {
		t.Fatalf("only %d claims", n)
	}
	t.Logf("%d claims, %d denied by a frame because no verb was found", n, framed)
}

func checkNegation(t *testing.T, c string, target bool) {
	t.Helper()
	p, neg := Parse(c, target), Negate(c, target)
	q := Parse(neg, target)
	if p.Sign == 0 {
		if neg != "" {
			t.Errorf("Negate(%q) = %q of an empty claim", c, neg)
		}
		return
	}
	if q.Positive != p.Positive || q.Sign != -p.Sign {
		t.Errorf("%q (%+d %q) is denied by %q (%+d %q)", c, p.Sign, p.Positive, neg, q.Sign, q.Positive)
	}
}

func FuzzParse(f *testing.F) {
	for c := range strings.Lines(claims) {
		f.Add(strings.TrimSpace(c), false)
	}
	f.Add("ban on X", true)
	f.Add("not no against", true)
	f.Add("it is not true that it is not true that", false)
	f.Add("’s 's not", false)
	f.Fuzz(func(t *testing.T, c string, target bool) { checkNegation(t, c, target) })
}

// TestCounterClaims counts how often the two sides of a debate come out as
// opposites. Run it with -data DIR.
func TestCounterClaims(t *testing.T) {
	if *dataDir == "" {
		t.Skip("no -data DIR: claims of other people are not part of this repository")
	}
	type row struct {
		Claim   string `json:"claim"`
		Counter string `json:"counter_claim"`
	}
	f, err := os.Open(filepath.Join(*dataDir, "stance_arc.train.jsonl"))
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	seen := make(map[row]bool)
	sc := bufio.NewScanner(f)
	sc.Buffer(nil, 1<<20)
	var pairs, same, opposite, polar int
	for sc.Scan() {
		var r row
		if err := json.Unmarshal(sc.Bytes(), &r); err != nil {
			t.Fatal(err)
		}
		if seen[r] {
			continue
		}
		seen[r] = true
		pairs++
		a, b := Parse(r.Claim, false), Parse(r.Counter, false)
		switch {
		case a.Positive == b.Positive && a.Sign == -b.Sign:
			same++
		case a.Sign == -b.Sign:
			opposite++
		case a.Polarity()*b.Polarity() < 0:
			polar++
		}
	}
	if pairs == 0 {
		t.Fatal("no claim pairs")
	}
	t.Logf("%d pairs: %d same positive form and opposite sign, %d opposite sign with other words, %d opposite polarity toward the target, %d not seen as opposites",
		pairs, same, opposite, polar, pairs-same-opposite-polar)
}

// TestCoverage counts how many claims of other sets are understood. Run it with
// -data DIR.
func TestCoverage(t *testing.T) {
	if *dataDir == "" {
		t.Skip("no -data DIR: claims of other people are not part of this repository")
	}
	files, err := filepath.Glob(filepath.Join(*dataDir, "stance_*.jsonl*"))
	if err != nil || len(files) == 0 {
		t.Fatalf("no stance files in %s (%v)", *dataDir, err)
	}
	for _, name := range files {
		f, err := os.Open(name)
		if err != nil {
			t.Fatal(err)
		}
		defer f.Close()
		var r io.Reader = f
		if strings.HasSuffix(name, ".gz") {
			if r, err = gzip.NewReader(f); err != nil {
				t.Fatal(err)
			}
		}
		seen := make(map[string]bool)
		var n, known, framed, negative int
		sc := bufio.NewScanner(r)
		sc.Buffer(nil, 1<<24)
		for sc.Scan() {
			var row struct{ Claim string }
			if err := json.Unmarshal(sc.Bytes(), &row); err != nil {
				t.Fatal(err)
			}
			if row.Claim == "" || len(row.Claim) > 200 || seen[row.Claim] {
				continue
			}
			seen[row.Claim] = true
			n++
			p := Parse(row.Claim, false)
			if p.Toward != 0 {
				known++
			}
			if p.Polarity() < 0 {
				negative++
			}
			if strings.HasPrefix(Negate(row.Claim, false), "It is not true that") {
				framed++
			}
			checkNegation(t, row.Claim, false)
		}
		if n > 0 {
			t.Logf("%-40s %4d claims: side toward the target known %.2f, against it %.2f, denied only by a frame %.2f",
				filepath.Base(name), n, float64(known)/float64(n), float64(negative)/float64(n), float64(framed)/float64(n))
		}
	}
}

func BenchmarkParse(b *testing.B) {
	for b.Loop() {
		Parse("Countries that have nuclear weapons should not sell them to anybody", false)
	}
}
