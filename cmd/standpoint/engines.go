package main

import (
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"slices"
	"strings"

	"standpoint/analyze"
	"standpoint/analyze/sentiment"
	"standpoint/analyze/stance"
)

// Names of stance methods that this command treats in a way of their own.
const (
	autoStance = "auto" // deep within a budget, fast beyond: a choice, no method of its own
	deepStance = "deep" // slow, and its model can be installed
	fastStance = "fast"

	// The same for the sentiment.
	autoSentiment  = "auto" // deep up to sentimentReach budgets, standpoint beyond: a choice, no method of its own
	deepSentiment  = "deep" // some forty comments a second
	plainSentiment = "standpoint"
	// sentimentReach times the budget is the number of comments up to which auto
	// takes the sentiment method deep: it reads once what the stance method of
	// that name reads ten times over, whole and by sentences.
	sentimentReach = 10

	// defaultStance is the method of every command but score, which is a
	// filter and answers record by record.
	defaultStance = autoStance
)

// autoSentimentDoc is the line of auto in the list of sentiment methods.
const autoSentimentDoc = "deep on up to ten times --budget comments, standpoint on more and wherever --stance is a method that does without deep"

// autoDoc is the line of auto in the list of methods.
const autoDoc = "deep on all comments up to --budget; above it fast on all, and deep again where fast is least sure; above fifty times the budget fast alone"

// kit is where the stance methods and the model of deep come from; tests bring
// their own.
type kit struct {
	stances []analyze.Method[analyze.StanceScorer]
	// embedded is the model file in the binary; stance.ErrNoModel if there is none.
	embedded func() ([]byte, error)
	// load makes the method deep from a model file.
	load func(file []byte) (analyze.StanceScorer, error)
	// meta is what a model file says of itself.
	meta func(file []byte) (json.RawMessage, error)
	// fast is the model file of the method fast, which deep asks too.
	fast func() ([]byte, error)
	// config is the folder for configuration of the user's programs.
	config func() (string, error)

	model *deepModel // once loaded
}

// deepModel is the method deep with the model that it runs.
type deepModel struct {
	analyze.StanceScorer
	sha256 string // of the model file
	fast   string // the same of the model of fast
}

// models tells apart the models that a judgment of deep may come from.
func (m *deepModel) models() string { return m.sha256 + "+" + m.fast }

// modelFile is the file of deep's model: the installed one, or else the one in
// the binary, whose path is "". With neither the error is stance.ErrNoModel.
func (k *kit) modelFile() (file []byte, path string, err error) {
	if path, err = k.installPath(); err == nil {
		file, err = os.ReadFile(path)
		if err == nil {
			return file, path, nil
		}
		if !errors.Is(err, fs.ErrNotExist) {
			return nil, path, fmt.Errorf("the installed model: %w", err)
		}
	}
	file, err = k.embedded()
	return file, "", err
}

// installPath is where "model add" puts a model.
func (k *kit) installPath() (string, error) {
	dir, err := k.config()
	if err != nil {
		return "", fmt.Errorf("no folder to install a model in: %w", err)
	}
	return filepath.Join(dir, "standpoint", "deep.bin"), nil
}

// deep loads the model, once.
func (k *kit) deep() (*deepModel, error) {
	if k.model != nil {
		return k.model, nil
	}
	file, path, err := k.modelFile()
	if err != nil {
		return nil, err
	}
	s, err := k.load(file)
	if err != nil {
		if path != "" {
			return nil, fmt.Errorf("the installed model %s: %w; replace it with \"standpoint model add FILE\", or remove it", path, err)
		}
		return nil, err
	}
	fast, err := k.fast()
	if err != nil {
		return nil, err
	}
	k.model = &deepModel{s, checksum(file), checksum(fast)}
	return k.model, nil
}

func checksum(file []byte) string {
	sum := sha256.Sum256(file)
	return hex.EncodeToString(sum[:])
}

