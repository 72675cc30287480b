package analyze

// Wording is what changed when the same comments were judged under another
// wording of the claim.
type Wording struct {
	Claim   string
	Denies  bool // the wording denies the first one: sides are mirrored before comparing
	Scored  int
	Stances Counts   // as judged under this wording, not mirrored
	Favor   Estimate // share that sides with the first wording, after mirroring
	Flips   int      // comments that took the other side (favor became against, or the reverse)
	Moved   int      // comments that changed between a side and neutral or unclear
	// Flipped lists the comments that took the other side, by position.
	Flipped []int
}

// CompareWording sets the stances of the same comments under two wordings
// beside each other. denies says that the second denies the first: siding with
// one then is siding against the other.
func CompareWording(claim string, denies bool, first, second []Stance) Wording {
	w := Wording{Claim: claim, Denies: denies, Scored: len(second)}
	favor, sided := 0, 0
	for i, s := range second {
		w.Stances[s]++
		if denies {
			s = mirror(s)
		}
		if s != Unclear {
			sided++
		}
		if s == Favor {
			favor++
		}
		switch f := first[i]; {
		case f == s:
		case f == mirror(s) && f != NeutralStance && f != Unclear:
			w.Flips++
			w.Flipped = append(w.Flipped, i)
		case takesSide(f) || takesSide(s):
			w.Moved++
		}
	}
	w.Favor = Wilson(favor, sided)
	return w
}

func takesSide(s Stance) bool { return s == Favor || s == Against }

func mirror(s Stance) Stance {
	switch s {
	case Favor:
		return Against
	case Against:
		return Favor
	}
	return s
}
