package main

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"hash/fnv"
	"math"
	"os"
	"strings"
	"time"

	"standpoint/analyze"
)

// testKit is the standard kit, away from what the user of this machine has
// installed.
func testKit(config string) *kit {
	k := standardKit()
	k.config = func() (string, error) { return config, nil }
	return k
}

// fakeKit has a method deep that costs what its model file says: a slow method
// with reasons of its own, to test everything around it.
func fakeKit() *kit {
	k := standardKit()
	k.config = os.UserConfigDir // testscript gives each script its own
	k.embedded = func() ([]byte, error) { return []byte("fake model\n0s\n"), nil }
	k.load = func(file []byte) (analyze.StanceScorer, error) {
		lines := strings.Split(string(file), "\n")
		if lines[0] != "fake model" || len(lines) < 2 {
			return nil, errors.New("this is no model file")
		}
		pause, err := time.ParseDuration(lines[1])
		return fakeDeep{pause}, err
	}
	k.meta = func(file []byte) (json.RawMessage, error) {
		if !bytes.HasPrefix(file, []byte("fake model\n")) {
			return nil, errors.New("this is no model file")
		}
		return json.RawMessage(`{"base":"none","licence":"as this test"}`), nil
	}
	return k
}

// fakeDeep answers by the letters of claim, comment and parent, and by its
// parent's probabilities.
type fakeDeep struct{ pause time.Duration }

func (f fakeDeep) Stance(in analyze.Input, s analyze.Sentiment) (analyze.Verdict, error) {
	time.Sleep(f.pause)
	v := analyze.Verdict{Engine: deepStance}
	if s.Unsupported != "" || in.Article.Claim.Text == "" {
		v.Reason = "nothing to judge"
		return v, nil
	}
	h := fnv.New64a()
	fmt.Fprint(h, in.Article.Claim.Text, in.Comment.Full())
	if in.ParentJudgment != nil {
		fmt.Fprint(h, in.Parent.Full(), in.ParentJudgment.Verdict.P)
	}
	x := h.Sum64()
	p := float64(x%9973) / 9973
	v.P = [3]float64{p * .9, .1, (1 - p) * .9}
	v.Stance = analyze.Against
	if v.P[2] > v.P[0] {
		v.Stance = analyze.Favor
	}
	full := in.Comment.Full()
	if i := strings.IndexByte(full, ' '); i > 0 {
		v.Evidence = []analyze.Evidence{{End: i, Cue: "fake", Weight: math.Sqrt(p)}}
	}
	return v, nil
}
