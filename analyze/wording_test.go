package analyze

import (
	"slices"
	"testing"
)

func TestCompareWording(t *testing.T) {
	first := []Stance{Favor, Favor, Against, NeutralStance, Unclear, Favor}
	same := CompareWording("paraphrase", false, first, []Stance{Favor, Against, Against, Favor, Unclear, Unclear})
	if same.Flips != 1 || !slices.Equal(same.Flipped, []int{1}) || same.Moved != 2 {
		t.Errorf("paraphrase: %+v, want one flip (comment 1) and two moves", same)
	}
	// Under the denial a consistent method takes the mirrored side.
	no := CompareWording("denial", true, first, []Stance{Against, Against, Favor, NeutralStance, Unclear, Against})
	if no.Flips != 0 || no.Moved != 0 || no.Favor.Value != .6 {
		t.Errorf("denial: %+v, want nothing changed and a share of 3 in 5", no)
	}
}
