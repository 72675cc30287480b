package sentiment

import (
	"testing"

	"standpoint/analyze"
)

// The fold counts flags by its own constant, since it knows no method.
func TestSarcasmFlagIsTheModelsThreshold(t *testing.T) {
	if analyze.SarcasmFlag != SarcasmThreshold {
		t.Errorf("analyze.SarcasmFlag is %v, the model's threshold %v", analyze.SarcasmFlag, SarcasmThreshold)
	}
}
