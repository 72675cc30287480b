package main

import (
	"bytes"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"
)

// printed runs a command with the fake method deep and returns what it prints,
// on one line.
func printed(t *testing.T, stdin string, args ...string) string {
	t.Helper()
	k := fakeKit()
	k.config = func() (string, error) { return t.TempDir(), nil }
	var stdout, stderr bytes.Buffer
	if err := run(t.Context(), k, args, strings.NewReader(stdin), &stdout, &stderr); err != nil {
		t.Fatalf("%v: %v\n%s", args, err, &stderr)
	}
	return strings.Join(strings.Fields(stdout.String()), " ")
}

// What is done without being asked for depends on the number of comments.
func TestPlan(t *testing.T) {
	t.Setenv("TMPDIR", t.TempDir())
	for _, c := range []struct {
		n              int
		args           string
		want, unwanted string // in the report, not in it
	}{
		{fullEvidence, "--stance deep", fmt.Sprintf("Stance method (comments): deep %d", fullEvidence), "looked for"},
		{fullEvidence + 1, "--stance deep", fmt.Sprintf("--evidence all looks for those of all %d", fullEvidence+1), ""},
		{fullEvidence + 1, "--stance deep --evidence all", "because: fake", "looked for"},
		{fullEvidence + 1, "--stance auto --budget 5", "deep judged 5 of 201 comments", "looked for"},
		{101, "--stance auto --budget 2", "fast judged all of more than 100 comments", "deep 2"},
		{100, "--stance auto --budget 2", "deep judged", "more than 100"},
		{5, "--stance auto --budget 0", "Stance method (comments): fast 5", "budget"},
		{5, "--stance fast --evidence top", "quoted comments only", "deep"},
	} {
		args := append(strings.Fields("analyze --workers 2 "+c.args), "--claim", "The dam should be built", "-")
		got := printed(t, rows(c.n), args...)
		if !strings.Contains(got, c.want) || c.unwanted != "" && strings.Contains(got, c.unwanted) {
			t.Errorf("%d comments, %s: want %q and not %q in\n%s", c.n, c.args, c.want, c.unwanted, got)
		}
	}
}

// rows are n short comments of one article, no two alike.
func rows(n int) string {
	who := strings.Fields("council river mayor village farmer fish worker child winter price")
	does := strings.Fields("helps ruins needs hates wants fears builds stops pays loses")
	var b strings.Builder
	for i := range n {
		fmt.Fprintf(&b, "{\"id\":\"%d\",\"text\":\"The %s %s the %s.\"}\n", i, who[i%10], does[i/10%10], who[(i/100+3*i+1)%10])
	}
	return b.String()
}

// A budget in the file of a study is that of the method it names.
func TestBudgetOfTheStudy(t *testing.T) {
	dir := t.TempDir()
	for name, text := range map[string]string{
		"standpoint.toml": "stance = \"auto\"\nbudget = 2\nclaim = \"The dam should be built\"\ninput = [\"comments.jsonl\"]\n",
		"comments.jsonl":  rows(5),
	} {
		if err := os.WriteFile(filepath.Join(dir, name), []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	if got := printed(t, "", "analyze", dir); !strings.Contains(got, "(--budget 2)") {
		t.Errorf("the budget of the file is not used: %s", got)
	}
	if got := printed(t, "", "analyze", "--stance", "fast", dir); !strings.Contains(got, "fast 5") {
		t.Errorf("with another method: %s", got)
	}
}
