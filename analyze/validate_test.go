package analyze

import (
	"math"
	"reflect"
	"testing"
)

func near(t *testing.T, what string, got, want float64) {
	t.Helper()
	if math.Abs(got-want) > 1e-9 {
		t.Errorf("%s = %v, want %v", what, got, want)
	}
}

func TestMeasure(t *testing.T) {
	classes := []string{"against", "neutral", "favor"}
	p := func(gold, answer int, conf float64) Prediction {
		x := Prediction{Gold: gold, Answer: answer}
		x.P[answer] = conf
		return x
	}
	preds := []Prediction{p(0, 0, .95), p(0, 0, .95), p(0, 2, .55), p(2, 2, .55), p(2, 0, .55), p(1, 1, .75)}
	m := Measure("m", classes, []int{0, 2}, preds)
	near(t, "accuracy", m.Accuracy.Value, 4./6)
	near(t, "F1 against", m.Classes[0].F1.Value, 2./3)
	near(t, "precision against", m.Classes[0].Precision.Value, 2./3)
	near(t, "F1 neutral", m.Classes[1].F1.Value, 1)
	near(t, "F1 favor", m.Classes[2].F1.Value, .5)
	near(t, "macro-F1", m.MacroF1.Value, (2./3+1+.5)/3)
	near(t, "mean of favor and against", m.MeanSidesF1.Value, (2./3+.5)/2)
	// Bins: two at .95 both right, three at .55 one right, one at .75 right.
	near(t, "ECE", m.ECE.Value, (2*.05+math.Abs(3*.55-1)+.25)/6)
	if want := [][]int{{2, 0, 1}, {0, 1, 0}, {1, 0, 1}}; !reflect.DeepEqual(m.Confusion, want) {
		t.Errorf("confusion = %v, want %v", m.Confusion, want)
	}
	if m.MacroF1.Low > m.MacroF1.Value || m.MacroF1.High < m.MacroF1.Value {
		t.Errorf("interval %v does not hold its value", m.MacroF1)
	}
	if again := Measure("m", classes, []int{0, 2}, preds); !reflect.DeepEqual(m, again) {
		t.Error("the same predictions gave other measures")
	}
}

// A class without gold labels must not pull the macro average down.
func TestMeasureTwoWay(t *testing.T) {
	m := Measure("m", []string{"against", "neutral", "favor"}, nil, []Prediction{{Gold: 0, Answer: 0}, {Gold: 2, Answer: 2}})
	near(t, "macro-F1", m.MacroF1.Value, 1)
	near(t, "ECE without probabilities", m.ECE.Value, -1)
}

func TestCompare(t *testing.T) {
	right := Prediction{Gold: 1, Answer: 1}
	wrong := Prediction{Gold: 1, Answer: 0}
	var a, b []Prediction
	for range 9 {
		a, b = append(a, right), append(b, wrong)
	}
	a, b = append(a, wrong), append(b, right)
	c, err := Compare("a", "b", 3, a, b)
	if err != nil {
		t.Fatal(err)
	}
	// Exact: 2 * (C(10,0) + C(10,1)) / 2^10.
	near(t, "p", c.P, 22./1024)
	if c.OnlyARight != 9 || c.OnlyBRight != 1 {
		t.Errorf("discordant pairs %d and %d, want 9 and 1", c.OnlyARight, c.OnlyBRight)
	}
	if c.MacroF1.Value <= 0 || c.MacroF1.Low > c.MacroF1.High {
		t.Errorf("difference = %v", c.MacroF1)
	}
	if _, err := Compare("a", "b", 3, a, b[1:]); err == nil {
		t.Error("methods scored on other records were compared")
	}
}