// engines are the methods of a run. The stance method is loaded by the plan
// that needs it.
type engines struct {
	kit        *kit
	sentiment  analyze.SentimentScorer
	tone       string // its name
	open       bool   // whether the sentiment is still to be settled: until then it is standpoint
	stance     string // a name that the kit has, or auto
	workers    int
	confidence *float64 // nil: the method's own
}

// engines checks the flags and loads the sentiment method.
func (f *scoringFlags) engines() (*engines, error) {
	if f.workers < 1 {
		return nil, usagef("--workers %d: at least 1", f.workers)
	}
	if f.budget < 0 {
		return nil, usagef("--budget %d: a number of comments, 0 or more", f.budget)
	}
	if err := f.checkBudget(); err != nil {
		return nil, err
	}
	e := &engines{kit: f.kit, stance: f.stance, workers: f.workers, confidence: f.confidence()}
	names := f.kit.stanceNames()
	if !slices.Contains(names, f.stance) {
		return nil, usagef("unknown method --stance %q; there are: %s", f.stance, strings.Join(names, ", "))
	}
	if c := e.confidence; c != nil {
		if _, err := stance.WithMinConfidence(nil, *c); err != nil {
			return nil, usagef("--min-confidence: %w", err)
		}
	}
	name := f.sentiment
	if e.open = name == autoSentiment; e.open {
		name = plainSentiment
	}
	e.tone = name
	var err error
	e.sentiment, err = load("--sentiment", sentiment.Methods(), name)
	if errors.As(err, new(usageError)) {
		err = usagef("unknown method --sentiment %q; there are: %s", f.sentiment, strings.Join(sentimentNames(), ", "))
	}
	return e, err
}

// sentimentNames are the names that --sentiment takes.
func sentimentNames() []string {
	names := []string{autoSentiment}
	for _, m := range sentiment.Methods() {
		names = append(names, m.Name)
	}
	return names
}

// settle makes auto's choice of the sentiment method for n comments. It returns
// a note if they are too many for deep.
func (e *engines) settle(n, budget int) (note string, err error) {
	if !e.open {
		return "", nil
	}
	e.open = false
	if n > sentimentReach*budget {
		return fmt.Sprintf("--sentiment auto: standpoint weighed the words of all comments, as there are more than %d (ten times --budget); --sentiment deep reads each as a whole too", sentimentReach*budget), nil
	}
	e.tone = deepSentiment
	e.sentiment, err = load("--sentiment", sentiment.Methods(), e.tone)
	return "", err
}

// stanceNames are the names that --stance takes.
func (k *kit) stanceNames() []string {
	names := []string{autoStance}
	for _, m := range k.stances {
		names = append(names, m.Name)
	}
	return names
}

// checkBudget fails when --budget is given for a method that has none.
func (f *scoringFlags) checkBudget() error {
	if f.changedBudget != nil && f.changedBudget() && !slices.Contains(methodNames(f.stance), autoStance) {
		return usagef("--budget is for --stance auto; --stance %s judges every comment", f.stance)
	}
	return nil
}

// methodNames parts the names of a list such as validate takes.
func methodNames(list string) []string {
	names := strings.Split(list, ",")
	for i, name := range names {
		names[i] = strings.TrimSpace(name)
	}
	return names
}

// method loads a stance method by name. For a single comment auto is deep.
func (e *engines) method(name string) (analyze.StanceScorer, error) {
	if name == autoStance || name == deepStance {
		m, err := e.kit.deep()
		if err != nil {
			return nil, fmt.Errorf("--stance %s: %w", name, err)
		}
		return m.StanceScorer, nil
	}
	return load("--stance", e.kit.stances, name)
}

// options are those of a run with stance method s.
func (e *engines) options(s analyze.StanceScorer) (analyze.Options, error) {
	opt := analyze.Options{Sentiment: e.sentiment, Stance: s, Workers: e.workers}
	if e.confidence == nil {
		return opt, nil
	}
	var err error
	opt.Stance, err = stance.WithMinConfidence(s, *e.confidence)
	return opt, err
}
